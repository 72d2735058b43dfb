// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace halogate::gateway {

/// Memory of one call, counted among that of all calls for as long as it lives. The sum outlives it.
class CountedBytes {
public:
    explicit CountedBytes(std::size_t& together) noexcept : together_{together} {}
    ~CountedBytes() { set(0); }
    CountedBytes(const CountedBytes&) = delete;
    CountedBytes& operator=(const CountedBytes&) = delete;

    void set(std::size_t bytes) noexcept {
        together_ = together_ - mine_ + bytes;
        mine_ = bytes;
    }
    [[nodiscard]] std::size_t mine() const noexcept { return mine_; }
    [[nodiscard]] std::size_t together() const noexcept { return together_; }

private:
    std::size_t& together_;
    std::size_t mine_ = 0;
};

}  // namespace halogate::gateway
