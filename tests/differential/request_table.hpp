// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace halogate::test {

/// The request behind every case: it must be found there, whole, or not at all.
inline const std::string sentinel = "GET /sentinel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Every variant of framing (good ones and the attack table's) with every method that is served, and then
/// `drawn` further requests: each a method, a target, a version, fields, and a framing, all drawn with a
/// fixed seed, some of them damaged. All are followed by the sentinel.
[[nodiscard]] std::vector<std::string> request_table(std::size_t drawn);

}  // namespace halogate::test
