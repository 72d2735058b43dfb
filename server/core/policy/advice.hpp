// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "core/policy/permission_set.hpp"

namespace halogate::policy {

/// One line of an audit log, as far as advice is drawn from it.
struct LoggedCall {
    std::string_view consumer;
    std::string_view method;
    std::string_view route;  ///< catalogue pattern; empty when there was none
    std::string_view path;
    std::string_view permission;  ///< several joined by a blank
    std::string_view decision;    ///< "allowed", "refused", "observed"
    std::string_view rule;        ///< what decided, or the code of a refusal that was not the policy's
};

/// What callers did, gathered by consumer, and the least that would have allowed it. Its size is bounded
/// whatever the logs hold: of the calls beyond only the number is kept.
class Advice {
public:
    /// Something that a consumer's `allow` must hold: a permission, or a route ("GET /api/Category") that no
    /// permission but `all` opens.
    struct Need {
        std::uint64_t calls = 0;
        std::map<std::string, std::uint64_t> by_call;  ///< "POST /api/Tickets" → how often; may lack some
    };
    /// What the policy refused, and what no permission opens.
    struct Refusal {
        std::string rule;
        std::string call;
        std::string permission;  ///< that was missing; empty where none helps
        // The check takes the zero that a defaulted comparison hides for a pointer.
        // NOLINTNEXTLINE(modernize-use-nullptr)
        auto operator<=>(const Refusal&) const = default;
    };
    struct Consumer {
        std::uint64_t passed = 0;
        std::uint64_t observed = 0;  ///< of those that passed
        std::uint64_t refused = 0;   ///< by the policy
        std::uint64_t others = 0;    ///< refused for another reason: limits, wrong keys, bad requests
        std::map<std::string, Need> permissions;
        std::map<std::string, Need> routes;
        std::map<Refusal, std::uint64_t> refusals;
    };
    enum class Refused : std::uint8_t {
        left_out,
        included,  ///< as if what was refused for a missing permission, or as unlisted, had passed
    };
    struct Least {
        PermissionSet permissions;
        std::vector<std::string> routes;
    };

    static constexpr std::size_t most_consumers = 1'000;
    static constexpr std::size_t most_entries = 50'000;

    /// The error says in one clause what is wrong with the line; it changes nothing then.
    [[nodiscard]] Expected<void, std::string> add(const LoggedCall& call);

    [[nodiscard]] const std::map<std::string, Consumer>& consumers() const noexcept { return consumers_; }
    /// Calls that found no room.
    [[nodiscard]] std::uint64_t uncounted() const noexcept { return uncounted_; }
    [[nodiscard]] static Least least(const Consumer& consumer, Refused refused);

private:
    void count(Need& need, const std::string& call);
    void count_passed(Consumer& consumer, const LoggedCall& logged);
    void count_refused(Consumer& consumer, const LoggedCall& logged);
    [[nodiscard]] bool has_room() noexcept;

    std::map<std::string, Consumer> consumers_;
    std::size_t entries_ = 0;
    std::uint64_t uncounted_ = 0;
};

/// "GET /api/Tickets/{id}": the catalogue's pattern, or the path with {id} for each segment that is a number
/// or a UUID. HEAD counts as GET.
[[nodiscard]] std::string call_name(const LoggedCall& call);

}  // namespace halogate::policy
