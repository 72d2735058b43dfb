// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "io/ssl_context.hpp"

namespace halogate::io {

/// The file of the system's store, which SSL_CERT_FILE may name.
[[nodiscard]] std::string system_authorities();

/// How we speak TLS to the tenant: certificate and name are always checked, and there is no switch to turn
/// that off. Keeps the newest session of each host, so that a new connection costs one round trip less.
/// Outlives its connections; reactor thread only.
class TlsContext {
public:
    struct Settings {
        std::string ca_file;              ///< PEM; empty: the system's store
        std::string ca_pem;               ///< trusted besides; for the built-in sandbox's certificate
        std::string min_version = "1.2";  ///< "1.2" or "1.3"

        friend bool operator==(const Settings&, const Settings&) = default;
    };
    /// Throws std::runtime_error that names the file and what is wrong with it.
    explicit TlsContext(const Settings& settings);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// A client's side of a connection: SNI and host name check for `server_name` (a DNS name or an IP
    /// address), resuming that host's session when there is one. Null when the check cannot be set up.
    [[nodiscard]] SslHandle client(const std::string& server_name);

private:
    friend struct SessionStore;
    SslContextHandle context_;
    std::map<std::string, std::unique_ptr<ssl_session_st, SslDeleter>, std::less<>> sessions_;
};

}  // namespace halogate::io
