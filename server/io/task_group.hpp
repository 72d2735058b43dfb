// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <functional>

#include "io/task.hpp"

namespace halogate::io {

/// Knows every coroutine that it started, so that nothing outlives its owner: the owner waits until the group
/// is empty before it goes. Reactor thread only.
class TaskGroup {
public:
    /// An exception that leaves a task is a bug: it is reported and ends that task alone.
    using OnException = std::function<void(const std::exception_ptr&)>;

    TaskGroup(Executor executor, OnException on_exception);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    void spawn(Task<void> task);
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Called whenever the last task has ended.
    void when_empty(std::function<void()> callback) { when_empty_ = std::move(callback); }

private:
    Executor executor_;
    OnException on_exception_;
    std::function<void()> when_empty_;
    std::size_t size_ = 0;
};

}  // namespace halogate::io
