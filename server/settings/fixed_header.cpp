// SPDX-License-Identifier: MIT
#include "settings/fixed_header.hpp"

#include "base/ascii.hpp"
#include "base/name_set.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {
namespace {

constexpr auto reserved =
    name_set("connection", "content-length", "content-type", "content-encoding", "cookie", "expect", "host",
             "keep-alive", "forwarded", "proxy-authorization", "te", "traceparent", "proxy-connection",
             "tracestate", "trailer", "upgrade", "x-halo-api-key", "transfer-encoding");
/// The token is put there.
constexpr auto of_the_tenant = name_set("authorization");
/// Every batch carries these already.
constexpr auto of_a_collector = name_set("accept", "user-agent");

bool is_ours(std::string_view name, HeaderFor whom) {
    if (reserved.contains(name)) return true;
    return whom == HeaderFor::tenant ? of_the_tenant.contains(name) : of_a_collector.contains(name);
}

}  // namespace

std::optional<std::string> fault_of_header(std::string_view name, HeaderFor whom) {
    if (!ascii::is_token(name)) return quoted(name) + " is no header name (RFC 9110, 5.1)";
    if (is_ours(name, whom)) return "header " + quoted(name) + " is set by halogate itself; leave it out";
    return std::nullopt;
}

}  // namespace halogate::settings
