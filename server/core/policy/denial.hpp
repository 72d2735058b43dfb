// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/body_rule.hpp"
#include "core/policy/policy.hpp"

/// The sentences of refusals: what is missing, and what to add where.
namespace halogate::policy::denial {

/// Whose call it was. Consumer 0 is `anonymous`, whose permissions stand elsewhere in the configuration.
struct Subject {
    std::string_view name;
    std::size_t index;
};

[[nodiscard]] std::string no_such_method(std::string_view method);
[[nodiscard]] std::string by_rule(Subject subject, const ConsumerPolicy::Deny& rule);
/// `open_to_all`: unlisted routes are open to consumers that hold `all`.
[[nodiscard]] std::string unlisted(Subject subject, std::string_view method, std::string_view path,
                                   bool open_to_all);
[[nodiscard]] std::string privileged(Subject subject, const Route& route);
/// `actions` are those that the consumer does not hold; `finding` says which element of the body asks for
/// them.
[[nodiscard]] std::string missing(Subject subject, const Route& route, const std::vector<Action>& actions,
                                  const BodyFinding& finding);
[[nodiscard]] std::string not_json(std::string_view content_type);
[[nodiscard]] std::string bad_body(std::string_view reason);

}  // namespace halogate::policy::denial
