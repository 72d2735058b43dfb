// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "settings/option_value.hpp"

namespace halogate::settings {

/// Every value that a configuration gives, checked one by one, by its full key ("listeners[0].address").
class OptionValues {
public:
    void put(const std::string& key, OptionValue value, Place place);
    /// A section, or an option without a value: only where it stands.
    void put_place(const std::string& key, Place place);
    /// One more element of a list, or name in a map of the user's.
    void put_member(const std::string& key, const std::string& member);

    /// Nothing when the option was not given, or given empty.
    [[nodiscard]] const OptionValue* find(const std::string& key) const;
    [[nodiscard]] std::vector<std::string> members(const std::string& key) const;
    /// Where it was written; for what was left out, the section around it.
    [[nodiscard]] Place place(std::string_view key) const;

private:
    std::map<std::string, OptionValue> values_;
    std::map<std::string, Place, std::less<>> places_;
    std::map<std::string, std::vector<std::string>> members_;
};

/// A view of the options below one section, with the defaults of the table where nothing was given.
class Section {
public:
    explicit Section(const OptionValues& values) : values_{values} {}

    [[nodiscard]] Section in(std::string_view next) const { return below(next, next); }
    [[nodiscard]] Section element(std::string_view index) const {
        return below("[]", "[" + std::string{index} + "]");
    }
    [[nodiscard]] Section named(std::string_view name) const { return below("*", name); }
    /// "0", "1", … of a list; the names of a map.
    [[nodiscard]] std::vector<std::string> members() const { return values_.members(key_); }

    [[nodiscard]] bool has(std::string_view option) const;
    /// Throws std::bad_variant_access or std::logic_error when the table does not know this option so: a bug.
    template <class T>
    [[nodiscard]] T get(std::string_view option) const {
        return std::get<T>(value(option));
    }
    /// For an option of text or choice without a default in the table.
    [[nodiscard]] std::string text_or(std::string_view option, std::string_view otherwise) const {
        return has(option) ? get<std::string>(option) : std::string{otherwise};
    }
    /// The value itself, where a map has options directly under the user's names: first whether there is one.
    [[nodiscard]] bool given() const { return values_.find(key_) != nullptr; }
    template <class T>
    [[nodiscard]] T value_of() const {
        return std::get<T>(*values_.find(key_));
    }
    [[nodiscard]] std::string text() const { return value_of<std::string>(); }
    [[nodiscard]] std::string key(std::string_view option) const { return joined_key(key_, option); }
    [[nodiscard]] Place place(std::string_view option) const { return values_.place(key(option)); }
    [[nodiscard]] Place place() const { return values_.place(key_); }

private:
    [[nodiscard]] Section below(std::string_view pattern, std::string_view key) const;
    [[nodiscard]] OptionValue value(std::string_view option) const;

    const OptionValues& values_;
    std::string pattern_;
    std::string key_;
};

}  // namespace halogate::settings
