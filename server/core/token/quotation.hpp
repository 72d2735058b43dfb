// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halogate::token {

/// A stranger's text, fit for a log line and a terminal: line breaks become blanks, other control characters
/// and those that turn the direction of writing are dropped, what is not UTF-8 becomes '?'. At most
/// `most_bytes`, cut between characters and then ended with "...".
[[nodiscard]] std::string quotable(std::string_view text, std::size_t most_bytes);

/// Whether the text gives the secret away: it holds all of it, or twelve characters of it in a row, in any
/// letter case, however it is broken by white space, and also when it is form-encoded, JSON-escaped or both,
/// or strewn with backslashes. An empty secret is nowhere.
[[nodiscard]] bool repeats(std::string_view text, std::string_view secret);

}  // namespace halogate::token
