// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace halogate::fuzz {

/// One input of a fuzz target: each `*_fuzz.cpp` defines it. It asserts properties by require() and returns;
/// it keeps nothing from one input to the next, and the same input always does the same. An exception that
/// leaves it ends the process like a broken property.
void try_input(std::string_view input) noexcept;

/// Ends the process when a property does not hold: libFuzzer and the replay both take that for a finding and
/// keep the input. RULE: a bool is what an assertion is about.
inline void require(bool holds, std::string_view property) {
    if (holds) return;
    std::fprintf(stderr, "property broken: %.*s\n", static_cast<int>(property.size()), property.data());
    std::abort();
}

/// Cuts the first line off, without its line feed: where an input has parts, all but the last are a line
/// each.
inline std::string_view next_line(std::string_view& input) {
    const auto end = input.find('\n');
    const auto line = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return line;
}

}  // namespace halogate::fuzz

/// libFuzzer's entry, which calls try_input().
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) noexcept;
