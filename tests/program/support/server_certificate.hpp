// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

namespace halogate::program {

/// An OpenSSL SSL_CTX for a server on 127.0.0.1 with a new certificate, which is written to `ca_file` for
/// those that are to trust it.
[[nodiscard]] std::shared_ptr<void> make_server_tls(const std::string& ca_file);

}  // namespace halogate::program
