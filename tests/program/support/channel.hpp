// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace halogate::program {

/// A blocking connection. No call takes longer than patience.
class Channel {
public:
    virtual ~Channel() = default;

    /// False when the peer does not take any more.
    virtual bool send(std::string_view bytes) = 0;
    /// Appends what has come; false at the end, a reset included. Throws when nothing comes in time.
    virtual bool receive(std::string& bytes) = 0;
    /// No more will be sent; what comes can still be read.
    virtual void finish_sending() = 0;
};

/// Throws when nobody listens there.
[[nodiscard]] std::unique_ptr<Channel> connect_tcp(std::uint16_t port);
[[nodiscard]] std::unique_ptr<Channel> connect_unix(const std::string& path);
/// How a caller speaks TLS. All are paths of PEM files.
struct TlsCaller {
    std::string ca_file;           ///< who must vouch for the other side's certificate
    std::string certificate = {};  ///< what we show
    std::string key = {};
    int newest_version = 0;  ///< TLS1_1_VERSION, …; 0: whatever there is
};
/// Throws when no connection can be agreed. In TLS 1.3 a refusal of what we show comes after that, as an end.
[[nodiscard]] std::unique_ptr<Channel> connect_tls(std::uint16_t port, const TlsCaller& caller);

/// Whether a connection to this port is refused.
[[nodiscard]] bool nobody_listens(std::uint16_t port);

}  // namespace halogate::program
