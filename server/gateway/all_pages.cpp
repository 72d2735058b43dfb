// SPDX-License-Identifier: MIT
#include "gateway/all_pages.hpp"

#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "core/paging/list_query.hpp"
#include "core/paging/page_splitter.hpp"
#include "core/paging/page_walk.hpp"
#include "core/policy/json_type.hpp"
#include "gateway/answer_spool.hpp"
#include "gateway/answer_taker.hpp"
#include "gateway/forward.hpp"
#include "gateway/list_head.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/relay.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

/// What may stand before the rows, and behind them: it has to be kept.
constexpr std::size_t most_envelope_bytes = std::size_t{64} * 1024;

constexpr unsigned ok = 200;

bool is_plain_json(const http::ResponseHead& answer) {
    const auto coding = answer.fields.find("Content-Encoding");
    if (coding && !ascii::equal_ignoring_case(*coding, "identity")) return false;
    return policy::is_json_type(answer.fields.find("Content-Type").value_or(""));
}

/// The list of one call, page by page. Lives in the call's coroutine.
class AllPages final : public AnswerTaker {
public:
    explicit AllPages(Call& call)
        : call_{call},
          plain_query_{call.target.query},
          list_query_{paging::without_paging(plain_query_)},
          is_chunked_{call.head().minor_version == 1},
          walk_{call.paging.page_size},
          splitter_{call.target.folded_path} {}

    [[nodiscard]] io::Task<void> run();
    [[nodiscard]] io::Task<bool> take(upstream::Connection& connection, std::string_view held,
                                      std::function<void()> on_whole) override;

private:
    using Status = upstream::ReadStatus;
    using Part = paging::PageSplitter::Part;
    using Kind = paging::PageSplitter::Kind;
    using Step = paging::PageWalk::Step;
    /// What has become of the page at hand.
    enum class Page : std::uint8_t {
        none,  ///< its exchange came to nothing, and the caller knows
        coming,
        whole,
        no_list,  ///< an answer, but no list of rows
        broken,   ///< it began as JSON, and does not go on so
        cut_off,  ///< the tenant's connection ended or fell silent
    };

    [[nodiscard]] io::Task<void> read_page(AnswerSpool& spool, upstream::Connection& connection,
                                           std::string_view held);
    [[nodiscard]] io::Task<void> answer_otherwise();
    [[nodiscard]] io::Task<void> send_end();
    void look_at(std::string_view data, std::string& out);
    void add(const Part& part);
    void end_page();
    void begin(std::string& out);
    void frame(std::string& out);
    void lose_caller();
    void break_off();
    [[nodiscard]] OwnAnswer refusal() const;
    [[nodiscard]] bool is_first() const noexcept { return walk_.pages() == 0; }
    [[nodiscard]] paging::PageSeen seen() const {
        return {splitter_.rows(), splitter_.total(), splitter_.page_size(), splitter_.fingerprint()};
    }

    Call& call_;
    std::string plain_query_;  ///< asks as if there were no word of all pages
    std::string list_query_;   ///< what all pages are asked for with
    bool is_chunked_;          ///< else (HTTP/1.0) the list goes to the end of the connection
    paging::PageWalk walk_;
    paging::PageSplitter splitter_;
    Page page_ = Page::none;
    Status status_ = Status::ok;
    std::string before_;       ///< of the first page, until the head goes out
    std::string after_;        ///< of the first page, until the end
    std::string body_;         ///< what goes out of the piece at hand
    bool streaming_ = false;   ///< the head has gone out
    bool any_rows_ = false;    ///< rows have gone out
    bool page_begun_ = false;  ///< of this page, too
};

io::Task<void> AllPages::run() {
    Step step = Step::next;
    while (step == Step::next) {
        call_.target.query = paging::with_page(list_query_, call_.paging.page_size, walk_.pages() + 1);
        if (!is_first()) call_.give_up_at = call_.after(call_.services.settings.longest_wait);
        page_ = Page::none;
        Forward forward{call_, this};
        co_await forward.run();
        if (page_ != Page::whole || call_.record.caller_hung_up) break;
        step = walk_.after(seen());
    }
    if (step == Step::done) {
        co_await send_end();
    } else if (streaming_) {
        break_off();
    } else if (page_ != Page::none && !call_.record.caller_hung_up) {
        co_await answer_otherwise();
    }
}

io::Task<bool> AllPages::take(upstream::Connection& connection, std::string_view held,
                              std::function<void()> on_whole) {
    const http::ResponseHead& answer = connection.head();
    if (answer.status != ok && !streaming_) {
        const bool whole = co_await relay_answer(call_, connection, held, std::move(on_whole));
        co_return whole;
    }
    if (answer.status != ok || !is_plain_json(answer)) {
        page_ = Page::no_list;
        co_return false;
    }
    page_ = Page::coming;
    page_begun_ = false;
    splitter_ = paging::PageSplitter{call_.target.folded_path};
    AnswerSpool spool{call_, [this, &connection] {
                          lose_caller();
                          if (page_ == Page::coming) connection.interrupt();
                      }};
    spool.start();
    std::exception_ptr bug;
    try {
        co_await read_page(spool, connection, held);
    } catch (...) {
        bug = std::current_exception();  // the spool must end first
    }
    const bool whole = page_ == Page::whole;
    // A caller that is slow to take the rows holds up itself alone.
    if (whole) on_whole();
    const bool written = co_await spool.finish();
    if (!written) lose_caller();
    if (bug) std::rethrow_exception(bug);
    co_return whole;
}

