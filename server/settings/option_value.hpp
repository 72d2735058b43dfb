// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "base/secret.hpp"
#include "core/limit/cap.hpp"
#include "settings/finding.hpp"
#include "settings/option_table.hpp"

namespace halogate::settings {

/// One element of a list, with its own place.
struct Word {
    std::string text;
    Place place;
};
using Words = std::vector<Word>;

/// What an option holds once its text has been read: text and choice as std::string, count, size and mode as
/// std::uint64_t, number and percent (as a part of one) as double.
using OptionValue =
    std::variant<std::string, Secret, bool, std::uint64_t, double, Duration, Words, limit::CapShape>;

/// One value by the option's type and bounds; for a list, one word of it or, for `words`, several. The error
/// is the end of a sentence ("must be at least 1"), free of the text itself.
[[nodiscard]] Expected<OptionValue, std::string> read_option(const Option& option, std::string_view text,
                                                             const Place& place);

/// Cuts "read:tickets, read:assets" at blanks and commas.
[[nodiscard]] Words split_words(std::string_view text, const Place& place);

/// The option's default; for an option without one what its type calls nothing: "", 0, no words.
[[nodiscard]] OptionValue default_value(const Option& option);

}  // namespace halogate::settings
