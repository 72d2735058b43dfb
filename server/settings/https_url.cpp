// SPDX-License-Identifier: MIT
#include "settings/https_url.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/private_address.hpp"

namespace halogate::settings {
namespace {

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    if (host.front() == '[') {
        return host.size() > 3 && host.back() == ']' &&
               host.find_first_not_of("0123456789abcdefABCDEF:.", 1) == host.size() - 1;
    }
    if (host.front() == '.' || host.front() == '-' || host.find("..") != std::string_view::npos) return false;
    return std::all_of(host.begin(), host.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '.' || c == '-' || c == '_';
    });
}

bool is_host_and_port(std::string_view authority) {
    const auto bracket = authority.rfind(']');
    const auto colon = authority.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    if (!has_port) return is_host(authority);
    const auto port = ascii::to_unsigned(authority.substr(colon + 1));
    return port && *port >= 1 && *port <= 65'535 && is_host(authority.substr(0, colon));
}

bool is_url_char(char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) ||
           std::string_view{"-._~!$&'()*+,;=:@/%?"}.find(c) != std::string_view::npos;
}

Unexpected<std::string> wrong(const char* why) {
    return Unexpected{std::string{why}};
}

constexpr std::string_view https = "https://";
constexpr std::string_view http = "http://";

/// Whose scheme has been looked at.
Expected<std::string, std::string> read_url(std::string_view scheme, std::string_view text, UrlQuery query) {
    const auto rest = text.substr(scheme.size());
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.find('@') != std::string_view::npos)
        return wrong("must not hold a user or password before the host");
    if (rest.find('#') != std::string_view::npos) return wrong("must not hold a fragment (`#…`)");
    if (query == UrlQuery::refused && rest.find('?') != std::string_view::npos) {
        return wrong("must not hold a query (`?…`)");
    }
    if (!is_host_and_port(authority))
        return wrong("must have a host, such as `https://yourcompany.halopsa.com`");
    if (!std::all_of(rest.begin() + static_cast<std::ptrdiff_t>(authority.size()), rest.end(), is_url_char)) {
        return wrong("holds a character that does not belong in a URL");
    }
    auto end = text.size();
    while (text[end - 1] == '/') --end;
    return std::string{scheme} + std::string{text.substr(scheme.size(), end - scheme.size())};
}

/// Without port and brackets.
std::string_view host_of(std::string_view url, std::string_view scheme) {
    const auto authority = url.substr(scheme.size(), url.find('/', scheme.size()) - scheme.size());
    if (authority.front() == '[') return authority.substr(1, authority.find(']') - 1);
    return authority.substr(0, authority.find(':'));
}

}  // namespace

Expected<std::string, std::string> read_https_url(std::string_view text, UrlQuery query) {
    if (!ascii::starts_with_ignoring_case(text, https))
        return wrong("must begin with `https://`: the client secret and the token travel on it");
    return read_url(https, text, query);
}

Expected<std::string, std::string> read_collector_url(std::string_view text) {
    if (ascii::starts_with_ignoring_case(text, https)) return read_url(https, text, UrlQuery::refused);
    if (!ascii::starts_with_ignoring_case(text, http))
        return wrong(
            "must begin with `https://`, or with `http://` for a collector on this machine or in a "
            "private network");
    auto url = read_url(http, text, UrlQuery::refused);
    if (url && address_kind(host_of(*url, http)) == AddressKind::elsewhere)
        return wrong(
            "must begin with `https://`: that address is neither this machine's nor of a private "
            "network");
    return url;
}

}  // namespace halogate::settings
