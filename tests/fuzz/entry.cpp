// SPDX-License-Identifier: MIT
#include "fuzz/fuzz_target.hpp"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are chars here
    halogate::fuzz::try_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
