// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/expected.hpp"

namespace halogate::idempotency {

inline constexpr std::size_t longest_key = 255;

/// The key in an Idempotency-Key field (draft-ietf-httpapi-idempotency-key-header): a string as RFC 8941,
/// 3.3.3 has it, or, as most clients send it, the bare text. Both forms of one text are the same key. No
/// parameters; 1 to 255 visible characters. The error is one sentence for the caller.
[[nodiscard]] Expected<std::string, std::string> parse_idempotency_key(std::string_view value);

/// What a request with a key must have in common with the first one.
[[nodiscard]] Digest fingerprint(std::string_view method, std::string_view target, std::string_view body);

}  // namespace halogate::idempotency
