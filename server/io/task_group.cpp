// SPDX-License-Identifier: MIT
#include "io/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <utility>

namespace halogate::io {

TaskGroup::TaskGroup(Executor executor, OnException on_exception)
    : executor_{executor}, on_exception_{std::move(on_exception)} {}

void TaskGroup::spawn(Task<void> task) {
    ++size_;
    boost::asio::co_spawn(executor_, std::move(task), [this](const std::exception_ptr& exception) {
        --size_;
        if (exception) on_exception_(exception);
        if (size_ == 0 && when_empty_) when_empty_();
    });
}

}  // namespace halogate::io
