// SPDX-License-Identifier: MIT
#include "gateway/origin_rule.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "http/uri_host.hpp"

namespace halogate::gateway {

namespace {

/// A name holds no ':' (see HostPort), and no top-level domain is made of digits.
bool is_address(std::string_view host) {
    return host.find(':') != std::string_view::npos ||
           host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_served(const ListenerProfile& listener, const http::HostPort& host) {
    // A socket file cannot be reached by a page, whatever name the caller writes.
    if (listener.is_unix) return true;
    if (host.host == "localhost" || host.host == "127.0.0.1" || host.host == "::1") return true;
    // Rebinding needs a name: an address in Host is where the caller really went.
    if (listener.any_address && is_address(host.host)) return true;
    return std::find(listener.hosts.begin(), listener.hosts.end(), host.host) != listener.hosts.end();
}

}  // namespace

std::optional<std::string_view> configured_origin(const ListenerProfile& listener,
                                                  const http::Fields& fields) noexcept {
    if (listener.origins.empty() || fields.count("Origin") != 1) return std::nullopt;
    const auto origin = fields.find("Origin");
    const auto& known = listener.origins;
    if (std::find(known.begin(), known.end(), *origin) == known.end()) return std::nullopt;
    return origin;
}

std::optional<http::Refusal> refuse_browser(const ListenerProfile& listener, const http::Fields& fields) {
    if (const auto value = fields.find("Host")) {
        const auto host = http::parse_host_field(*value);
        if (!host || !is_served(listener, *host))
            return http::Refusal{ErrorCode::unknown_host,
                                 "Host \"" + std::string{*value} +
                                     "\" is not a name of this gateway: use localhost, or add the name to " +
                                     std::string{listener.hosts_option}};
    }
    if (configured_origin(listener, fields)) return std::nullopt;
    if (fields.find("Origin"))
        return http::Refusal{ErrorCode::browser_request,
                             "the request comes from a page in a browser (it has Origin): pages may not use "
                             "this gateway, but those of the listener's `origins`"};
    if (const auto site = fields.find("Sec-Fetch-Site")) {
        if (!ascii::equal_ignoring_case(*site, "none") && !ascii::equal_ignoring_case(*site, "same-origin"))
            return http::Refusal{
                ErrorCode::browser_request,
                "the request comes from a page of another site (Sec-Fetch-Site): pages may not use "
                "this gateway"};
    }
    return std::nullopt;
}

bool is_followed_link(const http::Fields& fields) noexcept {
    return !fields.find("Origin") && fields.find("Sec-Fetch-Mode") == "navigate" &&
           fields.find("Sec-Fetch-Dest") == "document";
}

}  // namespace halogate::gateway
