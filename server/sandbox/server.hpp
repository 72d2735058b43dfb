// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "sandbox/options.hpp"

namespace boost::asio {
class io_context;
}

namespace halogate::sandbox {

struct Shared;

/// A simulated HaloPSA tenant behind TLS, for trying the gateway and for tests. It shares no code with the
/// gateway, so that neither can hide the other's faults. It runs on the io_context that it is given, has no
/// thread of its own, and must not outlive that io_context.
class Server {
public:
    /// Makes the key and the certificate; opens nothing yet. Throws std::runtime_error when a name or the
    /// address to listen on is none.
    Server(boost::asio::io_context& io, Options options);
    /// stop().
    ~Server();

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Listens and writes the certificate to Options::ca_out. Throws std::runtime_error when the address is
    /// none or taken, or the file cannot be written.
    void start();
    /// Closes the listener and every connection. The coroutines end the next time the io_context runs.
    void stop();

    /// "https://127.0.0.1:4443", with the port that is really open. After start().
    [[nodiscard]] std::string base_url() const;
    /// What a caller has to trust, as PEM.
    [[nodiscard]] const std::string& certificate_pem() const;

private:
    std::shared_ptr<Shared> shared_;
};

}  // namespace halogate::sandbox
