// SPDX-License-Identifier: MIT
#include "settings/option_values.hpp"

#include <stdexcept>

namespace halogate::settings {

void OptionValues::put(const std::string& key, OptionValue value, Place place) {
    values_.insert_or_assign(key, std::move(value));
    put_place(key, std::move(place));
}

void OptionValues::put_place(const std::string& key, Place place) {
    places_.insert_or_assign(key, std::move(place));
}

void OptionValues::put_member(const std::string& key, const std::string& member) {
    members_[key].push_back(member);
}

const OptionValue* OptionValues::find(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
}

std::vector<std::string> OptionValues::members(const std::string& key) const {
    const auto found = members_.find(key);
    return found == members_.end() ? std::vector<std::string>{} : found->second;
}

Place OptionValues::place(std::string_view key) const {
    for (;;) {
        if (const auto found = places_.find(key); found != places_.end()) return found->second;
        if (key.empty()) return {};
        const auto cut = key.find_last_of(".[");
        key = key.substr(0, cut == std::string_view::npos ? 0 : cut);
    }
}

bool Section::has(std::string_view option) const {
    return values_.find(key(option)) != nullptr;
}

Section Section::below(std::string_view pattern, std::string_view key) const {
    Section result{values_};
    result.pattern_ = joined_key(pattern_, pattern);
    result.key_ = joined_key(key_, key);
    return result;
}

OptionValue Section::value(std::string_view option) const {
    if (const auto* const given = values_.find(key(option))) return *given;
    const auto* const row = find_option(joined_key(pattern_, option));
    if (row == nullptr) throw std::logic_error{"no such option: " + joined_key(pattern_, option)};
    return default_value(*row);
}

}  // namespace halogate::settings
