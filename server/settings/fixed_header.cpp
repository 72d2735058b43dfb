// SPDX-License-Identifier: MIT
#include "settings/fixed_header.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {
namespace {

constexpr std::array<std::string_view, 18> reserved{
    "connection", "content-length", "content-type",     "content-encoding", "cookie",
    "expect",     "host",           "keep-alive",       "forwarded",        "proxy-authorization",
    "te",         "traceparent",    "proxy-connection", "tracestate",       "trailer",
    "upgrade",    "x-halo-api-key", "transfer-encoding"};
/// The token is put there.
constexpr std::array<std::string_view, 1> of_the_tenant{"authorization"};
/// Every batch carries these already.
constexpr std::array<std::string_view, 2> of_a_collector{"accept", "user-agent"};

bool holds(std::span<const std::string_view> names, std::string_view name) {
    return std::any_of(names.begin(), names.end(),
                       [&](auto known) { return ascii::equal_ignoring_case(name, known); });
}

bool is_ours(std::string_view name, HeaderFor whom) {
    if (holds(reserved, name)) return true;
    return whom == HeaderFor::tenant ? holds(of_the_tenant, name) : holds(of_a_collector, name);
}

}  // namespace

std::optional<std::string> fault_of_header(std::string_view name, HeaderFor whom) {
    if (!ascii::is_token(name)) return quoted(name) + " is no header name (RFC 9110, 5.1)";
    if (is_ours(name, whom)) return "header " + quoted(name) + " is set by halogate itself; leave it out";
    return std::nullopt;
}

}  // namespace halogate::settings
