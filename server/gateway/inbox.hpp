// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace halogate::gateway {

/// The bytes that a caller has sent and nobody has consumed. Starts without memory and gives it back when it
/// has grown: thousands of idle callers must cost next to nothing.
class Inbox {
public:
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Room for at least one more byte. Moves what view() showed.
    [[nodiscard]] std::span<char> room();
    void commit(std::size_t bytes) noexcept { end_ += bytes; }
    void consume(std::size_t bytes) noexcept;

    /// The storage whose front holds the first `bytes` of view(), at the same address; what follows them
    /// stays in the inbox.
    [[nodiscard]] std::vector<char> detach_front(std::size_t bytes);
    /// Storage to use again, when it is small enough to be worth keeping and the inbox is empty and has none
    /// that would do better.
    void recycle(std::vector<char> storage) noexcept;

private:
    static constexpr std::size_t first_bytes = 2 * 1024;
    static constexpr std::size_t kept_bytes = 4 * 1024;

    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace halogate::gateway
