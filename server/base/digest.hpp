// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halogate {

/// A SHA-256 digest, or an HMAC made with it: 32 bytes.
using Digest = std::array<std::uint8_t, 32>;

/// FIPS 180-4. Throws std::runtime_error when the library has no SHA-256: then nothing can be secured.
[[nodiscard]] Digest sha256(std::string_view bytes);
/// RFC 2104 with SHA-256; throws as sha256 does.
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view message);

/// Equal bytes, in a time that depends on nothing.
[[nodiscard]] bool equal_in_constant_time(const Digest& a, const Digest& b) noexcept;

/// The bytes as they are, for what takes text; lives as long as the digest.
[[nodiscard]] std::string_view as_bytes(const Digest& digest) noexcept;
/// 64 digits in lower case.
[[nodiscard]] std::string to_hex(const Digest& digest);
/// Nothing unless the text is 64 hexadecimal digits, in either case.
[[nodiscard]] std::optional<Digest> digest_from_hex(std::string_view text) noexcept;

}  // namespace halogate
