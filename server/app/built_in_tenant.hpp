// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>

#include "sandbox/server.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// Starts the sandbox within this process, on a free loopback port, and makes the settings point at it. It
/// runs on the given reactor and outlives nobody who asks it.
[[nodiscard]] std::unique_ptr<sandbox::Server> start_built_in_tenant(boost::asio::io_context& context,
                                                                     settings::Settings& settings);

}  // namespace halogate::app
