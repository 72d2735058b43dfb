// SPDX-License-Identifier: MIT
#include "io/frame_memory.hpp"

#include <array>
#include <new>

namespace halogate::io::frame_memory {

namespace {

/// Frames differ in size by what they keep; blocks come in steps of this many bytes.
constexpr std::size_t step = 64;
constexpr std::size_t classes = 64;  // up to 4 KiB; no frame on the way of a request is larger
/// Of each size: what a few hundred calls at once need. Thousands that waited and went must not keep theirs.
constexpr std::size_t most_kept = 256;

struct Block {
    Block* next;
};

struct Shelf {
    Block* first = nullptr;
    std::size_t count = 0;
};

/// Blocks that nobody uses, by size.
class Shelves {
public:
    Shelves() = default;
    Shelves(const Shelves&) = delete;
    Shelves& operator=(const Shelves&) = delete;
    ~Shelves() {
        for (Shelf& shelf : shelves_)
            while (shelf.first != nullptr) ::operator delete(pop(shelf));
    }

    [[nodiscard]] static constexpr std::size_t class_of(std::size_t bytes) noexcept {
        return (bytes + step - 1) / step;
    }
    void* take(std::size_t size_class) {
        Shelf& shelf = shelves_[size_class];
        if (shelf.first != nullptr) return pop(shelf);
        return ::operator new(size_class* step);
    }
    void give_back(void* memory, std::size_t size_class) noexcept {
        Shelf& shelf = shelves_[size_class];
        if (shelf.count == most_kept) return ::operator delete(memory);
        shelf.first = ::new (memory) Block{shelf.first};
        ++shelf.count;
    }

private:
    static void* pop(Shelf& shelf) noexcept {
        Block* const block = shelf.first;
        shelf.first = block->next;
        --shelf.count;
        return block;
    }

    std::array<Shelf, classes + 1> shelves_;
};

/// The one mutable global of the program: a coroutine's operator new is told a size and nothing else. Nothing
/// can be observed of it but its speed.
Shelves& shelves() {
    thread_local Shelves of_this_thread;
    return of_this_thread;
}

}  // namespace

void* take(std::size_t bytes) {
    if constexpr (!is_kept) return ::operator new(bytes);
    const std::size_t size_class = Shelves::class_of(bytes);
    return size_class <= classes ? shelves().take(size_class) : ::operator new(bytes);
}

void give_back(void* memory, std::size_t bytes) noexcept {
    if constexpr (!is_kept) return ::operator delete(memory);
    const std::size_t size_class = Shelves::class_of(bytes);
    if (size_class <= classes) return shelves().give_back(memory, size_class);
    ::operator delete(memory);
}

}  // namespace halogate::io::frame_memory
