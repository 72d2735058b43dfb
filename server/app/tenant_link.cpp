// SPDX-License-Identifier: MIT
#include "app/tenant_link.hpp"

#include <stdexcept>
#include <utility>

#include "settings/environment.hpp"
#include "upstream/url.hpp"

namespace halogate::app {

namespace {

upstream::ConnectionPool::Settings pool_settings(const TenantLink::Terms& terms) {
    auto url = upstream::parse_https_url(terms.base_url);
    if (!url) throw std::runtime_error{"tenant.base_url: " + url.error()};
    upstream::ConnectionPool::Settings result;
    result.origin = url->origin;
    result.origin.server_name = terms.server_name;
    result.connect_timeout = terms.connect_timeout;
    return result;
}

}  // namespace

TenantLink::Terms TenantLink::terms(const settings::Settings& settings, const std::string& extra_ca_pem) {
    const settings::TenantSettings& tenant = settings.tenant;
    Terms terms;
    terms.base_url = tenant.base_url;
    terms.server_name = tenant.tls_server_name;
    terms.tls = {tenant.ca_file, extra_ca_pem, tenant.tls_min_version};
    // A file whose path is the same may hold another authority by now.
    const std::string store = tenant.ca_file.empty() ? io::system_authorities() : tenant.ca_file;
    const auto bytes = settings::ProcessEnvironment{}.read_file(store);
    terms.authorities = sha256(bytes ? std::string_view{*bytes} : std::string_view{});
    terms.connect_timeout = tenant.connect_timeout;
    return terms;
}

TenantLink::TenantLink(io::Executor executor, io::AlarmClock& alarms, Terms terms)
    : terms_{std::move(terms)},
      tls_{terms_.tls},
      dialer_{executor, alarms, tls_},
      pool_{pool_settings(terms_), alarms, dialer_} {}

}  // namespace halogate::app
