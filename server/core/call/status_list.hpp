// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace halogate::call {

/// What the tenant answered to each exchange of one call, in order. Holds as many as retry.max_attempts can
/// order; exchanges beyond that (throttled ones do not use up an attempt) share the last place.
class StatusList {
public:
    static constexpr std::size_t most = 100;

    /// An exchange has begun; nothing is known of its answer.
    void begin() noexcept {
        size_ = std::min(size_ + 1, most);
        statuses_[size_ - 1] = 0;
    }
    /// The exchange begun last was answered.
    void answer(unsigned status) noexcept {
        if (size_ > 0) statuses_[size_ - 1] = static_cast<std::uint16_t>(status);
    }
    /// 0 where there was no answer.
    [[nodiscard]] std::span<const std::uint16_t> all() const noexcept { return {statuses_.data(), size_}; }

private:
    std::array<std::uint16_t, most> statuses_{};
    std::size_t size_ = 0;
};

}  // namespace halogate::call
