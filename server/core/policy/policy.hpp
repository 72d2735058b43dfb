// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/catalogue.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/permission_set.hpp"
#include "core/policy/route.hpp"

namespace halogate::policy {

struct ConsumerPolicy {
    std::string name;
    PermissionSet allow;
    struct Deny {
        std::string method;   ///< a method or "*"; GET covers HEAD
        std::string pattern;  ///< "/api/**", "/api/Tickets/{id}", "/api/Tickets/*"
    };
    std::vector<Deny> deny;  ///< wins over allow
};

/// What happens to a path or method in no route: refused, or open to consumers that hold `all`.
enum class Unlisted : std::uint8_t { deny, allow };

/// The compiled policy. Immutable; a reload builds a new one.
class Policy {
public:
    struct Settings {
        std::vector<Route> routes;  ///< later ones correct earlier ones with the same method and pattern
        std::vector<ConsumerPolicy> consumers;  ///< index = ConsumerIndex; [0] is `anonymous`
        Unlisted unlisted = Unlisted::deny;
    };
    /// Throws std::invalid_argument for a malformed pattern; configuration is checked before.
    explicit Policy(Settings settings);
    ~Policy();
    Policy(const Policy&) = delete;
    Policy& operator=(const Policy&) = delete;

    /// `folded_path` is CanonicalTarget::folded_path, `method` in upper case. Throws std::out_of_range for a
    /// consumer that is none.
    [[nodiscard]] Decision judge_head(std::size_t consumer, std::string_view method,
                                      std::string_view folded_path) const;
    /// After needs_body, with its `route`. `content_type` may be empty; `body` is whole and not compressed.
    /// Every element of the array decides: with `id` update, else create; what .NET could read differently is
    /// judged as the more, or refused (invalid_body).
    [[nodiscard]] Decision judge_body(std::size_t consumer, std::uint32_t route,
                                      std::string_view content_type, std::string_view body) const;
    /// The pattern of a route, "" for 0. Lives as long as the Policy.
    [[nodiscard]] std::string_view route_pattern(std::uint32_t route) const noexcept;
    [[nodiscard]] std::string_view consumer_name(std::size_t consumer) const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halogate::policy
