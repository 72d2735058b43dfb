// SPDX-License-Identifier: MIT
#include "settings/tenant_header.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace halogate::settings {

bool is_reserved_header(std::string_view name) {
    constexpr std::array<std::string_view, 19> reserved{"authorization",
                                                        "connection",
                                                        "content-length",
                                                        "content-type",
                                                        "content-encoding",
                                                        "cookie",
                                                        "expect",
                                                        "host",
                                                        "keep-alive",
                                                        "forwarded",
                                                        "proxy-authorization",
                                                        "proxy-connection",
                                                        "te",
                                                        "traceparent",
                                                        "tracestate",
                                                        "trailer",
                                                        "transfer-encoding",
                                                        "upgrade",
                                                        "x-halo-api-key"};
    return std::any_of(reserved.begin(), reserved.end(),
                       [&](auto known) { return ascii::equal_ignoring_case(name, known); });
}

}  // namespace halogate::settings
