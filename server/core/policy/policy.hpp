// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error_code.hpp"
#include "base/expected.hpp"

namespace halogate::policy {

/// What a route asks and a consumer holds. Domains are HaloPSA's (tickets, customers, assets, …).
enum class Action : std::uint8_t { read = 1, create = 2, update = 4, delete_ = 8 };

/// A set of permissions, as written in configuration: read:X, create:X, update:X, delete:X, edit:X (all four), all.
class PermissionSet {
public:
    /// The error is one sentence that names what is wrong with this permission and the nearest valid one; for
    /// domains that HaloPSA does not have (actions, sites, users, agents) the one that does gate them.
    [[nodiscard]] Expected<void, std::string> add(std::string_view permission);
    [[nodiscard]] bool holds(Action action, std::string_view domain) const noexcept;
    [[nodiscard]] bool holds_all() const noexcept { return all_; }
    /// In a stable order, edit:X where all four are held.
    [[nodiscard]] std::vector<std::string> names() const;
    /// The least scopes to ask of HaloPSA's token endpoint so that all of this is possible there: read:X when only
    /// reads are held, else edit:X; `all` for all.
    [[nodiscard]] std::vector<std::string> scopes() const;

private:
    struct Grant {
        std::string domain;
        std::uint8_t actions = 0;
    };
    std::vector<Grant> grants_;
    bool all_ = false;
};

enum class Risk : std::uint8_t { normal, privileged };
/// How the permission of a call is found.
enum class BodyRule : std::uint8_t {
    none,              ///< the method decides
    create_or_update,  ///< POST: every element of the body decides
};

/// One line of the catalogue.
struct Route {
    std::string method;      ///< GET stands for HEAD as well
    std::string pattern;     ///< "/api/Tickets/{id}"
    std::string domain;      ///< empty: nobody knows; needs `all` or a route of the configuration
    Action action = Action::read;  ///< unless the body decides
    BodyRule body = BodyRule::none;
    Risk risk = Risk::normal;
    bool needs_no_permission = false;  ///< only that the caller be a consumer; for look-ups known to need no scope
};

/// The built-in routes of the domains that are known.
[[nodiscard]] std::vector<Route> built_in_catalogue();

struct ConsumerPolicy {
    std::string name;
    PermissionSet allow;
    struct Deny {
        std::string method;   ///< a method or "*"
        std::string pattern;  ///< "/api/**", "/api/Tickets/{id}", "/api/Tickets/*"
    };
    std::vector<Deny> deny;  ///< wins over allow
};

enum class Unlisted : std::uint8_t { deny, allow };

/// Whether a call may cross, and why not.
struct Decision {
    enum class Verdict : std::uint8_t {
        allowed,
        denied,
        needs_body,  ///< the head alone does not decide: call judge_body with the whole body
    };
    Verdict verdict = Verdict::denied;
    std::uint32_t route = 0;      ///< index for Policy::route; 0 is "no route"
    std::string permission;       ///< asked by the call, e.g. "create:tickets"; several joined by a blank
    ErrorCode code = ErrorCode::insufficient_permission;  ///< when denied
    std::string message;          ///< when denied: what is missing and what to do
};

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

    /// `folded_path` is CanonicalTarget::folded_path, `method` in upper case.
    [[nodiscard]] Decision judge_head(std::size_t consumer, std::string_view method, std::string_view folded_path) const;
    /// After needs_body. `content_type` may be empty. Every element of the array decides: with `id` update, else
    /// create; what .NET could read differently is judged as the more, or refused (invalid_body).
    [[nodiscard]] Decision judge_body(std::size_t consumer, std::uint32_t route, std::string_view content_type,
                                      std::string_view body) const;
    /// The pattern of a route, "" for 0. Lives as long as the Policy.
    [[nodiscard]] std::string_view route_pattern(std::uint32_t route) const noexcept;
    [[nodiscard]] std::string_view consumer_name(std::size_t consumer) const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halogate::policy
