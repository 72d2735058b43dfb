// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/co_spawn.hpp>

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

    /// Once.
    void start(Task<void> task) {
        boost::asio::co_spawn(executor_, std::move(task),
                              [this](std::exception_ptr exception) { ended_.set(std::move(exception)); });
    }
    /// Waits for its end, and throws what it threw.
    [[nodiscard]] Task<void> join() {
        const std::exception_ptr exception = co_await ended_.wait();
        if (exception) std::rethrow_exception(exception);
    }

private:
    Executor executor_;
    Signal<std::exception_ptr> ended_;
};

}  // namespace halogate::io
