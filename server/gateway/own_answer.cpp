// SPDX-License-Identifier: MIT
#include "gateway/own_answer.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/retry/http_date.hpp"
#include "gateway/cross_origin.hpp"
#include "http/error_body.hpp"

namespace halogate::gateway {

namespace {

/// For text that this file has made of digits and literals.
http::FieldValue made_here(std::string_view text) {
    return http::FieldValue::checked(text).value();
}

using Text = std::array<char, 128>;

/// What stands before `end`.
http::FieldValue made_here(const Text& text, const char* end) {
    return made_here({text.data(), static_cast<std::size_t>(end - text.data())});
}

/// Milliseconds and tenths. In whole numbers: to format three of type double takes longer than the rest of
/// the head.
struct Milliseconds {
    explicit Milliseconds(Duration duration)
        : tenths{static_cast<std::uint64_t>(
                     std::chrono::round<std::chrono::microseconds>(std::max(duration, Duration{})).count() +
                     50) /
                 100} {}
    [[nodiscard]] std::uint64_t whole() const { return tenths / 10; }
    [[nodiscard]] std::uint64_t tenth() const { return tenths % 10; }
    std::uint64_t tenths;
};

std::uint64_t whole_seconds(Duration duration) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(duration).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds));
}

void write_server_timing(http::HeadWriter& writer, const call::CallRecord& record) {
    Text text;
    const Milliseconds queue{record.queued};
    const Milliseconds token{record.token};
    const Milliseconds tenant{record.tenant};
    char* end = fmt::format_to(text.data(), FMT_COMPILE("queue;dur={}.{}, token;dur={}.{}, tenant;dur={}.{}"),
                               queue.whole(), queue.tenth(), token.whole(), token.tenth(), tenant.whole(),
                               tenant.tenth());
    if (record.exchanges > 1)
        end = fmt::format_to(end, FMT_COMPILE(";desc=\"{} attempts\""), record.exchanges);
    writer.field("Server-Timing", made_here(text, end));
}

void write_budget(http::HeadWriter& writer, const queue::BudgetView& budget) {
    Text text;
    const char* end = fmt::format_to(text.data(), FMT_COMPILE("\"tenant\";r={};t={}"), budget.remaining,
                                     whole_seconds(budget.reset));
    writer.field("RateLimit", made_here(text, end));
    end = fmt::format_to(text.data(), FMT_COMPILE("\"tenant\";q={};w={}"), budget.limit,
                         whole_seconds(budget.per));
    writer.field("RateLimit-Policy", made_here(text, end));
}

/// The fields of a JSON body that we make ourselves.
void write_own_head(http::HeadWriter& writer, const Call& call, unsigned status, std::size_t body_bytes) {
    writer.status_line(status);
    writer.field("Date", made_here(retry::imf_fixdate(
                             std::chrono::floor<std::chrono::seconds>(call.services.clock.wall_now()))));
    writer.field("Content-Type", http::FieldValue::literal("application/json"));
    writer.field("Content-Length", std::uint64_t{body_bytes});
    writer.field("Cache-Control", http::FieldValue::literal("no-store"));
}

/// Which credential is asked for (RFC 9110, 11.6.1): with a 401, or when a token's scope does not do.
void write_challenge(http::HeadWriter& writer, const Call& call, const OwnAnswer& answer) {
    if (answer.code == ErrorCode::invalid_client)
        writer.field("WWW-Authenticate", http::FieldValue::literal(R"(Basic realm="halogate")"));
    if (answer.code == ErrorCode::unknown_consumer) {
        // RFC 6750, 3.1: no error code for who presented nothing.
        const bool presented = call.reader.head().fields.find("Authorization").has_value();
        writer.field("WWW-Authenticate", presented ? http::FieldValue::literal(
                                                         R"(Bearer realm="halogate", error="invalid_token")")
                                                   : http::FieldValue::literal(R"(Bearer realm="halogate")"));
    }
    if (answer.missing_scope.empty()) return;
    const std::string challenge =
        R"(Bearer error="insufficient_scope", scope=")" + answer.missing_scope + '"';
    if (const auto value = http::FieldValue::checked(challenge)) writer.field("WWW-Authenticate", *value);
}

