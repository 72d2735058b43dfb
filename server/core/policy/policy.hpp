// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    /// A route that `allow` names itself. It opens what is unknown or privileged as well, but only what it
    /// spells out: "/api/Report/**" names POST /api/Report, "/api/**" names nothing.
    struct Named {
        std::string method;  ///< a method or "*"; GET covers HEAD
        std::string pattern;
    };
    std::vector<Named> named = {};

    /// All of `allow`, as it is written: permissions, then routes.
    [[nodiscard]] std::vector<std::string> allowed_names() const;
};

/// What happens to a path or method in no route: refused, or open to consumers that hold `all`.
enum class Unlisted : std::uint8_t { deny, allow };

struct Explanation;

/// The compiled policy. Immutable; a reload builds a new one.
class Policy {
public:
    struct Settings {
        std::vector<Route> routes;  ///< later ones correct earlier ones with the same method and pattern
        std::vector<ConsumerPolicy> consumers;  ///< index = ConsumerIndex; [0] is `anonymous`
        Unlisted unlisted = Unlisted::deny;
        bool wrap_single_objects = false;  ///< a lone object for a collection is to be sent as an array
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
    /// After judge_head, with what it said, when that was needs_body or has body_refines
    /// (std::invalid_argument for any other: a bug). `content_type` may be empty; `body` is whole and not
    /// compressed. Every element of the array decides: with `id` update, else create; what .NET could read
    /// differently is judged as the more, or refused (invalid_body). A query is refused unless the route is
    /// named.
    [[nodiscard]] Decision judge_body(std::size_t consumer, const Decision& head,
                                      std::string_view content_type, std::string_view body) const;
    /// Whether a body that is too large for judge_body must pass a BodyWatch on its way.
    [[nodiscard]] static bool must_be_watched(const Decision& head, std::string_view content_type);

    /// The pattern of a route, "" for 0. Lives as long as the Policy.
    [[nodiscard]] std::string_view route_pattern(std::uint32_t route) const noexcept;
    [[nodiscard]] std::string_view consumer_name(std::size_t consumer) const noexcept;
    [[nodiscard]] std::size_t consumer_count() const noexcept;
    /// Every route that counts, corrected ones left out, in the order in which they were given.
    [[nodiscard]] std::vector<std::uint32_t> routes() const;
    /// Throws std::out_of_range for a route that is none; 0 stands for "no route".
    [[nodiscard]] const Route& route(std::uint32_t index) const;

    struct Body {
        std::string_view content_type;
        std::string_view bytes;
    };
    /// What judge_head says, and judge_body where there is a body and it is asked for, and why. See
    /// explanation.hpp.
    [[nodiscard]] Explanation explain(std::size_t consumer, std::string_view method,
                                      std::string_view folded_path, std::optional<Body> body) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halogate::policy
