// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/post.hpp>

#include <coroutine>
#include <optional>
#include <utility>

#include "io/task.hpp"

namespace halogate::io {

/// One value that one coroutine waits for and somebody else brings, on the same reactor. Lives in the waiting
/// coroutine's frame; whoever promises to bring the value must do so, once: a second value is ignored.
template <class T>
class Signal {
public:
    explicit Signal(Executor executor) : executor_{executor} {}
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    [[nodiscard]] bool is_set() const noexcept { return value_.has_value(); }

    /// The waiting coroutine goes on in a later turn of the reactor, never inside this call.
    void set(T value) {
        if (value_) return;
        value_ = std::move(value);
        if (const auto waiting = std::exchange(waiting_, nullptr))
            boost::asio::post(executor_, [waiting] { waiting.resume(); });
    }

    /// To be awaited.
    class [[nodiscard]] Wait {
    public:
        explicit Wait(Signal& signal) noexcept : signal_{signal} {}
        [[nodiscard]] bool await_ready() const noexcept { return signal_.is_set(); }
        void await_suspend(std::coroutine_handle<> caller) const noexcept { signal_.waiting_ = caller; }
        T await_resume() const { return std::move(*signal_.value_); }

    private:
        Signal& signal_;
    };
    [[nodiscard]] Wait wait() noexcept { return Wait{*this}; }

private:
    Executor executor_;
    std::optional<T> value_;
    std::coroutine_handle<> waiting_;
};

}  // namespace halogate::io
