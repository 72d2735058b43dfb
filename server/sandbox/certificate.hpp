// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"

namespace halogate::sandbox {

/// A key and a certificate that vouches for itself, both PEM.
struct Certificate {
    std::string certificate_pem;
    std::string private_key_pem;
};

/// EC P-256, made anew at every start and valid for 90 days, for 127.0.0.1, ::1, localhost and `names` (DNS
/// names, or addresses written as numbers). Whoever shall trust it gets certificate_pem as its CA file.
/// Throws std::runtime_error when OpenSSL fails or a name is none.
[[nodiscard]] Certificate self_signed_certificate(const std::vector<std::string>& names, WallTime now);

}  // namespace halogate::sandbox
