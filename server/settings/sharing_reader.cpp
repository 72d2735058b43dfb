// SPDX-License-Identifier: MIT
#include "settings/sharing_reader.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/policy/path_pattern.hpp"

namespace halogate::settings {
namespace {

using policy::PathPattern;

/// The end of a sentence about the pattern; nothing when it may stand in the cache.
std::string why_not_cached(const PathPattern& pattern) {
    const auto& segments = pattern.segments();
    const bool is_api = !segments.empty() && segments[0].text == "api";
    if (!is_api) return "must begin with `/api/`: nothing else is relayed";
    if (segments.size() < 2 || segments[1].kind != PathPattern::Kind::literal)
        return "must name a resource, as `/api/Status` does: a write to that drops what is kept of it";
    return {};
}

std::size_t size_of(const Section& from, std::string_view option) {
    return static_cast<std::size_t>(from.get<std::uint64_t>(option));
}

class CacheReader {
public:
    explicit CacheReader(ReadSharing& into) : into_{into} {}

    void read(const Section& from, const std::string& name) {
        if (!from.given()) return;
        auto pattern = PathPattern::parse(name);
        if (!pattern) return report(from, pattern.error());
        if (const auto why = why_not_cached(*pattern); !why.empty())
            return report(from, quoted(name) + ' ' + why);
        const bool twice = std::any_of(into_.cache.begin(), into_.cache.end(),
                                       [&](const auto& rule) { return rule.pattern == *pattern; });
        if (twice) return report(from, quoted(name) + " stands in `cache` twice");
        into_.cache.push_back({*std::move(pattern), from.value_of<Duration>()});
    }

private:
    void report(const Section& from, std::string message) {
        into_.findings.push_back(finding_at(from.place(), std::move(message)));
    }

    ReadSharing& into_;
};

bool matches_a_read(const PathPattern& pattern, const std::vector<policy::Route>& routes) {
    return std::any_of(routes.begin(), routes.end(), [&](const policy::Route& route) {
        if (route.method != "GET" || route.action != policy::Action::read) return false;
        if (route.risk != policy::Risk::normal) return false;
        const auto known = PathPattern::parse(route.pattern);
        return known && known->overlaps(pattern);
    });
}

}  // namespace

ReadSharing read_sharing(const Section& root) {
    ReadSharing result;
    const auto sharing = root.in("sharing");
    result.sharing.in_flight = sharing.get<bool>("in_flight");
    result.sharing.largest_answer = size_of(sharing, "largest_answer");
    result.sharing.in_flight_size = size_of(sharing, "in_flight_size");
    result.sharing.cache_size = size_of(sharing, "cache_size");
    const auto cache = root.in("cache");
    CacheReader reader{result};
    for (const auto& name : cache.members()) reader.read(cache.named(name), name);
    const auto idempotency = root.in("idempotency");
    result.idempotency.keep = idempotency.get<Duration>("keep");
    result.idempotency.most_keys = size_of(idempotency, "max_keys");
    result.idempotency.most_bytes = size_of(idempotency, "size");
    return result;
}

std::vector<Finding> check_cached_reads(const Settings& settings, const OptionValues& values) {
    std::vector<Finding> findings;
    const auto cache = Section{values}.in("cache");
    for (const auto& name : cache.members()) {
        const auto pattern = PathPattern::parse(name);
        if (!pattern || matches_a_read(*pattern, settings.catalogue) ||
            matches_a_read(*pattern, settings.extra_routes))
            continue;
        findings.push_back(finding_at(cache.named(name).place(),
                                      quoted(name) + " matches no read that the catalogue knows, or only "
                                                     "privileged ones: nothing is kept for it"));
    }
    return findings;
}

}  // namespace halogate::settings
