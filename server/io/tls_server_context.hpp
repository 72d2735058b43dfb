// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "io/ssl_context.hpp"

namespace halogate::io {

/// How we speak TLS to callers: TLS 1.2 or newer, forward secrecy and authenticated ciphers only, our order
/// of preference, `http/1.1` by ALPN (RFC 7301). Connections keep what they began with, so that it may be
/// reloaded or destroyed under them. Reactor thread only.
class TlsServerContext {
public:
    /// Whether callers show a certificate. One that is shown must be good in any case.
    enum class ClientCertificates : std::uint8_t { none, optional, required };
    struct Settings {
        std::string certificate;  ///< path of a PEM file: ours first, then what is between it and the root
        std::string key;          ///< path of the PEM file of its private key, without a passphrase
        std::string client_ca;    ///< path of the PEM file of who vouches for callers
        ClientCertificates client_certificates = ClientCertificates::none;
    };
    /// Which file is wrong and how, as the end of a sentence that says what to do.
    struct Fault {
        enum class File : std::uint8_t { certificate, key, client_ca };
        File file = File::certificate;
        std::string detail;
    };
    [[nodiscard]] static Expected<TlsServerContext, Fault> load(Settings settings);

    /// Reads all files again, for connections that come from now on. After a fault everything is as before.
    [[nodiscard]] Expected<void, Fault> reload();

    /// The server's end of a connection; null when memory is short.
    [[nodiscard]] SslHandle server();

    /// When the certificate in force is good.
    struct Validity {
        WallTime from;
        WallTime until;
    };
    [[nodiscard]] Validity validity() const;

private:
    TlsServerContext(Settings settings, SslContextHandle context)
        : settings_{std::move(settings)}, context_{std::move(context)} {}

    Settings settings_;
    SslContextHandle context_;
};

}  // namespace halogate::io
