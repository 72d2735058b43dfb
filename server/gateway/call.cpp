// SPDX-License-Identifier: MIT
#include "gateway/call.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::gateway {

namespace {

constexpr std::size_t longest_request_id = 128;
constexpr std::string_view hex_digits = "0123456789abcdef";

bool is_harmless_id(std::string_view id) {
    return !id.empty() && id.size() <= longest_request_id && std::all_of(id.begin(), id.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.' || c == ':';
    });
}

/// The value of `wait` in Prefer (RFC 7240, 4.3), in whole seconds.
std::optional<std::uint64_t> preferred_wait(const http::Fields& fields) {
    for (const http::Field& field : fields) {
        if (!ascii::equal_ignoring_case(field.name, "Prefer")) continue;
        std::string_view list = field.value;
        while (const auto element = ascii::next_element(list)) {
            const auto preference = element->substr(0, element->find(';'));
            const auto equals = preference.find('=');
            if (equals == std::string_view::npos) continue;
            if (!ascii::equal_ignoring_case(ascii::trimmed(preference.substr(0, equals)), "wait")) continue;
            auto value = ascii::trimmed(preference.substr(equals + 1));
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            if (const auto seconds = ascii::to_unsigned(value)) return seconds;
        }
    }
    return std::nullopt;
}

}  // namespace

Call::Call(Services& all, const ListenerProfile& from, io::ByteStream& stream, Inbox& bytes,
           http::RequestReader& request)
    : services{all},
      listener{from},
      caller{stream},
      inbox{bytes},
      reader{request},
      arrived{all.alarms.now()},
      buffered{all.buffered_bytes} {
    record.received = all.clock.wall_now();
    record.peer = stream.peer();
}

void Call::take_request_id() {
    if (const auto given = head().fields.find("X-Request-Id"); given && is_harmless_id(*given)) {
        request_id = *given;
    } else {
        std::uint64_t high = services.random.next();
        std::uint64_t low = services.random.next();
        for (std::size_t i = 0; i < 16; ++i, high >>= 4U, low >>= 4U) {
            drawn_id_[i] = hex_digits[high & 15U];
            drawn_id_[i + 16] = hex_digits[low & 15U];
        }
        request_id = {drawn_id_.data(), drawn_id_.size()};
    }
    record.request_id = request_id;
}

void Call::take_wait() {
    Duration wait = consumer_of().max_wait;
    if (const auto seconds = preferred_wait(head().fields)) {
        const auto longest =
            std::chrono::duration_cast<std::chrono::seconds>(services.settings.longest_wait).count();
        wait = std::chrono::seconds{std::min(*seconds, static_cast<std::uint64_t>(longest))};
    }
    give_up_at = arrived + wait;
}

void Call::take_priority() {
    const auto priority = head().fields.find("Priority");
    if (!priority) return;
    std::string_view list = *priority;
    while (const auto element = ascii::next_element(list)) {
        const bool is_urgency = element->size() == 3 && element->starts_with("u=");
        const char digit = element->back();
        if (is_urgency && digit >= '0' && digit <= '7') urgency = static_cast<Urgency>(digit - '0');
    }
}

io::Task<Wake> Call::wait(WakeSignal& signal, TimePoint deadline) {
    io::Alarm alarm{services.alarms, [&signal] { signal.set(Wake::too_late); }};
    alarm.set(deadline);
    caller.watch_for_close([&signal] { signal.set(Wake::hung_up); });
    const Wake why = co_await signal.wait();
    caller.unwatch();
    if (why == Wake::hung_up) record.caller_hung_up = true;
    co_return why;
}

io::Task<Call::BodyPiece> Call::read_body() {
    BodyPiece result;
    if (head().expects_continue && !continue_sent && inbox.empty()) {
        continue_sent = true;
        const std::string_view answer = "HTTP/1.1 100 Continue\r\n\r\n";
        const TimePoint deadline = after(services.settings.body_timeout);
        const io::WriteResult sent = co_await caller.write_all(answer, io::no_second_piece, deadline);
        if (sent.error != io::IoError::none) {
            record.caller_hung_up = true;
            co_return result;
        }
    }
    for (;;) {
        // Asked even without bytes: a body of length 0 is complete as it is.
        const http::BodyPiece piece = reader.read_body(inbox.view());
        if (piece.refusal) {
            result.refusal = *piece.refusal;
            co_return result;
        }
        // The bytes stay where they are until room() is asked for again.
        inbox.consume(piece.consumed);
        record.bytes_in += piece.data.size();
        body_complete = piece.complete;
        if (piece.complete || !piece.data.empty()) {
            using Piece = policy::BodyWatch::Piece;
            const auto kind = piece.complete ? Piece::last : Piece::more_to_come;
            if (auto refusal = body_watch ? body_watch->look_at(piece.data, kind) : std::nullopt) {
                result.refusal = {refusal->code, std::move(refusal->message)};
                co_return result;
            }
            result.ok = true;
            result.data = piece.data;
            result.complete = piece.complete;
            co_return result;
        }
        if (piece.consumed > 0) continue;
        const std::span<char> room = inbox.room();
        const TimePoint deadline = after(services.settings.body_timeout);
        const io::ReadResult read = co_await caller.read_some(room, deadline);
        if (read.error == io::IoError::timed_out) {
            result.refusal = {ErrorCode::request_timeout,
                              "the rest of the request's body did not come in time"};
            co_return result;
        }
        if (read.error != io::IoError::none) {
            record.caller_hung_up = true;
            co_return result;
        }
        inbox.commit(read.bytes);
    }
}

}  // namespace halogate::gateway
