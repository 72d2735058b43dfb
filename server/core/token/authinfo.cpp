// SPDX-License-Identifier: MIT
#include "core/token/authinfo.hpp"

#include <algorithm>
#include <cmath>

#include "base/ascii.hpp"
#include "core/token/flat_object.hpp"
#include "core/token/host_kinship.hpp"
#include "core/token/html_page.hpp"
#include "core/token/quotation.hpp"

namespace halogate::token {

namespace {

constexpr std::size_t longest_url = 2048;
constexpr std::size_t longest_quote = 100;

struct HttpsUrl {
    std::string host;  ///< lower case; an IPv6 address in its brackets
    std::string port;  ///< with its ':'; may be empty
    std::string path;  ///< without '/' at its end
};

bool is_visible(char c) noexcept {
    return c > ' ' && c < '\x7F';
}

bool is_host(std::string_view host) noexcept {
    const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (is_bracketed) host = host.substr(1, host.size() - 2);
    const auto fits = [&](char c) {
        if (is_bracketed) {
            return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'f') || c == ':' ||
                   c == '.';
        }
        return ascii::is_digit(c) || ascii::is_alpha(c) || c == '-' || c == '.';
    };
    return !host.empty() && std::all_of(host.begin(), host.end(), fits) && host.front() != '.' &&
           host.back() != '.' && host.find("..") == std::string_view::npos;
}

bool is_port(std::string_view port) noexcept {
    if (port.empty()) return true;
    const auto number = ascii::to_unsigned(port.substr(1));
    return number && *number > 0 && *number < 65536;
}

/// Takes an https URL apart and refuses whatever two parsers could read differently. The error is a clause.
Expected<HttpsUrl, std::string> parse_url(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (url.empty() || url.size() > longest_url) return Unexpected{std::string{"is empty or too long"}};
    if (!std::all_of(url.begin(), url.end(), is_visible) || url.find_first_of("\\\"<>^`{|}") != url.npos) {
        return Unexpected{std::string{"holds characters that do not belong in a URL"}};
    }
    if (!ascii::starts_with_ignoring_case(url, scheme)) return Unexpected{std::string{"is not https"}};
    url.remove_prefix(scheme.size());
    if (url.find_first_of("?#") != url.npos) return Unexpected{std::string{"has a query or a fragment"}};
    const auto authority = url.substr(0, url.find('/'));
    auto path = url.substr(authority.size());
    if (authority.find('@') != authority.npos) return Unexpected{std::string{"holds user information"}};
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    const auto host = authority.substr(0, colon);
    const auto port = colon == authority.npos ? std::string_view{} : authority.substr(colon);
    if (!is_host(host) || !is_port(port)) return Unexpected{std::string{"has no valid host and port"}};
    while (path.ends_with('/')) path.remove_suffix(1);
    return HttpsUrl{.host = ascii::lowered(host), .port = std::string{port}, .path = std::string{path}};
}

std::string tenant_id_of(const FlatObject& object) {
    if (const auto* text = object.text("tenant_id")) return quotable(*text, longest_quote);
    const auto number = object.number("tenant_id");
    const bool is_whole = number && *number >= 0 && *number < 1e15 && std::floor(*number) == *number;
    return is_whole ? std::to_string(static_cast<std::int64_t>(*number)) : std::string{};
}

}  // namespace

Expected<AuthInfo, std::string> parse_authinfo(unsigned status, std::string_view content_type,
                                               std::string_view body) {
    const auto answered = "GET /api/authinfo was answered HTTP " + std::to_string(status);
    if (status == 500) {
        return Unexpected{answered + ": HaloPSA does so for a host that is no tenant; check base_url"};
    }
    if (status != 200) return Unexpected{answered + ": base_url does not look like a HaloPSA API"};
    if (is_html_page(content_type, body)) {
        return Unexpected{answered + " with an HTML page: base_url does not look like a HaloPSA API"};
    }
    const auto object = FlatObject::parse(body);
    if (!object) return Unexpected{answered + ", but not with a JSON object; set token_url"};
    const auto* auth_url = object->text("auth_url");
    if (!auth_url || auth_url->empty()) {
        return Unexpected{answered + ", but without an auth_url; set token_url"};
    }
    if (auth_url->size() > longest_url || !std::all_of(auth_url->begin(), auth_url->end(), is_visible)) {
        return Unexpected{answered + ", but with an auth_url that is no URL; set token_url"};
    }
    return AuthInfo{.auth_url = *auth_url, .tenant_id = tenant_id_of(*object)};
}

Expected<std::string, std::string> token_url_from(const AuthInfo& info, std::string_view base_url) {
    const auto shown = "the tenant's auth_url " + quotable(info.auth_url, longest_quote);
    const std::string advice = "; the client secret is not sent there: set token_url if it is right";
    const auto base = parse_url(base_url);
    if (!base) return Unexpected{"base_url " + base.error() + ": set it and token_url by hand"};
    const auto auth = parse_url(info.auth_url);
    if (!auth) return Unexpected{shown + " " + auth.error() + advice};
    if (!are_akin(base->host, auth->host)) {
        return Unexpected{shown + " is neither on base_url's host nor in its domain" + advice};
    }
    return "https://" + auth->host + auth->port + auth->path + "/token";
}

}  // namespace halogate::token
