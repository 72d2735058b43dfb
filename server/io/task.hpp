// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace halogate::io {

/// The concrete executor: `any_io_executor` would cost a virtual call and a reference count per operation.
using Executor = boost::asio::io_context::executor_type;

/// A coroutine of the async shell. Errors are values in T; an exception that leaves one is a bug.
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

/// The one completion token: operations answer with a tuple that begins with the error code.
inline constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> as_result{
    boost::asio::use_awaitable_t<Executor>{}};

}  // namespace halogate::io
