// SPDX-License-Identifier: MIT
#include "core/cache/response_cache.hpp"

#include <algorithm>
#include <utility>

namespace halogate::cache {

std::string_view resource_of(std::string_view folded_path) noexcept {
    const std::string_view api = policy::next_segment(folded_path);
    if (api.empty()) return {};
    return policy::next_segment(folded_path);
}

std::size_t ResponseCache::Entry::bytes() const noexcept {
    constexpr std::size_t upkeep = 256;  // of the list, the map and the strings
    return key.size() + resource.size() + answer->bytes() + upkeep;
}

ResponseCache::ResponseCache(const Settings& settings)
    : most_bytes_{settings.most_bytes}, doubt_{settings.doubt} {
    for (const Rule& rule : settings.rules) {
        const auto line = static_cast<policy::RouteTable::Line>(keep_.size());
        keep_.push_back(rule.keep);
        table_.add("GET", rule.pattern, policy::Ids::any, line);
        const auto& segments = rule.pattern.segments();
        if (segments.size() > 1) resources_.try_emplace(segments[1].text);
    }
}

void ResponseCache::reconfigure(const Settings& settings) {
    Generation next = 1;
    for (const auto& [name, resource] : resources_) next = std::max(next, resource.generation + 1);
    ResponseCache fresh{settings};
    for (auto& [name, resource] : fresh.resources_) {
        resource.generation = next;
        if (const auto old = resources_.find(name); old != resources_.end())
            resource.doubtful_until = old->second.doubtful_until;
    }
    *this = std::move(fresh);
}

std::optional<Duration> ResponseCache::keep_for(std::string_view folded_path) const noexcept {
    if (keep_.empty()) return std::nullopt;
    const auto line = table_.find("GET", folded_path);
    if (!line || keep_[*line] <= Duration::zero()) return std::nullopt;
    return keep_[*line];
}

std::optional<ResponseCache::Hit> ResponseCache::find(std::string_view key, TimePoint now) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    const auto entry = found->second;
    if (now >= entry->stale_at) {
        erase(entry);
        return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return Hit{entry->answer, entry->answer->age + (now - entry->kept_at), entry->stale_at - now};
}

ResponseCache::Generation ResponseCache::generation(std::string_view resource) const noexcept {
    const auto found = resources_.find(std::string{resource});
    return found == resources_.end() ? 0 : found->second.generation;
}

bool ResponseCache::put(std::string_view key, std::string_view resource, Generation begun, KeptAnswer answer,
                        Duration fresh_for, TimePoint now) {
    Resource* const state = known(resource);
    if (state == nullptr || state->generation != begun || now < state->doubtful_until) return false;
    Entry entry{std::string{key}, std::string{resource}, std::move(answer), now, now + fresh_for};
    const std::size_t bytes = entry.bytes();
    if (bytes > most_bytes_) return false;
    if (const auto old = by_key_.find(key); old != by_key_.end()) erase(old->second);
    while (bytes_ + bytes > most_bytes_) erase(std::prev(entries_.end()));
    entries_.push_front(std::move(entry));
    by_key_.emplace(entries_.front().key, entries_.begin());
    bytes_ += bytes;
    ++state->entries;
    return true;
}

void ResponseCache::drop(std::string_view resource) {
    Resource* const state = known(resource);
    if (state == nullptr) return;
    ++state->generation;
    // Writes are as rare as the tenant's limit makes them; an index by resource would cost every entry.
    for (auto entry = entries_.begin(); state->entries > 0 && entry != entries_.end();) {
        const auto next = std::next(entry);
        if (entry->resource == resource) erase(entry);
        entry = next;
    }
}

void ResponseCache::doubt(std::string_view resource, TimePoint now) {
    drop(resource);
    if (Resource* const state = known(resource)) state->doubtful_until = now + doubt_;
}

ResponseCache::Resource* ResponseCache::known(std::string_view resource) {
    if (resources_.empty()) return nullptr;
    const auto found = resources_.find(std::string{resource});
    return found == resources_.end() ? nullptr : &found->second;
}

void ResponseCache::erase(Entries::iterator entry) {
    bytes_ -= entry->bytes();
    if (Resource* const state = known(entry->resource)) --state->entries;
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

}  // namespace halogate::cache
