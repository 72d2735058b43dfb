// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "sandbox/fault_rule.hpp"
#include "sandbox/message.hpp"

namespace halogate::sandbox {

/// So many requests in any span of `per`; 0 requests: no limit.
struct Window {
    std::uint64_t requests = 300;
    Duration per = std::chrono::minutes{5};
};

/// "300/5m", or "off".
[[nodiscard]] Expected<Window, std::string> parse_window(std::string_view text);

/// HaloPSA's "300 requests per rolling 5 minute window", kept naively: one time stamp for every request. A
/// refused request does not count against the limit, but it does count as an arrival.
class Throttle {
public:
    explicit Throttle(Window window) noexcept : window_{window} {}

    /// May this request pass? Counts it either way.
    [[nodiscard]] bool admit(TimePoint now);
    /// How long until the next one may pass; zero when it may at once.
    [[nodiscard]] Duration until_free(TimePoint now) const;
    /// A request that is not judged (a fault answers it) still arrived.
    void note_arrival(TimePoint now);

    /// Starts anew with another window: nothing counted, no maximum.
    void replace(Window window);
    [[nodiscard]] const Window& window() const noexcept { return window_; }
    [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }
    /// The most arrivals, refused ones included, that any span of the window's length has seen.
    [[nodiscard]] std::size_t max_in_window() const noexcept { return max_in_window_; }

private:
    void forget_old(std::deque<TimePoint>& times, TimePoint now) const;

    Window window_;
    std::deque<TimePoint> admitted_;
    std::deque<TimePoint> arrived_;
    std::size_t max_in_window_ = 0;
    std::uint64_t refused_ = 0;
};

/// "Rate Limit Reached - 300 Requests per rolling 5 minute window".
[[nodiscard]] std::string throttle_sentence(const Window& window);
/// A 429 in that form; `wait` is what it says about coming back.
[[nodiscard]] Answer throttle_answer(ThrottleForm form, const Window& window, Duration wait, WallTime wall);

}  // namespace halogate::sandbox
