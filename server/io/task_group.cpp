// SPDX-License-Identifier: MIT
#include "io/task_group.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace halogate::io {

TaskGroup::TaskGroup(Executor executor, OnException on_exception)
    : executor_{executor}, on_exception_{std::move(on_exception)} {}

void TaskGroup::spawn(Task<void> task) {
    const auto place = running_.emplace(running_.end());
    *place = run(std::move(task), place);
    boost::asio::dispatch(executor_, [place] { place->start(); });
}

Task<void> TaskGroup::run(Task<void> task, Tasks::iterator place) {
    std::exception_ptr exception;
    try {
        Task<void> body = std::move(task);
        co_await body;
    } catch (...) {
        exception = std::current_exception();
    }
    ended(place, exception);
}

void TaskGroup::ended(Tasks::iterator place, const std::exception_ptr& exception) {
    ended_.clear();
    ended_.splice(ended_.end(), running_, place);
    // What the reporter throws must come out of the reactor's run(), not of a coroutine's end.
    if (exception) boost::asio::post(executor_, [this, exception] { on_exception_(exception); });
    if (running_.empty() && when_empty_) when_empty_();
}

}  // namespace halogate::io