/// Until the page is whole, or shows that it is none. Sets page_.
io::Task<void> AllPages::read_page(AnswerSpool& spool, upstream::Connection& connection,
                                   std::string_view held) {
    std::string out;
    look_at(held, out);
    spool.put(out);
    bool complete = connection.body_complete();
    while (!complete && page_ == Page::coming) {
        const bool room = co_await spool.wait_for_room();
        if (!room) co_return;
        const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
        const upstream::Connection::Piece piece = co_await connection.read_body(deadline);
        status_ = piece.status;
        if (status_ != Status::ok) {
            page_ = Page::cut_off;
            co_return;
        }
        complete = piece.complete;
        out.clear();
        look_at(piece.data, out);
        spool.put(out);
    }
    if (page_ == Page::coming) end_page();
}

void AllPages::end_page() {
    page_ = !splitter_.is_whole() ? Page::broken : splitter_.has_rows() ? Page::whole : Page::no_list;
}

/// Appends to `out` what of this piece goes to the caller.
void AllPages::look_at(std::string_view data, std::string& out) {
    body_.clear();
    while (!data.empty()) add(splitter_.take(data));
    if (!streaming_ && page_ == Page::coming && splitter_.has_rows()) begin(out);
    if (streaming_) frame(out);
}

void AllPages::add(const Part& part) {
    switch (part.kind) {
        case Kind::before:
            if (is_first()) before_ += part.text;
            if (before_.size() > most_envelope_bytes) page_ = Page::no_list;
            break;
        case Kind::rows:
            if (!std::exchange(page_begun_, true) && std::exchange(any_rows_, true)) body_ += ',';
            body_ += part.text;
            break;
        case Kind::after:
            if (is_first()) after_ += part.text;
            if (after_.size() > most_envelope_bytes) page_ = Page::broken;
            break;
        case Kind::broken: page_ = Page::broken; break;
    }
}

void AllPages::begin(std::string& out) {
    using Framing = http::BodyFraming::Kind;
    streaming_ = true;
    call_.answer_started = true;
    call_.record.status = ok;
    if (call_.body_unread() || !is_chunked_) call_.keep_alive = false;
    write_list_head(out, call_, is_chunked_ ? Framing::chunked : Framing::until_close);
}

/// body_, behind what of the envelope has not gone out yet, as a chunk.
void AllPages::frame(std::string& out) {
    if (!before_.empty()) {
        body_.insert(0, before_);
        before_.clear();
    }
    call_.record.bytes_out += body_.size();
    if (is_chunked_) {
        http::append_chunk(out, body_);
    } else {
        out += body_;
    }
}

io::Task<void> AllPages::send_end() {
    std::string out;
    body_ = std::move(after_);
    frame(out);
    if (is_chunked_) out += http::last_chunk;
    const TimePoint deadline = call_.after(call_.services.settings.body_timeout);
    const io::WriteResult sent = co_await call_.caller.write_all(out, io::no_second_piece, deadline);
    if (sent.error != io::IoError::none) lose_caller();
}

void AllPages::lose_caller() {
    call_.record.caller_hung_up = true;
    call_.keep_alive = false;
}

void AllPages::break_off() {
    call_.keep_alive = false;
    if (call_.record.caller_hung_up) return;
    // Where the end of the connection is the end of the list, a proper end would pass half for whole.
    if (!is_chunked_) call_.caller.reset();
    if (page_ == Page::none && call_.record.error) return;
    call_.record.error =
        status_ == Status::timed_out ? ErrorCode::tenant_timeout : ErrorCode::tenant_bad_response;
}

/// The first page is none: whoever only prefers all pages gets what was asked for besides.
io::Task<void> AllPages::answer_otherwise() {
    if (page_ == Page::no_list && call_.paging.preferred) {
        call_.paging.all = false;
        call_.target.query = plain_query_;
        Forward forward{call_, LinePlace::back};
        co_await forward.run();
        co_return;
    }
    const OwnAnswer answer = refusal();
    co_await send_own_answer(call_, answer);
}

OwnAnswer AllPages::refusal() const {
    switch (page_) {
        case Page::no_list:
            return {ErrorCode::bad_request,
                    "the tenant's answer is no list whose rows can be told from the rest: ask without "
                    "`halogate_all`"};
        case Page::broken: {
            const std::string_view fault = splitter_.fault();
            std::string why{fault.empty() ? "it ends too early, or goes on too long" : fault};
            return {ErrorCode::tenant_bad_response,
                    "the tenant's list is no JSON that can be joined: " + why};
        }
        default: break;
    }
    if (status_ == Status::timed_out)
        return {ErrorCode::tenant_timeout, "the tenant fell silent in the middle of the list"};
    return {ErrorCode::tenant_bad_response, "the tenant's answer broke off in the middle of the list"};
}

}  // namespace

io::Task<void> send_all_pages(Call& call) {
    AllPages pages{call};
    co_await pages.run();
}

}  // namespace halogate::gateway
