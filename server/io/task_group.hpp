// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <list>

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

    /// It begins at once when the reactor runs, and else with it.
    void spawn(Task<void> task);
    [[nodiscard]] std::size_t size() const noexcept { return running_.size(); }
    /// Called whenever the last task has ended.
    void when_empty(std::function<void()> callback) { when_empty_ = std::move(callback); }

private:
    using Tasks = std::list<Task<void>>;

    [[nodiscard]] Task<void> run(Task<void> task, Tasks::iterator place);
    void ended(Tasks::iterator place, const std::exception_ptr& exception);

    Executor executor_;
    OnException on_exception_;
    std::function<void()> when_empty_;
    Tasks running_;
    Tasks ended_;  ///< the one that ended last: its frame was still in use when it told so
};

}  // namespace halogate::io
