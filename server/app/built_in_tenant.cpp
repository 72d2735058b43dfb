// SPDX-License-Identifier: MIT
#include "app/built_in_tenant.hpp"

#include <utility>

namespace halogate::app {

namespace {

sandbox::Options options_of_the_built_in_tenant() {
    sandbox::Options options;
    options.listen = "127.0.0.1:0";
    options.tenant = "sandbox";
    return options;
}

}  // namespace

std::unique_ptr<sandbox::Server> start_built_in_tenant(boost::asio::io_context& context) {
    auto server = std::make_unique<sandbox::Server>(context, options_of_the_built_in_tenant());
    server->start();
    return server;
}

void use_built_in_tenant(settings::Settings& settings, const sandbox::Server& server) {
    const sandbox::Options options = options_of_the_built_in_tenant();
    settings.tenant.name = options.tenant;
    settings.tenant.client_id = options.client_id;
    settings.tenant.client_secret = Secret{options.client_secret};
    settings.tenant.base_url = server.base_url();
    // Whoever reaches a listener reaches made-up data only.
    for (auto& listener : settings.listeners) listener.trust_network = true;
}

}  // namespace halogate::app
