// SPDX-License-Identifier: MIT
#include "upstream/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <cstdint>

#include "base/ascii.hpp"

namespace halogate::upstream {

namespace {

struct Scheme {
    std::string_view name;
    std::uint16_t port;
    std::string_view why;  ///< another will not do
};
constexpr Scheme https{"https", 443, ": a credential is never sent in plain"};
constexpr Scheme http{"http", 80, ""};

Expected<Url, std::string> parse(std::string_view text, const Scheme& scheme) {
    const auto quoted = "\"" + std::string{text} + "\"";
    const std::string name{scheme.name};
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
    if (parsed.has_error()) return Unexpected{quoted + " is not a URL (expected " + name + "://host)"};
    const boost::urls::url_view view = parsed.value();
    if (!ascii::equal_ignoring_case(std::string{view.scheme()}, name))
        return Unexpected{quoted + " is not an " + name + " URL" + std::string{scheme.why}};
    if (view.has_userinfo() || view.has_fragment())
        return Unexpected{quoted + " holds a user name or a fragment, which has no place here"};
    Url url;
    url.origin.port = scheme.port;
    url.origin.host = ascii::lowered(std::string{view.host_address()});
    if (url.origin.host.empty()) return Unexpected{quoted + " names no host"};
    if (view.has_port() && !view.port().empty()) {
        if (view.port_number() == 0) return Unexpected{quoted + " has a port that is none"};
        url.origin.port = view.port_number();
    }
    url.authority = ascii::lowered(std::string{view.encoded_host()});
    if (url.origin.port != scheme.port) url.authority += ":" + std::to_string(url.origin.port);
    url.path = std::string{view.encoded_path()};
    while (!url.path.empty() && url.path.back() == '/') url.path.pop_back();
    url.query = std::string{view.encoded_query()};
    return url;
}

}  // namespace

Expected<Url, std::string> parse_https_url(std::string_view text) {
    return parse(text, https);
}

Expected<Url, std::string> parse_http_url(std::string_view text) {
    return parse(text, http);
}

}  // namespace halogate::upstream
