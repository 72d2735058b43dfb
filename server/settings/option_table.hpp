// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halogate::settings {

enum class OptionType : std::uint8_t {
    text,      ///< no control characters
    secret,    ///< text that is never shown
    choice,    ///< one of `choices`
    flag,      ///< true, false
    count,     ///< a whole number
    number,    ///< a decimal number
    percent,   ///< "10%"
    duration,  ///< "30s", see parse_duration
    size,      ///< "1MiB", see parse_byte_size
    mode,      ///< a file's permission bits, octal: "0660"
    words,     ///< a list, or one text with blanks or commas between the words
    list,      ///< a list of texts
    cap,       ///< "20 per 1h", see read_cap
};

enum class Status : std::uint8_t {
    available,
    required,
};

/// One option. In `key`, "[]" stands for the elements of a list and "*" for names that the user chooses.
struct Option {
    std::string_view key;
    OptionType type = OptionType::text;
    std::string_view default_text = {};  ///< as written in YAML; empty: nothing
    std::string_view least = {};         ///< bounds, in the notation of the type; empty: none
    std::string_view most = {};
    std::string_view choices = {};  ///< "a|b"
    std::string_view sentence;
    Status status = Status::available;
    std::string_view example = {};  ///< what config/halogate.yaml shows instead of the default
};

/// The single source of what can be configured: the reader takes types, bounds and defaults from it;
/// config/halogate.yaml and docs/configuration.md are held equal to it by a test.
[[nodiscard]] std::span<const Option> option_table() noexcept;

/// The row with exactly this key, or nullptr.
[[nodiscard]] const Option* find_option(std::string_view key) noexcept;
/// What may stand below "", "tenant", "listeners[]", …: the next part of every key that goes on from there,
/// each once, in the table's order. A list is "[]", a map with names of the user's is "*". Empty for an
/// option.
[[nodiscard]] std::vector<std::string_view> keys_below(std::string_view section);
/// "tenant" and "name" give "tenant.name"; "listeners" and "[]" give "listeners[]".
[[nodiscard]] std::string joined_key(std::string_view section, std::string_view next);

}  // namespace halogate::settings
