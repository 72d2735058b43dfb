// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// A sanitizer must see every frame come and go: one that is used after its end would be found in use by the
// next.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HALOGATE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HALOGATE_SANITIZED 1
#endif
#endif

namespace halogate::io::frame_memory {

#ifdef HALOGATE_SANITIZED
inline constexpr bool is_kept = false;
#else
inline constexpr bool is_kept = true;
#endif

/// Memory for the frames of coroutines. A relayed request runs through some fifteen of them, always of the
/// same few sizes: what one gives back the next one takes, without a call of malloc. Kept by the thread that
/// gave it back, and bounded; what is more goes back to the heap. Throws std::bad_alloc.
[[nodiscard]] void* take(std::size_t bytes);
/// `bytes` as it was asked for.
void give_back(void* memory, std::size_t bytes) noexcept;

}  // namespace halogate::io::frame_memory
