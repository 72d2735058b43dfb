// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "observe/line_sink.hpp"

namespace halogate::observe {

/// Takes whole lines from the reactor and writes them on a thread of its own, many at a time: a disk or a
/// terminal that is slow, full or gone never stops the reactor and never ends the process. What does not fit
/// into the bounded buffer is dropped, the oldest first, and counted.
///
/// With Unwritten::kept, what could not be written stays in the buffer and is tried again until it works;
/// when the buffer is full it is the newest lines that are dropped, and counted. Only the end of the program
/// gives up what it holds then.
class LineWriter {
public:
    enum class Unwritten : std::uint8_t { dropped, kept };
    struct Settings {
        std::size_t capacity = std::size_t{4} << 20U;  ///< bytes that may wait to be written
        std::chrono::milliseconds gather{50};  ///< how long lines are gathered before they are written
        std::size_t enough = std::size_t{256} << 10U;  ///< bytes that are written without waiting for more
        std::chrono::milliseconds farewell{2000};      ///< how long the destructor waits for what is left
        Unwritten unwritten = Unwritten::dropped;
        std::chrono::milliseconds again{1000};  ///< between two tries to write what was kept
    };
    /// One sentence for the operator, said on the writer's thread when writing begins to fail and when it
    /// works again.
    using Complaint = std::function<void(std::string_view)>;

    /// `destination` as in LineSink; throws std::system_error when it cannot be opened. `complain` may be
    /// empty.
    LineWriter(std::string destination, Settings settings, Complaint complain);
    ~LineWriter();
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    /// Any thread. `line` without its end of line; it holds none. Never blocks on I/O.
    void write(std::string_view line);
    /// Any thread. What was written before goes to the old file, what comes later to the path opened again
    /// (SIGHUP after a rotation). Does nothing for stdout and stderr.
    void reopen();
    /// Waits until all that was asked before is done; false when `limit` has passed before.
    [[nodiscard]] bool flush(std::chrono::milliseconds limit);

    /// False from the moment on that writing fails, or that half of the buffer waits, until neither is so.
    [[nodiscard]] bool works() const noexcept {
        return !failing_.load(std::memory_order_relaxed) && !behind_.load(std::memory_order_relaxed);
    }
    /// Lines that never arrived, since the start.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

private:
    using Clock = std::chrono::steady_clock;

    void run();
    [[nodiscard]] bool wait_for_work();
    void write_batch();
    /// Returns what remains to be tried again.
    [[nodiscard]] std::string_view write_lines(std::string_view lines);
    void keep_or_give_up(std::string_view lines);
    void report(std::string_view act, int error);
    void drop_oldest(std::size_t excess);
    void wake() const;
    [[nodiscard]] bool wait_writable(int descriptor);
    [[nodiscard]] int patience();

    Settings settings_;
    Complaint complain_;
    LineSink sink_;
    int wake_descriptor_;
    std::atomic<std::uint64_t> dropped_{0};
    std::atomic<bool> failing_{false};
    std::atomic<bool> behind_{false};

    std::mutex mutex_;
    std::condition_variable progress_;
    // These are guarded by mutex_.
    std::string waiting_;
    std::optional<std::size_t> reopen_after_;   // so many bytes of waiting_ still belong to the old file
    bool hurry_ = false;                        // do not gather
    std::optional<Clock::time_point> stop_by_;  // set once, by the destructor
    std::uint64_t asked_ = 0;                   // lines and reopens so far
    std::uint64_t done_ = 0;                    // of those, how many are dealt with

    // The thread's own.
    std::string batch_;

    std::thread thread_;
};

}  // namespace halogate::observe
