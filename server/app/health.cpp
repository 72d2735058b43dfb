// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <string>

#include "app/commands.hpp"
#include "app/health_request.hpp"
#include "settings/admin_address.hpp"
#include "settings/environment.hpp"
#include "settings/listen_address.hpp"

namespace halogate::app {

namespace {

/// A file that is being edited says nothing about the gateway that runs: it is asked at the usual place then.
std::string address_to_ask(const HealthOptions& options) {
    if (options.admin) return *options.admin;
    auto found = settings::find_admin_address(options.config, settings::ProcessEnvironment{});
    if (found) return *std::move(found);
    std::string usual = settings::usual_admin_address();
    fmt::print(stderr, "halogate: {}; asking {}\n", found.error(), usual);
    return usual;
}

}  // namespace

Exit health(const HealthOptions& options) {
    const std::string address = address_to_ask(options);
    if (address.empty() || address == "off") {
        fmt::print(stderr, "halogate: `admin.address` is off: there is nobody to ask\n");
        return Exit::usage;
    }
    const auto listener = settings::parse_listen_address(address);
    if (!listener) {
        fmt::print(stderr, "halogate: admin address \"{}\" {}\n", address, listener.error());
        return Exit::usage;
    }
    const std::string path = options.ready ? "/readyz" : "/healthz";
    const auto answer = ask_health(*listener, path, options.timeout);
    const std::string url = "http://" + authority_to_ask(*listener) + path;
    if (!answer) {
        fmt::print(stderr, "halogate: {}\n", answer.error());
        return Exit::finding;
    }
    fmt::print("{} answers {}: {}\n", url, answer->status, answer->body);
    return answer->status == 200 ? Exit::good : Exit::finding;
}

}  // namespace halogate::app
