// SPDX-License-Identifier: MIT
#include "gateway/kept_answer.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/cache/directives.hpp"
#include "gateway/answer_fields.hpp"
#include "gateway/answer_tap.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/written_ids.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

/// As much as one write may take the whole of a caller's patience for.
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
constexpr unsigned not_modified = 304;
constexpr unsigned no_content = 204;

Duration age_of(const http::Fields& fields) {
    const auto age = fields.find("Age");
    if (!age) return Duration::zero();
    return cache::parse_delta_seconds(*age).value_or(Duration::zero());
}

cache::Answer answer_of(const http::ResponseHead& head, std::string body) {
    cache::Answer answer;
    answer.status = head.status;
    answer.age = age_of(head.fields);
    answer.body = std::move(body);
    http::HeadWriter writer{answer.fields};
    write_kept_fields(writer, head.fields);
    return answer;
}

std::string head_of(Call& call, const cache::Answer& answer, const Provenance& provenance) {
    std::string head;
    head.reserve(1024);
    http::HeadWriter writer{head};
    writer.status_line(answer.status);
    head += answer.fields;
    if (answer.status != not_modified && answer.status != no_content)
        writer.field("Content-Length", std::uint64_t{answer.body.size()});
    const Duration age = provenance.age.value_or(answer.age);
    if (provenance.age || age > Duration::zero()) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(age).count();
        writer.field("Age", static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds)));
    }
    if (const auto status = http::FieldValue::checked(provenance.cache_status);
        status && !provenance.cache_status.empty())
        writer.field("Cache-Status", *status);
    write_gateway_fields(writer, call);
    write_connection(writer, call);
    writer.end();
    return head;
}

io::Task<TakenAnswer> take_whole(Call& call, Exchange& exchange, std::size_t most) {
    TakenAnswer taken;
    upstream::Connection& connection = *exchange.connection();
    const http::ResponseHead& head = connection.head();
    const bool has_length = head.body.kind == http::BodyFraming::Kind::length;
    upstream::ReadStatus status = upstream::ReadStatus::ok;
    if (!has_length || head.body.length <= most) status = co_await exchange.hold_whole(most);
    if (status != upstream::ReadStatus::ok) {
        taken.intake = status == upstream::ReadStatus::timed_out ? Intake::timed_out : Intake::broken;
        co_return taken;
    }
    if (!connection.body_complete() || exchange.held().size() > most) {
        call.tap->too_large(head.status);
        co_return taken;
    }
    AnswerIds ids{call, head};
    cache::Answer answer = answer_of(head, exchange.held());
    taken.answer = call.tap->keep(answer, head);
    if (taken.answer == nullptr) co_return taken;
    ids.see(taken.answer->body);
    taken.intake = Intake::whole;
    co_return taken;
}

}  // namespace

io::Task<TakenAnswer> take_answer(Call& call, Exchange& exchange) {
    if (call.tap == nullptr) return io::Task<TakenAnswer>::ready({});
    const auto most = call.tap->wants(exchange.connection()->head());
    return most ? take_whole(call, exchange, *most) : io::Task<TakenAnswer>::ready({});
}

io::Task<void> send_kept_answer(Call& call, cache::KeptAnswer answer, Provenance provenance) {
    if (call.record.caller_hung_up) {
        call.keep_alive = false;
        co_return;
    }
    call.record.status = answer->status;
    call.answer_started = true;
    if (call.body_unread()) call.keep_alive = false;
    const std::string head = head_of(call, *answer, provenance);
    std::string_view first = head;
    std::string_view rest = answer->body;
    do {
        const std::string_view piece = rest.substr(0, piece_bytes);
        rest.remove_prefix(piece.size());
        const TimePoint deadline = call.after(call.services.settings.body_timeout);
        const io::WriteResult sent = co_await call.caller.write_all(first, piece, deadline);
        if (sent.error != io::IoError::none) {
            call.record.caller_hung_up = true;
            call.keep_alive = false;
            co_return;
        }
        call.record.bytes_out += piece.size();
        first = {};
    } while (!rest.empty());
}

}  // namespace halogate::gateway
