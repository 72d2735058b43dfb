// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::token {

/// The answer of GET /api/authinfo. It is the network's word: both may be shown, neither is trusted.
struct AuthInfo {
    std::string auth_url;  ///< as it was given, e.g. https://x.halopsa.com/auth; visible ASCII, at most 2 KiB
    std::string tenant_id;  ///< without control characters, at most 100 bytes; may be empty
};
/// The error is one sentence for people.
[[nodiscard]] Expected<AuthInfo, std::string> parse_authinfo(unsigned status, std::string_view content_type,
                                                             std::string_view body);

/// Where the secret may be sent: https, and the tenant's own host or its domain (x.halopsa.com and
/// uk-trial.halopsa.com share one), on any port. The domain is the base host without its first label; it
/// counts only if not everybody can register names in it (co.uk, azurewebsites.net). For addresses and single
/// names only the same host will do. User information, query, fragment and anything but visible ASCII are
/// refused. Returns the token URL (auth_url + "/token") or a sentence that says why not and names the setting
/// `token_url`.
[[nodiscard]] Expected<std::string, std::string> token_url_from(const AuthInfo& info,
                                                                std::string_view base_url);

}  // namespace halogate::token
