// SPDX-License-Identifier: MIT
#include "upstream/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/ascii.hpp"

namespace halogate::upstream {

Expected<Url, std::string> parse_https_url(std::string_view text) {
    const auto quoted = "\"" + std::string{text} + "\"";
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
    if (parsed.has_error()) return Unexpected{quoted + " is not a URL (expected https://host)"};
    const boost::urls::url_view view = parsed.value();
    if (!ascii::equal_ignoring_case(std::string{view.scheme()}, "https"))
        return Unexpected{quoted + " is not an https URL: a credential is never sent in plain"};
    if (view.has_userinfo() || view.has_fragment())
        return Unexpected{quoted + " holds a user name or a fragment, which has no place here"};
    Url url;
    url.origin.host = ascii::lowered(std::string{view.host_address()});
    if (url.origin.host.empty()) return Unexpected{quoted + " names no host"};
    if (view.has_port() && !view.port().empty()) {
        if (view.port_number() == 0) return Unexpected{quoted + " has a port that is none"};
        url.origin.port = view.port_number();
    }
    url.authority = ascii::lowered(std::string{view.encoded_host()});
    if (url.origin.port != 443) url.authority += ":" + std::to_string(url.origin.port);
    url.path = std::string{view.encoded_path()};
    while (!url.path.empty() && url.path.back() == '/') url.path.pop_back();
    url.query = std::string{view.encoded_query()};
    return url;
}

}  // namespace halogate::upstream
