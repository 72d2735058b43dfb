// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "core/trace/call_trace.hpp"
#include "core/trace/sampler.hpp"

namespace halogate::trace {

/// Decides which calls are recorded, and keeps what was recorded until the exporter takes it. Bounded: when
/// the collector does not keep up the oldest calls are dropped, and their spans counted. Allocates nothing in
/// the steady state: a record is used again once it has been delivered or dropped.
class Tracer {
public:
    struct Settings {
        double sample = 1;                ///< part of the traces that begin here
        std::size_t most_waiting = 2048;  ///< at least 1
    };
    using Record = std::unique_ptr<CallTrace>;
    using Batch = std::vector<Record>;
    /// Told after each call that has come to wait.
    using OnWaiting = std::function<void()>;

    /// `random` outlives it.
    Tracer(Settings settings, Random& random)
        : sampler_{settings.sample}, random_{random}, ring_(settings.most_waiting) {}
    Tracer(const Tracer&) = delete;
    Tracer& operator=(const Tracer&) = delete;

    [[nodiscard]] Random& random() noexcept { return random_; }
    [[nodiscard]] bool samples(TraceId id) const noexcept { return sampler_.takes(id); }

    /// For one call: empty, and with the memory of an earlier one where there is one.
    [[nodiscard]] Record blank();
    /// The call is over.
    void finish(Record record);

    void when_waiting(OnWaiting callback) { on_waiting_ = std::move(callback); }
    /// Calls that wait for the exporter.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
    /// At most so many of them, the oldest first. Each batch ends in delivered() or drop().
    [[nodiscard]] Batch take(std::size_t most);
    /// `refused`: how many of the batch's spans the collector says that it did not take; they count as
    /// dropped.
    void delivered(Batch batch, std::uint64_t refused);
    void drop(Batch batch);

    /// Spans that the collector has taken, since the start.
    [[nodiscard]] std::uint64_t exported() const noexcept { return exported_; }
    /// Spans that it never will.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] Record pop_oldest();
    void drop(Record record);
    void recycle(Record record);

    Sampler sampler_;
    Random& random_;
    std::vector<Record> ring_;  ///< the oldest at first_, then in order, around its end
    std::size_t first_ = 0;
    std::size_t waiting_ = 0;
    std::vector<Record> spare_;
    OnWaiting on_waiting_;
    std::uint64_t exported_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace halogate::trace
