// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace halogate::program {

/// The most memory that a process has had in use, and what it has in use now, in bytes; 0 when it is gone.
[[nodiscard]] std::size_t peak_memory(pid_t pid);
[[nodiscard]] std::size_t resident_memory(pid_t pid);

/// A bound for what a process may take more, in bytes. A sanitizer's shadow and the freed memory that it
/// keeps are many times that: there, only what grows without end shows.
[[nodiscard]] constexpr std::size_t at_most(std::size_t bytes) noexcept {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 8 * bytes + std::size_t{512} * 1024 * 1024;
#else
    return bytes;
#endif
}

}  // namespace halogate::program
