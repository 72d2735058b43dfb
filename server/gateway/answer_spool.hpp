// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/call.hpp"
#include "gateway/counted_bytes.hpp"
#include "io/companion.hpp"

namespace halogate::gateway {

/// How much of one answer may wait for its caller after it was taken from the tenant, and of all answers.
inline constexpr std::size_t most_spooled = std::size_t{64} * 1024;
inline constexpr std::size_t most_spooled_together = std::size_t{16} * 1024 * 1024;

/// Memory that holds a part of an answer, counted among that of all calls for as long as it lives.
class SpooledBytes {
public:
    explicit SpooledBytes(Call& call) noexcept : bytes_{call.services.spooled_bytes} {}

    void set(std::size_t bytes) noexcept { bytes_.set(bytes); }
    /// All calls together hold too much, and this is a part of it.
    [[nodiscard]] bool is_crowded() const noexcept {
        return bytes_.mine() > 0 && bytes_.together() >= most_spooled_together;
    }
    /// No more until some of it has gone. One piece is always taken.
    [[nodiscard]] bool is_full() const noexcept { return bytes_.mine() >= most_spooled || is_crowded(); }

private:
    CountedBytes bytes_;
};

/// Writes to the caller beside the reading from the tenant: a caller that takes its time must not keep a
/// small answer's permit and connection. Lives in the relay's coroutine, which must await finish().
class AnswerSpool {
public:
    /// `on_failure`: the caller is gone, and what it was to get is not wanted any more.
    AnswerSpool(Call& call, std::function<void()> on_failure)
        : call_{call}, bytes_{call}, on_failure_{std::move(on_failure)}, companion_{call.services.executor} {}

    void start() { companion_.start(write_out()); }
    void put(std::string_view bytes);
    /// Waits while there is no room. False when the caller is gone.
    [[nodiscard]] io::Task<bool> wait_for_room();
    /// Waits until all is written. False when the caller is gone.
    [[nodiscard]] io::Task<bool> finish();

private:
    using Turn = io::Signal<int>;
    [[nodiscard]] io::Task<void> write_out();
    void wake(std::optional<Turn>& turn) {
        if (turn) turn->set(0);
    }

    Call& call_;
    SpooledBytes bytes_;
    std::function<void()> on_failure_;
    io::Companion companion_;
    std::string waiting_;
    std::string leaving_;  ///< being written
    std::optional<Turn> for_bytes_;
    std::optional<Turn> for_room_;
    bool complete_ = false;
    bool failed_ = false;
};

}  // namespace halogate::gateway
