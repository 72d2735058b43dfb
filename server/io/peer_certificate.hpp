// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

struct ssl_st;

namespace halogate::io {

/// The subject alternative names of the client at the other end: DNS names in lower case, URIs and mail
/// addresses as they stand in its certificate. Empty when it showed none, when nobody whom we trust vouches
/// for it, or when it is no certificate for a client (RFC 5280, 4.2.1.12). The common name is no name here.
[[nodiscard]] std::vector<std::string> names_of_verified_client(const ssl_st* connection);

}  // namespace halogate::io
