// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <new>

// A sanitizer must see every frame come and go: one that is used after its end would be found in use by the
// next.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HALOGATE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HALOGATE_SANITIZED 1
#endif
#endif

/// Memory for the frames of coroutines. A relayed request runs through some twenty-five of them, always of
/// the same few sizes: what one gives back the next one takes, without a call of malloc. Kept by the thread
/// that gave it back, and bounded; what is more goes back to the heap.
namespace halogate::io::frame_memory {

#ifdef HALOGATE_SANITIZED
inline constexpr bool is_kept = false;
#else
inline constexpr bool is_kept = true;
#endif

namespace detail {

/// Frames differ in size by what they keep; blocks come in steps of this many bytes.
inline constexpr std::size_t step = 64;
inline constexpr std::size_t classes = 64;  // up to 4 KiB; no frame on the way of a request is larger
/// Of each size: what a few hundred calls at once need. Thousands that waited and went must not keep theirs.
inline constexpr std::size_t most_kept = 256;

struct Block {
    Block* next;
};

/// Blocks of one size that nobody uses.
struct Shelf {
    Block* first;
    std::size_t count;
};

/// The one mutable global of the program: a coroutine's operator new is told a size and nothing else. Nothing
/// can be observed of it but its speed. Without a constructor and a destructor, which each look would ask
/// for.
inline thread_local constinit std::array<Shelf, classes + 1> shelves{};

[[nodiscard]] constexpr std::size_t class_of(std::size_t bytes) noexcept {
    return (bytes + step - 1) / step;
}

/// From the heap, as much as a block of its class. What this thread has kept is freed when it ends.
[[nodiscard]] void* take_new(std::size_t bytes);

}  // namespace detail

/// Throws std::bad_alloc.
[[nodiscard]] inline void* take(std::size_t bytes) {
    const std::size_t size_class = detail::class_of(bytes);
    if (!is_kept || size_class > detail::classes) return ::operator new(bytes);
    detail::Shelf& shelf = detail::shelves[size_class];
    detail::Block* const block = shelf.first;
    if (block == nullptr) return detail::take_new(bytes);
    shelf.first = block->next;
    --shelf.count;
    return block;
}

/// `bytes` as it was asked for.
inline void give_back(void* memory, std::size_t bytes) noexcept {
    const std::size_t size_class = detail::class_of(bytes);
    if (!is_kept || size_class > detail::classes) return ::operator delete(memory);
    detail::Shelf& shelf = detail::shelves[size_class];
    if (shelf.count == detail::most_kept) return ::operator delete(memory);
    shelf.first = ::new (memory) detail::Block{shelf.first};
    ++shelf.count;
}

}  // namespace halogate::io::frame_memory
