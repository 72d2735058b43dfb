// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

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
        if (!waiting_) return;
        boost::asio::post(executor_, [resume = std::move(*waiting_)]() mutable { std::move(resume)(); });
        waiting_.reset();
    }

    [[nodiscard]] Task<T> wait() {
        if (!value_) {
            // Built in place: the handler's assignment recurses without end in Boost 1.81.
            auto initiate = [this](auto handler) { waiting_.emplace(std::move(handler)); };
            using Token = boost::asio::use_awaitable_t<Executor>;
            co_await boost::asio::async_initiate<const Token, void()>(initiate, token);
        }
        co_return std::move(*value_);
    }

private:
    static constexpr boost::asio::use_awaitable_t<Executor> token{};

    Executor executor_;
    std::optional<T> value_;
    std::optional<boost::asio::any_completion_handler<void()>> waiting_;
};

}  // namespace halogate::io
