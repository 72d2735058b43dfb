// SPDX-License-Identifier: MIT
#include "gateway/cap_hold.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration_text.hpp"

namespace halogate::gateway {

namespace {

/// Where the cap stands in the configuration.
std::string place_of(const Call& call, policy::Action action) {
    const std::string_view name = policy::to_string(action);
    if (call.consumer == 0) return fmt::format("policy.anonymous_caps.{}", name);
    return fmt::format("policy.consumers.{}.caps.{}", call.consumer_of().name, name);
}

OwnAnswer refusal(const Call& call, const policy::Caps::Refused& refused) {
    const std::string place = place_of(call, refused.action);
    const std::string_view act = policy::to_string(refused.action);
    const std::string cap = fmt::format("{} per {}", refused.shape.most, duration_text(refused.shape.per));
    if (!refused.retry_after) {
        return {
            ErrorCode::body_too_large,
            fmt::format("this request is to {} {} elements and {} allows {}: split it into requests of at "
                        "most {}",
                        act, refused.asked, place, cap, refused.shape.most)};
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*refused.retry_after).count();
    OwnAnswer answer{ErrorCode::caller_limit,
                     fmt::format("consumer \"{}\" may {} {} ({}): {} are used and this request asks {}; come "
                                 "back in {} s",
                                 call.consumer_of().name, act, cap, place, refused.used, refused.asked,
                                 std::max<std::int64_t>(1, seconds))};
    answer.retry_after = refused.retry_after;
    return answer;
}

}  // namespace

CapHold::~CapHold() {
    if (taken_ && call_.record.exchanges == 0) call_.services.caps.give_back(*taken_);
}

std::optional<OwnAnswer> CapHold::take() {
    const policy::Work work = policy::work_of(call_.record.method, call_.decision);
    auto taken = call_.services.caps.take(call_.services.places.consumer(call_.consumer), work, call_.now());
    if (!taken) return refusal(call_, taken.error());
    taken_ = *taken;
    return std::nullopt;
}

}  // namespace halogate::gateway
