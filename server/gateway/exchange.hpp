// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/retry/retry_rule.hpp"
#include "core/retry/throttle_notice.hpp"
#include "gateway/admission_driver.hpp"
#include "gateway/answer_listener.hpp"
#include "gateway/call.hpp"
#include "gateway/exchange_head.hpp"
#include "gateway/exchange_meter.hpp"
#include "upstream/connection.hpp"

namespace halogate::gateway {

/// One request sent to the tenant and the head of its answer, for one call; run() may be called again for the
/// next attempt. Decides nothing: what the outcome means is retry::judge's matter. Lives in the call's
/// coroutine.
class Exchange {
public:
    explicit Exchange(Call& call) : call_{call}, meter_{call}, streaming_{!call.body_complete} {}
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// After it, unless caller_answered(), the outcome is known and, when the tenant answered, connection()
    /// is there with the head read. `permit` is told when the tenant may have counted the exchange, and of a
    /// 429.
    [[nodiscard]] io::Task<retry::Outcome> run(Permit& permit);

    /// In mid-exchange the caller got an answer of ours, or went.
    [[nodiscard]] bool caller_answered() const noexcept { return answered_; }
    /// Nothing of a body that cannot be held has been used up yet.
    [[nodiscard]] bool can_be_repeated() const noexcept { return !stream_begun_; }
    [[nodiscard]] std::uint64_t token_generation() const noexcept { return token_generation_; }
    /// Why the last run failed, for people.
    [[nodiscard]] const std::string& detail() const noexcept { return detail_; }
    [[nodiscard]] TimePoint began() const noexcept { return began_; }

    /// Null when there was no answer.
    [[nodiscard]] upstream::Connection* connection() noexcept { return connection_.get(); }
    /// The beginning of the answer's body, as far as a decision needed it.
    [[nodiscard]] const std::string& held() const noexcept { return held_; }
    /// Reads on, to the end or up to what may be held, so that the connection can be used again.
    [[nodiscard]] io::Task<void> hold_answer(TimePoint deadline);
    /// Reads on to the end, or until held() is larger than `most`.
    [[nodiscard]] io::Task<upstream::ReadStatus> hold_whole(std::size_t most);

    /// The exchange is over. Where the answer was used whole, the connection goes back to the pool.
    void give_back();
    /// The connection is closed: something on it was odd or unread.
    void discard() noexcept { connection_.reset(); }

private:
    /// True when there is a connection and, at the same moment, a token.
    [[nodiscard]] io::Task<bool> connect();
    /// What connect() is when nothing is at hand: only then is it worth a coroutine.
    [[nodiscard]] io::Task<bool> connect_or_wait();
    [[nodiscard]] ExchangeBody framing() const;
    [[nodiscard]] io::Task<io::WriteResult> send_request();
    /// Sends both, and then what is still to come from the caller, unless the tenant answers before the end.
    [[nodiscard]] io::Task<io::WriteResult> send_long(std::string_view head, std::string_view rest);
    [[nodiscard]] io::Task<io::WriteResult> stream_body(const AnswerListener& listener);
    [[nodiscard]] io::Task<void> break_off(http::Refusal refusal);
    [[nodiscard]] io::Task<retry::Outcome> read_answer();
    void read_answer_notes(retry::Outcome& outcome);

    Call& call_;
    ExchangeMeter meter_;
    std::unique_ptr<upstream::Connection> connection_;
    std::uint64_t token_generation_ = 0;
    TimePoint began_{};
    retry::ThrottleNotice notice_;
    std::string held_;
    std::string detail_;
    std::optional<upstream::ReadStatus> head_status_;  ///< the answer's head was waited for while sending
    std::optional<http::Refusal> refusal_;             ///< what is wrong with the rest of the caller's body
    bool streaming_;                                   ///< the body does not fit into the buffer
    bool stream_begun_ = false;
    bool answered_ = false;
};

}  // namespace halogate::gateway
