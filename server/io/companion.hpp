// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/dispatch.hpp>

#include <exception>
#include <utility>

#include "io/signal.hpp"
#include "io/task.hpp"

namespace halogate::io {

/// A coroutine that runs beside the one in whose frame it lives. Whoever starts it must join it before the
/// frame goes, whatever happens meanwhile. Reactor thread only.
class Companion {
public:
    explicit Companion(Executor executor) : executor_{executor}, ended_{executor} {}
    Companion(const Companion&) = delete;
    Companion& operator=(const Companion&) = delete;

    /// Once. It begins at once when the reactor runs, and else with it.
    void start(Task<void> task) {
        running_ = run(std::move(task));
        boost::asio::dispatch(executor_, [this] { running_.start(); });
    }
    /// Waits for its end, and throws what it threw.
    [[nodiscard]] Task<void> join() {
        const std::exception_ptr exception = co_await ended_.wait();
        if (exception) std::rethrow_exception(exception);
    }

private:
    Task<void> run(Task<void> task) {
        std::exception_ptr exception;
        try {
            co_await task;
        } catch (...) {
            exception = std::current_exception();
        }
        ended_.set(std::move(exception));
    }

    Executor executor_;
    Signal<std::exception_ptr> ended_;
    Task<void> running_;
};

}  // namespace halogate::io
