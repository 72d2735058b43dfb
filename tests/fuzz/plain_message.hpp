// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halogate::fuzz {

/// Which bytes may stand in field values beside visible ASCII, SP and HTAB.
enum class HighBytes { refused, allowed };

/// The head of a message, read in the plainest way that works for bytes which leave no room for doubt: text
/// up to the first empty line, cut at CRLF and at the first colon. It shares nothing with the reader under
/// test. Where there is room for doubt it ends the process, by require().
struct PlainHead {
    std::string first_line;
    std::vector<std::pair<std::string, std::string>> fields;  ///< values without white space at their ends
    std::size_t end = 0;                                      ///< where the body begins in the given bytes

    [[nodiscard]] std::vector<std::string> values_of(std::string_view lower_case_name) const;
};
[[nodiscard]] PlainHead plain_head(std::string_view bytes, HighBytes high_bytes);

/// A body, as far as it is there and well formed.
struct PlainBody {
    std::string data;
    bool whole = false;
    std::size_t end = 0;  ///< of the given bytes, when whole
};
[[nodiscard]] PlainBody plain_chunks(std::string_view bytes);
[[nodiscard]] PlainBody plain_length(std::string_view bytes, const std::string& digits);

/// Requires that Content-Length and Transfer-Encoding leave no doubt: one of them at most, and that in one
/// form.
void require_plain_framing(const PlainHead& head);

[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] std::string_view without_blanks_around(std::string_view text);
/// Whether a Connection field lists this option.
[[nodiscard]] bool connection_lists(const PlainHead& head, std::string_view option);

}  // namespace halogate::fuzz