void write_head(std::string& out, const Call& call, const OwnAnswer& answer, std::size_t body_bytes) {
    http::HeadWriter writer{out};
    write_own_head(writer, call, http_status(answer.code), body_bytes);
    writer.field("X-Halogate-Error", made_here(to_string(answer.code)));
    if (answer.retry_after)
        writer.field("Retry-After", std::max<std::uint64_t>(1, whole_seconds(*answer.retry_after)));
    if (!answer.allow.empty()) writer.field("Allow", made_here(answer.allow));
    write_challenge(writer, call, answer);
    write_gateway_fields(writer, call);
    write_connection(writer, call);
    writer.end();
}

/// Head and body, and what becomes of the connection when they cannot be sent.
io::Task<void> send_whole(Call& call, std::string& out, const std::string& body) {
    if (call.head().method != http::Method::head) {
        out += body;
        call.record.bytes_out = body.size();
    }
    const TimePoint deadline = call.after(call.services.settings.body_timeout);
    const io::WriteResult sent = co_await call.caller.write_all(out, io::no_second_piece, deadline);
    if (sent.error != io::IoError::none) {
        call.record.caller_hung_up = true;
        call.keep_alive = false;
    }
}

/// What the caller should know of a list that it asked for (an item of RFC 8941, 3.3, with parameters).
void write_list_warning(http::HeadWriter& writer, const Call& call) {
    // An integer of a structured field has 15 digits at most.
    constexpr std::uint64_t largest = 999'999'999'999'999;
    const ListPaging& paging = call.paging;
    if (paging.all || (paging.asked_size == 0 && !paging.added)) return;
    fmt::memory_buffer text;
    const std::uint64_t sent = call.services.settings.paging.page_size;
    if (paging.added) {
        fmt::format_to(std::back_inserter(text), FMT_COMPILE("paging_added;sent={}"), sent);
    } else {
        fmt::format_to(std::back_inserter(text), FMT_COMPILE("page_size_capped;asked={};sent={}"),
                       std::min(paging.asked_size, largest), sent);
    }
    writer.field("X-Halogate-Warning", made_here({text.data(), text.size()}));
}

}  // namespace

void write_gateway_fields(http::HeadWriter& writer, const Call& call) {
    writer.field("X-Request-Id", made_here(call.request_id));
    write_server_timing(writer, call.record);
    write_budget(writer, call.services.admission.budget());
    write_list_warning(writer, call);
    writer.field("Via", http::FieldValue::literal("1.1 halogate"));
    write_cross_origin_fields(writer, call);
}

void write_connection(http::HeadWriter& writer, const Call& call) {
    if (!call.keep_alive) {
        writer.field("Connection", http::FieldValue::literal("close"));
    } else if (call.reader.head().minor_version == 0) {
        writer.field("Connection", http::FieldValue::literal("keep-alive"));
    }
}

io::Task<void> send_own_answer(Call& call, const OwnAnswer& answer) {
    call.record.error = answer.code;
    call.own_message = answer.message;
    call.record.message = call.own_message;
    if (call.answer_started || call.record.caller_hung_up) {
        call.keep_alive = false;
        co_return;
    }
    call.answer_started = true;
    call.record.status = http_status(answer.code);
    if (call.body_unread()) call.keep_alive = false;
    const std::string body =
        http::error_body(answer.code, answer.message, call.request_id,
                         answer.outcome_unknown ? http::Outcome::unknown : http::Outcome::certain, {});
    std::string out;
    out.reserve(1024 + body.size());
    write_head(out, call, answer, body.size());
    co_await send_whole(call, out, body);
}

io::Task<void> send_own_head(Call& call, unsigned status, std::string& begun) {
    call.answer_started = true;
    call.record.status = status;
    if (call.body_unread()) call.keep_alive = false;
    http::HeadWriter writer{begun};
    write_connection(writer, call);
    writer.end();
    const std::string nothing;
    co_await send_whole(call, begun, nothing);
}

io::Task<void> send_own_document(Call& call, const std::string& json) {
    constexpr unsigned ok = 200;
    call.answer_started = true;
    call.record.status = ok;
    if (call.body_unread()) call.keep_alive = false;
    std::string out;
    http::HeadWriter writer{out};
    write_own_head(writer, call, ok, json.size());
    // RFC 6749, 5.1, for caches that are older than Cache-Control.
    writer.field("Pragma", http::FieldValue::literal("no-cache"));
    write_gateway_fields(writer, call);
    write_connection(writer, call);
    writer.end();
    co_await send_whole(call, out, json);
}

}  // namespace halogate::gateway
