// SPDX-License-Identifier: MIT
#include "core/token/host_kinship.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace halogate::token {

namespace {

/// Second labels that, before a country's two letters, are no one's own name: co.uk, com.au, ac.nz.
constexpr std::array<std::string_view, 34> public_second_labels{
    "ac",  "asn", "asso", "biz", "co",  "com", "ed",  "edu", "fin",    "firm", "gen", "geek",
    "go",  "gob", "gouv", "gov", "gv",  "id",  "inc", "ind", "ltd",    "mil",  "me",  "ne",
    "net", "nhs", "nom",  "or",  "org", "plc", "pro", "sch", "school", "web"};

/// Domains whose owner rents out the names beneath them.
constexpr std::array<std::string_view, 33> rented_domains{"amazonaws.com",
                                                          "appspot.com",
                                                          "azure-api.net",
                                                          "azurecontainerapps.io",
                                                          "azureedge.net",
                                                          "azurefd.net",
                                                          "azurewebsites.net",
                                                          "br.com",
                                                          "cloudapp.azure.com",
                                                          "cloudapp.net",
                                                          "cloudfront.net",
                                                          "co.com",
                                                          "ddns.net",
                                                          "duckdns.org",
                                                          "eu.com",
                                                          "firebaseapp.com",
                                                          "fly.dev",
                                                          "gb.net",
                                                          "github.io",
                                                          "herokuapp.com",
                                                          "netlify.app",
                                                          "ngrok-free.app",
                                                          "ngrok.io",
                                                          "no-ip.org",
                                                          "onrender.com",
                                                          "pages.dev",
                                                          "run.app",
                                                          "trafficmanager.net",
                                                          "trycloudflare.com",
                                                          "uk.com",
                                                          "us.com",
                                                          "vercel.app",
                                                          "workers.dev"};

std::string_view parent_of(std::string_view host) noexcept {
    const auto dot = host.find('.');
    return dot == std::string_view::npos ? std::string_view{} : host.substr(dot + 1);
}

/// The last label of a name is never a number (WHATWG URL, 3.5), so that 127.1 and 0x7f.1 are addresses.
bool is_address(std::string_view host) noexcept {
    if (host.starts_with('[')) return true;
    const auto last = host.substr(host.rfind('.') + 1);
    return !last.empty() && ascii::is_digit(last.front());
}

bool is_at_or_below(std::string_view host, std::string_view domain) noexcept {
    if (!host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool is_open_to_strangers(std::string_view domain) noexcept {
    const auto dot = domain.find('.');
    if (dot == std::string_view::npos) return true;
    const auto rest = domain.substr(dot + 1);
    const bool is_public =
        rest.size() == 2 && std::find(public_second_labels.begin(), public_second_labels.end(),
                                      domain.substr(0, dot)) != public_second_labels.end();
    return is_public || std::any_of(rented_domains.begin(), rented_domains.end(),
                                    [&](std::string_view rented) { return is_at_or_below(domain, rented); });
}

}  // namespace

bool are_akin(std::string_view base, std::string_view other) noexcept {
    if (base.empty() || other.empty()) return false;
    if (base == other) return true;
    if (is_address(base) || is_address(other)) return false;
    const auto parent = parent_of(base);
    if (is_open_to_strangers(parent)) return false;
    return other == parent || parent_of(other) == parent;
}

}  // namespace halogate::token
