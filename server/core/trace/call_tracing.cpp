// SPDX-License-Identifier: MIT
#include "core/trace/call_tracing.hpp"

#include <algorithm>
#include <string_view>

#include "core/call/call_record.hpp"

namespace halogate::trace {

namespace {

void copy(std::string& to, std::string_view from) {
    to.assign(from.substr(0, CallTrace::longest_text));
}

}  // namespace

void CallTracing::join(const std::optional<Traceparent>& given, std::string state, Tracer* tracer,
                       TimePoint now) {
    tracer_ = tracer;
    state_ = std::move(state);
    if (given) current_ = *given;
    if (tracer_ == nullptr) return;
    if (!given) current_.trace = draw_trace_id(tracer_->random());
    const bool is_sampled = given ? given->is_sampled() : tracer_->samples(current_.trace);
    current_.flags = is_sampled ? Traceparent::sampled_flag : 0;
    if (!is_sampled) return;
    record_ = tracer_->blank();
    record_->trace = current_.trace;
    record_->parent = current_.parent;
    record_->id = draw_span_id(tracer_->random());
    record_->began = now;
}

std::optional<std::array<char, Traceparent::size>> CallTracing::traceparent() const {
    if (!current_.trace.is_set() || !current_.parent.is_set()) return std::nullopt;
    return current_.text();
}

Part* CallTracing::add_part(Part::Kind kind, TimePoint began) {
    if (record_->parts.size() >= CallTrace::most_parts) {
        ++record_->left_out;
        return nullptr;
    }
    Part& part = record_->parts.emplace_back();
    part.kind = kind;
    part.began = began;
    return &part;
}

void CallTracing::add_wait(Part::Kind kind, TimePoint began, TimePoint now) {
    if (!record_) return;
    Part* const part = add_part(kind, began);
    if (part == nullptr) return;
    part->id = draw_span_id(tracer_->random());
    part->ended = now;
}

void CallTracing::begin_exchange(TimePoint now) {
    if (tracer_ == nullptr) return;
    current_.parent = draw_span_id(tracer_->random());
    if (!record_) return;
    end_exchange(now);
    ++record_->exchanges;
    Part* const part = add_part(Part::Kind::exchange, now);
    if (part == nullptr) return;
    part->id = current_.parent;
    part->number = record_->exchanges;
    part->outcome = retry::Outcome::Kind::no_answer;
    exchange_ = record_->parts.size() - 1;
    exchange_is_open_ = true;
}

void CallTracing::note_outcome(retry::Outcome::Kind outcome, unsigned status) noexcept {
    if (!exchange_is_open_) return;
    Part& part = record_->parts[exchange_];
    part.outcome = outcome;
    if (status != 0) part.status = status;
}

void CallTracing::end_exchange(TimePoint now) noexcept {
    if (!exchange_is_open_) return;
    record_->parts[exchange_].ended = now;
    exchange_is_open_ = false;
}

void CallTracing::finish(const call::CallRecord& record, Transport transport, TimePoint now) {
    if (!record_) return;
    end_exchange(now);
    record_->ended = now;
    record_->over_tls = transport == Transport::tls;
    copy(record_->request_id, record.request_id);
    copy(record_->consumer, record.consumer);
    copy(record_->method, record.method);
    copy(record_->path, record.path);
    copy(record_->route, record.route);
    copy(record_->permission, record.permission);
    if (record.error) copy(record_->error, to_string(*record.error));
    record_->status = record.status;
    tracer_->finish(std::move(record_));
}

}  // namespace halogate::trace
