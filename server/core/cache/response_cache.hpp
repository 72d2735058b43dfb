// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "core/cache/answer.hpp"
#include "core/policy/path_pattern.hpp"
#include "core/policy/route_table.hpp"

namespace halogate::cache {

/// The resource of a path: "tickets" of "/api/tickets/1".
[[nodiscard]] std::string_view resource_of(std::string_view folded_path) noexcept;

/// Answers of reads that may be given again: bounded in bytes, those used longest ago dropped first. Pure.
///
/// A write to a resource drops all that is kept of it, and what was asked for before the write ended is not
/// kept afterwards: each resource has a generation that a write moves on. After a write whose outcome is
/// unknown the tenant may do the work later than we know, so that for a while nothing of the resource is
/// kept.
class ResponseCache {
public:
    struct Rule {
        policy::PathPattern pattern;  ///< names a resource; the most specific one decides, as with routes
        Duration keep;                ///< at most
    };
    struct Settings {
        std::vector<Rule> rules;
        std::size_t most_bytes = 0;
        Duration doubt = std::chrono::minutes{1};  ///< how long nothing is kept after an unknown outcome
    };
    explicit ResponseCache(const Settings& settings);

    /// Drops all, and what was asked for before is not kept. Doubts stand.
    void reconfigure(const Settings& settings);

    [[nodiscard]] bool is_on() const noexcept { return !keep_.empty(); }
    /// How long an answer for this path may be kept, by the configuration; nothing: not at all.
    [[nodiscard]] std::optional<Duration> keep_for(std::string_view folded_path) const noexcept;

    struct Hit {
        KeptAnswer answer;
        Duration age{};        ///< RFC 9111, 4.2.3
        Duration fresh_for{};  ///< from now on; above zero
    };
    /// What is kept under `key` and still fresh.
    [[nodiscard]] std::optional<Hit> find(std::string_view key, TimePoint now);

    /// What an answer that is asked for now will have to show again to be kept.
    using Generation = std::uint64_t;
    [[nodiscard]] Generation generation(std::string_view resource) const noexcept;
    /// Keeps an answer that was asked for at `begun`. False when a write has come between, or it is too
    /// large.
    bool put(std::string_view key, std::string_view resource, Generation begun, KeptAnswer answer,
             Duration fresh_for, TimePoint now);

    /// A write to this resource crosses, or has crossed.
    void drop(std::string_view resource);
    /// The same, and nobody knows whether the tenant did it, or will.
    void doubt(std::string_view resource, TimePoint now);

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

private:
    struct Entry {
        std::string key;
        std::string resource;
        KeptAnswer answer;
        TimePoint kept_at{};
        TimePoint stale_at{};
        [[nodiscard]] std::size_t bytes() const noexcept;
    };
    using Entries = std::list<Entry>;  ///< the one used last first
    struct Resource {
        Generation generation = 0;
        TimePoint doubtful_until{};
        std::size_t entries = 0;
    };

    [[nodiscard]] Resource* known(std::string_view resource);
    void erase(Entries::iterator entry);

    policy::RouteTable table_;
    std::vector<Duration> keep_;  ///< by the table's lines
    std::size_t most_bytes_;
    Duration doubt_;
    std::size_t bytes_ = 0;
    Entries entries_;
    /// Views into the entries. Ordered: what others choose must not choose the cost of a look-up.
    std::map<std::string_view, Entries::iterator> by_key_;
    std::unordered_map<std::string, Resource> resources_;  ///< of the rules
};

}  // namespace halogate::cache
