// SPDX-License-Identifier: MIT
#include "core/idempotency/key_book.hpp"

#include <utility>

#include "core/retry/retry_after.hpp"

namespace halogate::idempotency {

namespace {

constexpr std::size_t upkeep = 256;  // of the map, the list and the record

std::size_t bytes_of(const Outcome& outcome) noexcept {
    if (const auto* const answer = std::get_if<cache::KeptAnswer>(&outcome)) return (*answer)->bytes();
    return std::get<std::shared_ptr<const Failure>>(outcome)->message.size() + sizeof(Failure);
}

}  // namespace

bool was_not_taken_up(unsigned status, std::string_view body) {
    return status == 401 || status == 429 || (status == 400 && retry::says_token_unknown(body));
}

KeyBook::Finding KeyBook::take(const std::string& key, const Digest& fingerprint, TimePoint now) {
    forget_expired(now);
    const auto [found, is_new] = records_.try_emplace(key);
    Record& record = found->second;
    if (is_new) {
        record.fingerprint = fingerprint;
        record.bytes = key.size() + upkeep;
        bytes_ += record.bytes;
        return New{};
    }
    if (record.fingerprint != fingerprint) return OtherRequest{};
    if (!record.outcome) return UnderWay{};
    return Settled{*record.outcome};
}

void KeyBook::settle(const std::string& key, Outcome outcome, TimePoint now) {
    const auto found = records_.find(key);
    if (found == records_.end() || found->second.outcome) return;
    Record& record = found->second;
    const std::size_t bytes = bytes_of(outcome);
    record.bytes += bytes;
    bytes_ += bytes;
    record.outcome = std::move(outcome);
    record.settled_at = now;
    record.place = settled_.insert(settled_.end(), &found->first);
    const auto is_over = [this] {
        return records_.size() > settings_.most_keys || bytes_ > settings_.most_bytes;
    };
    while (is_over() && !settled_.empty()) forget(records_.find(*settled_.front()));
}

void KeyBook::release(const std::string& key) {
    const auto found = records_.find(key);
    if (found != records_.end() && !found->second.outcome) forget(found);
}

void KeyBook::forget_expired(TimePoint now) {
    while (!settled_.empty()) {
        const auto oldest = records_.find(*settled_.front());
        if (now - oldest->second.settled_at < settings_.keep) return;
        forget(oldest);
    }
}

void KeyBook::forget(Records::iterator record) {
    bytes_ -= record->second.bytes;
    if (record->second.outcome) settled_.erase(record->second.place);
    records_.erase(record);
}

std::string scoped_key(std::string_view consumer, std::string_view key) {
    std::string result{consumer};
    result += '\n';
    result += key;
    return result;
}

}  // namespace halogate::idempotency
