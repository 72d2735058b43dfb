// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate {

/// "64KiB", "1MiB", "1GiB", or a plain number of bytes. Units of 1000 (KB, MB) are refused, because half of
/// all people mean 1024 by them. The error is the end of a sentence.
[[nodiscard]] Expected<std::uint64_t, std::string> parse_byte_size(std::string_view text);

/// The same notation, in the largest unit that leaves no rest.
[[nodiscard]] std::string byte_size_text(std::uint64_t bytes);

}  // namespace halogate
