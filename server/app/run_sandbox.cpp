// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>

#include "app/commands.hpp"
#include "sandbox/server.hpp"

namespace halogate::app {

Exit run_sandbox(sandbox::Options options) {
    boost::asio::io_context context{1};
    const std::string credentials =
        fmt::format("sandbox: client id {}, client secret {}{}", options.client_id, options.client_secret,
                    options.tenant.empty() ? "" : ", tenant " + options.tenant);
    const std::string ca_out = options.ca_out;
    sandbox::Server server{context, std::move(options)};
    server.start();
    fmt::print("sandbox: {}\n{}\n", server.base_url(), credentials);
    if (!ca_out.empty()) fmt::print("sandbox: trust the certificate in {}\n", ca_out);
    std::fflush(stdout);
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) server.stop();
    });
    context.run();
    return Exit::good;
}

}  // namespace halogate::app
