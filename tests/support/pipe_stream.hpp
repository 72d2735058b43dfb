// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "io/byte_stream.hpp"
#include "io/signal.hpp"
#include "support/reactor.hpp"

namespace halogate::test {

/// Counts I/O operations and breaks the one with the given number: run the same conversation again and again,
/// with the first failing, then the second, until it succeeds.
struct FailurePlan {
    int failing = -1;
    int count = 0;
    bool happened = false;
    [[nodiscard]] bool strikes() {
        happened = happened || count == failing;
        return count++ == failing;
    }
};

/// One end of a connection in memory, on virtual time.
class PipeStream final : public io::ByteStream {
public:
    using Pair = std::pair<std::unique_ptr<PipeStream>, std::unique_ptr<PipeStream>>;

    static Pair connected(Reactor& reactor, FailurePlan* first_fails = nullptr) {
        auto there = std::make_shared<Channel>();
        auto back = std::make_shared<Channel>();
        return {std::make_unique<PipeStream>(reactor, back, there, first_fails),
                std::make_unique<PipeStream>(reactor, there, back, nullptr)};
    }

    struct Channel {
        std::string bytes;
        bool closed = false;
        bool was_reset = false;
        bool reader_gone = false;
        std::size_t capacity = std::numeric_limits<std::size_t>::max();
        io::Signal<int>* reader = nullptr;
        io::Signal<int>* writer = nullptr;
        std::function<void()> on_close;

        void wake() {
            if (reader != nullptr) reader->set(1);
            if (writer != nullptr) writer->set(1);
        }
        void close() {
            if (std::exchange(closed, true)) return;
            wake();
            if (on_close) std::exchange(on_close, nullptr)();
        }
    };

    PipeStream(Reactor& reactor, std::shared_ptr<Channel> in, std::shared_ptr<Channel> out, FailurePlan* plan)
        : reactor_{reactor}, in_{std::move(in)}, out_{std::move(out)}, plan_{plan} {}
    ~PipeStream() override { close(); }

    [[nodiscard]] io::Task<io::ReadResult> read_some(std::span<char> into, TimePoint deadline) override {
        if (plan_ != nullptr && plan_->strikes()) co_return break_off();
        bool expired = false;
        io::Alarm alarm{reactor_.clock, [&] {
                            expired = true;
                            in_->wake();
                        }};
        alarm.set(deadline);
        interrupted_ = false;
        while (in_->bytes.empty()) {
            if (closed_) co_return io::ReadResult{io::IoError::aborted, 0};
            if (in_->closed) co_return io::ReadResult{io::IoError::closed, 0};
            if (expired || interrupted_) co_return io::ReadResult{io::IoError::timed_out, 0};
            io::Signal<int> signal{reactor_.executor()};
            in_->reader = &signal;
            co_await signal.wait();
            in_->reader = nullptr;
        }
        const std::size_t size = std::min(into.size(), in_->bytes.size());
        std::copy_n(in_->bytes.begin(), size, into.begin());
        in_->bytes.erase(0, size);
        in_->wake();
        co_return io::ReadResult{io::IoError::none, size};
    }

    [[nodiscard]] io::Task<io::WriteResult> write_all(std::string_view first, std::string_view second,
                                                      TimePoint deadline) override {
        if (plan_ != nullptr && plan_->strikes()) {
            break_off();
            co_return io::WriteResult{io::IoError::reset, false};
        }
        bool expired = false;
        io::Alarm alarm{reactor_.clock, [&] {
                            expired = true;
                            out_->wake();
                        }};
        alarm.set(deadline);
        write_interrupted_ = false;
        std::string bytes{first};
        bytes += second;
        bool any_sent = false;
        for (;;) {
            if (closed_ || out_->closed) co_return io::WriteResult{io::IoError::reset, any_sent};
            const std::size_t room = out_->capacity - std::min(out_->capacity, out_->bytes.size());
            const std::size_t size = std::min(room, bytes.size());
            out_->bytes.append(bytes, 0, size);
            bytes.erase(0, size);
            any_sent = any_sent || size > 0;
            if (size > 0) out_->wake();
            if (bytes.empty()) co_return io::WriteResult{io::IoError::none, true};
            if (out_->reader_gone) co_return io::WriteResult{io::IoError::reset, any_sent};
            if (expired || write_interrupted_) co_return io::WriteResult{io::IoError::timed_out, any_sent};
            io::Signal<int> signal{reactor_.executor()};
            out_->writer = &signal;
            co_await signal.wait();
            out_->writer = nullptr;
        }
    }

    void interrupt() override {
        interrupted_ = write_interrupted_ = true;
        in_->wake();
        out_->wake();
    }
    /// The peer's writes wait while so many bytes have not been read here.
    void takes_at_most(std::size_t bytes) { in_->capacity = bytes; }

    [[nodiscard]] bool is_quiet() override { return !closed_ && !in_->closed && in_->bytes.empty(); }
    void watch_for_close(std::function<void()> on_close) override {
        in_->on_close = std::move(on_close);
        if (in_->closed) std::exchange(in_->on_close, nullptr)();
    }
    void unwatch() override { in_->on_close = nullptr; }
    void shutdown_send() noexcept override { out_->close(); }
    void reset() noexcept override {
        out_->was_reset = true;
        close();
    }
    [[nodiscard]] bool was_reset_by_peer() const noexcept { return in_->was_reset; }
    void close() noexcept override {
        closed_ = true;
        in_->reader_gone = true;
        in_->wake();
        out_->wake();
        out_->close();
    }
    [[nodiscard]] const std::string& peer() const noexcept override { return peer_; }
    [[nodiscard]] const io::PeerCredentials& credentials() const noexcept override { return proved; }

    /// Who is at the other end, as this end's owner is told.
    io::PeerCredentials proved;

private:
    io::ReadResult break_off() {
        close();
        return {io::IoError::reset, 0};
    }

    Reactor& reactor_;
    std::shared_ptr<Channel> in_;
    std::shared_ptr<Channel> out_;
    FailurePlan* plan_;
    bool closed_ = false;
    bool interrupted_ = false;
    bool write_interrupted_ = false;
    std::string peer_ = "127.0.0.1:50000";
};

}  // namespace halogate::test
