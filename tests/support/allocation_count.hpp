// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace halogate::test {

/// How often this thread has called operator new. Does not move in a build with sanitizers, which have their
/// own.
[[nodiscard]] std::size_t allocations() noexcept;

}  // namespace halogate::test
