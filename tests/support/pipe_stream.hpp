// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
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
        io::Signal<int>* reader = nullptr;
        std::function<void()> on_close;

        void wake() {
            if (reader != nullptr) reader->set(1);
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
        while (in_->bytes.empty()) {
            if (closed_) co_return io::ReadResult{io::IoError::aborted, 0};
            if (in_->closed) co_return io::ReadResult{io::IoError::closed, 0};
            if (expired) co_return io::ReadResult{io::IoError::timed_out, 0};
            io::Signal<int> signal{reactor_.executor()};
            in_->reader = &signal;
            co_await signal.wait();
            in_->reader = nullptr;
        }
        const std::size_t size = std::min(into.size(), in_->bytes.size());
        std::copy_n(in_->bytes.begin(), size, into.begin());
        in_->bytes.erase(0, size);
        co_return io::ReadResult{io::IoError::none, size};
    }

    [[nodiscard]] io::Task<io::WriteResult> write_all(std::string_view first, std::string_view second,
                                                      TimePoint) override {
        if (plan_ != nullptr && plan_->strikes()) {
            break_off();
            co_return io::WriteResult{io::IoError::reset, false};
        }
        if (closed_ || out_->closed) co_return io::WriteResult{io::IoError::reset, false};
        out_->bytes += first;
        out_->bytes += second;
        out_->wake();
        co_return io::WriteResult{io::IoError::none, true};
    }

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
        in_->wake();
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
    std::string peer_ = "127.0.0.1:50000";
};

}  // namespace halogate::test
