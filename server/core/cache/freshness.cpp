// SPDX-License-Identifier: MIT
#include "core/cache/freshness.hpp"

#include <algorithm>

namespace halogate::cache {

namespace {

std::optional<Duration> tenants_word(const AnswerFacts& facts) noexcept {
    if (facts.directives.shared_max_age) return facts.directives.shared_max_age;
    if (facts.directives.max_age) return facts.directives.max_age;
    return facts.expires_after;
}

}  // namespace

std::optional<Duration> fresh_for(const AnswerFacts& facts, Duration configured) noexcept {
    const AnswerDirectives& says = facts.directives;
    if (facts.status != 200 || facts.varies) return std::nullopt;
    if (says.no_store || says.no_cache || says.is_private) return std::nullopt;
    Duration span = configured;
    if (const auto word = tenants_word(facts)) span = std::min(span, *word - facts.age);
    if (span <= Duration::zero()) return std::nullopt;
    return span;
}

}  // namespace halogate::cache
