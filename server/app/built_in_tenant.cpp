// SPDX-License-Identifier: MIT
#include "app/built_in_tenant.hpp"

#include <utility>

namespace halogate::app {

std::unique_ptr<sandbox::Server> start_built_in_tenant(boost::asio::io_context& context,
                                                       settings::Settings& settings) {
    sandbox::Options options;
    options.listen = "127.0.0.1:0";
    options.tenant = "sandbox";
    settings.tenant.name = options.tenant;
    settings.tenant.client_id = options.client_id;
    settings.tenant.client_secret = Secret{options.client_secret};
    auto server = std::make_unique<sandbox::Server>(context, std::move(options));
    server->start();
    settings.tenant.base_url = server->base_url();
    // Whoever reaches a listener reaches made-up data only.
    for (auto& listener : settings.listeners) listener.trust_network = true;
    return server;
}

}  // namespace halogate::app
