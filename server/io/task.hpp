// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "io/frame_memory.hpp"

namespace halogate::io {

/// The concrete executor: `any_io_executor` would cost a virtual call and a reference count per operation.
using Executor = boost::asio::io_context::executor_type;

template <class T>
class Task;

namespace detail {

/// What a coroutine has whatever it returns.
class PromiseBase {
public:
    // NOLINTNEXTLINE(misc-new-delete-overloads): the sized form is its match
    static void* operator new(std::size_t bytes) { return frame_memory::take(bytes); }
    static void operator delete(void* frame, std::size_t bytes) noexcept {
        frame_memory::give_back(frame, bytes);
    }

    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }

    struct Final {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
            // Whoever awaits may destroy this frame now. Nobody yet: it ended before it had to wait.
            if (const auto next = ended.promise().awaiting_) next.resume();
        }
        void await_resume() const noexcept {}
    };
    [[nodiscard]] Final final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { exception_ = std::current_exception(); }

    void awaited_by(std::coroutine_handle<> coroutine) noexcept { awaiting_ = coroutine; }
    void rethrow() const {
        if (exception_) std::rethrow_exception(exception_);
    }

private:
    std::coroutine_handle<> awaiting_;
    std::exception_ptr exception_;
};

template <class T>
class Promise : public PromiseBase {
public:
    [[nodiscard]] Task<T> get_return_object() noexcept;
    template <class U = T>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    [[nodiscard]] T take() { return std::move(*value_); }

private:
    std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
public:
    [[nodiscard]] Task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() const noexcept {}
};

}  // namespace detail

/// A coroutine of the async shell. Errors are values in T; an exception that leaves one is a bug. It begins
/// when it is awaited, once, and goes when the Task does.
///
/// It stands in for asio::awaitable, which costs a request some 25 frames of its own chain, each with a
/// search for memory and a visit of the executor (callgrind: a tenth of all instructions). Here an awaited
/// coroutine runs in its caller's stack until it has to wait, so that one which need not wait costs a call;
/// and a function that knows its answer needs no coroutine at all: it returns ready().
template <class T>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;  // NOLINT(readability-identifier-naming): the language's name

    Task() noexcept = default;
    Task(Task&& other) noexcept
        : frame_{std::exchange(other.frame_, nullptr)}, at_once_{std::move(other.at_once_)} {}
    Task& operator=(Task&& other) noexcept {
        if (this == &other) return *this;
        if (frame_) frame_.destroy();
        frame_ = std::exchange(other.frame_, nullptr);
        at_once_ = std::move(other.at_once_);
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() {
        if (frame_) frame_.destroy();
    }

    /// An answer without a coroutine.
    [[nodiscard]] static Task ready(T value) {
        Task task;
        task.at_once_.emplace(std::move(value));
        return task;
    }

    /// Begins, and is awaited by nobody. Whoever keeps the Task must keep it until the coroutine has ended.
    void start() { frame_.resume(); }

    [[nodiscard]] bool await_ready() {
        if (!frame_) return true;
        frame_.resume();
        return frame_.done();
    }
    void await_suspend(std::coroutine_handle<> caller) const noexcept { frame_.promise().awaited_by(caller); }
    T await_resume() {
        if (!frame_) return std::move(*at_once_);
        frame_.promise().rethrow();
        return frame_.promise().take();
    }

private:
    friend promise_type;
    explicit Task(std::coroutine_handle<promise_type> frame) noexcept : frame_{frame} {}

    std::coroutine_handle<promise_type> frame_;
    std::optional<T> at_once_;
};

/// The same without a value.
template <>
class [[nodiscard]] Task<void> {
public:
    using promise_type = detail::Promise<void>;  // NOLINT(readability-identifier-naming): the language's name

    Task() noexcept = default;
    Task(Task&& other) noexcept : frame_{std::exchange(other.frame_, nullptr)} {}
    Task& operator=(Task&& other) noexcept {
        if (this == &other) return *this;
        if (frame_) frame_.destroy();
        frame_ = std::exchange(other.frame_, nullptr);
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() {
        if (frame_) frame_.destroy();
    }

    [[nodiscard]] static Task ready() noexcept { return {}; }

    void start() { frame_.resume(); }

    [[nodiscard]] bool await_ready() {
        if (!frame_) return true;
        frame_.resume();
        return frame_.done();
    }
    void await_suspend(std::coroutine_handle<> caller) const noexcept { frame_.promise().awaited_by(caller); }
    void await_resume() const {
        if (frame_) frame_.promise().rethrow();
    }

private:
    friend promise_type;
    explicit Task(std::coroutine_handle<promise_type> frame) noexcept : frame_{frame} {}

    std::coroutine_handle<promise_type> frame_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
    return Task<T>{std::coroutine_handle<Promise>::from_promise(*this)};
}
inline Task<void> Promise<void>::get_return_object() noexcept {
    return Task<void>{std::coroutine_handle<Promise>::from_promise(*this)};
}

}  // namespace detail

}  // namespace halogate::io
