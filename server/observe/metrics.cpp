// SPDX-License-Identifier: MIT
#include "observe/metrics.hpp"

#include "core/token/token_lifecycle.hpp"

namespace halogate::observe {

namespace {

constexpr unsigned too_many_requests = 429;

TokenResult result_of(const token::FetchFailure* failure) noexcept {
    using Kind = token::FetchFailure::Kind;
    if (failure == nullptr) return TokenResult::success;
    switch (failure->kind) {
        case Kind::refused: return TokenResult::refused;
        case Kind::unreachable: return TokenResult::unreachable;
        case Kind::unusable: return TokenResult::unusable;
        case Kind::throttled: return TokenResult::throttled;
    }
    return TokenResult::unusable;
}

}  // namespace

Metrics::Metrics(const std::vector<std::string>& consumers) {
    for (const std::string& consumer : consumers) static_cast<void>(consumers_.at(consumer, {}));
}

void Metrics::on_call(const call::CallRecord& record) {
    Lane& lane = lanes_.at(record.consumer, record.route);
    ++lane.calls[class_of(record.status)];
    lane.durations.add(record.total);
    if (record.queue_entered) consumers_.at(record.consumer, {}).queue_waits.add(record.queued);
    if (record.judgement == call::Judgement::refused) ++denials_.at(record.consumer, record.permission);
}

void Metrics::on_exchange(const call::ExchangeRecord& record) {
    ++lanes_.at(record.consumer, record.route).exchanges[class_of(record.status)];
    routes_.at({}, record.route).add(record.duration);
    if (record.status == too_many_requests) ++consumers_.at(record.consumer, {}).throttled;
}

void Metrics::on_token_request(const token::FetchFailure* failure) noexcept {
    ++token_requests_[static_cast<std::size_t>(result_of(failure))];
}

}  // namespace halogate::observe
