// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>

#include "sandbox/server.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// Starts the sandbox within this process, on a free loopback port. It runs on the given reactor and outlives
/// whoever asks it.
[[nodiscard]] std::unique_ptr<sandbox::Server> start_built_in_tenant(boost::asio::io_context& context);
/// Makes the settings point at it.
void use_built_in_tenant(settings::Settings& settings, const sandbox::Server& server);

}  // namespace halogate::app
