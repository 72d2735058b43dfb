// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "program/support/temporary_folder.hpp"

namespace halogate::program {

/// What a raw tenant sends, byte for byte, and what becomes of the connection then.
struct RawReply {
    enum class Then { keep, close };
    std::string bytes;
    Then then = Then::keep;
};

/// A well-formed answer with a Content-Length.
[[nodiscard]] std::string raw_answer(std::string_view body, std::string_view fields = {},
                                     std::string_view status = "200 OK");
/// The token endpoint's usual answer.
[[nodiscard]] std::string raw_token(std::string_view access_token);

/// A tenant over TLS whose answers are given byte for byte: what a broken or hostile server could send.
/// Without a rule it has no authinfo (404), issues `raw-token`, and answers anything else with its own
/// request line as JSON, so that a body that comes to the wrong caller shows. It keeps the bytes of every
/// request.
class RawTenant {
public:
    RawTenant();
    ~RawTenant();
    RawTenant(const RawTenant&) = delete;
    RawTenant& operator=(const RawTenant&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string ca_file() const { return folder_.file("ca.pem"); }

    /// From now on requests whose bytes begin with `match` get this; the longest match counts.
    void answer(const std::string& match, RawReply reply);
    void forget_answers();
    /// Sends these bytes on every open connection, unasked; they have arrived when it returns.
    void push(std::string_view bytes);

    /// Ends every open connection.
    void hang_up();

    struct Seen {
        std::size_t connection = 0;  ///< counted from 1
        std::string bytes;           ///< head and body as they came
    };
    /// Requests whose bytes begin with `match`, in order.
    [[nodiscard]] std::vector<Seen> seen(std::string_view match = {}) const;
    /// Everything that ever came, to be searched.
    [[nodiscard]] std::string all_bytes() const;
    [[nodiscard]] std::size_t connections() const;

private:
    class Connection;
    void accept_all();
    [[nodiscard]] RawReply reply_to(const std::string& request) const;
    void record(std::size_t connection, const std::string& request);

    TemporaryFolder folder_;
    std::shared_ptr<void> tls_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, RawReply> replies_;
    std::vector<Seen> seen_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::thread acceptor_;
};

}  // namespace halogate::program
