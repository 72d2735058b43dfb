// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "program/support/gateway.hpp"

namespace halogate::program {

/// A request that no rule of `attacked` allows: hidden in what is smuggled and sent behind it, it must never
/// be answered by the tenant. Its number occurs nowhere else.
inline constexpr std::string_view sentinel_mark = "424242";
inline constexpr std::string_view sentinel = "DELETE /api/Client/424242 HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Callers may do anything with tickets and nothing else.
[[nodiscard]] GatewayPlan attacked();

/// Bytes that the tenant must not be asked by.
struct RawCase {
    const char* what;
    std::string bytes;
};

/// How many answers stand in these bytes.
[[nodiscard]] std::size_t answers_in(std::string bytes);

/// The tenant's records hold no request for the sentinel's target.
void expect_sentinel_never_arrived(Gateway& gateway);

/// Each case, with the sentinel behind it in the same bytes, is refused with one answer of the gateway and
/// the close; the tenant is asked nothing, and another caller is served as ever.
void expect_all_refused(const std::vector<RawCase>& cases);

/// Each case is a request that is served; the sentinel behind it, on the same connection, is refused.
void expect_served_and_sentinel_refused(const std::vector<RawCase>& cases);

}  // namespace halogate::program
