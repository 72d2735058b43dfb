// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>

#include "gateway/call.hpp"
#include "gateway/inbox.hpp"
#include "gateway/services.hpp"
#include "http/message_reader.hpp"
#include "io/byte_stream.hpp"

namespace halogate::gateway {

/// One caller's connection: one call after the other until one of these ends it: the caller closes; it is
/// silent for too long; its bytes are no HTTP that we take; an answer says `Connection: close`; the gateway
/// drains.
class Session {
public:
    Session(Services& services, const ListenerProfile& listener, std::unique_ptr<io::ByteStream> caller);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Comes before run(), and has as long as the head of a request.
    [[nodiscard]] io::Task<Expected<void, io::HandshakeError>> handshake() {
        return caller_->handshake(services_.alarms.now() + services_.settings.head_timeout);
    }
    [[nodiscard]] io::Task<void> run();
    [[nodiscard]] const std::string& peer() const noexcept { return caller_->peer(); }

    /// Finish the call in hand and take no other; at once when there is none.
    void drain() noexcept;
    /// Give up whatever is in hand.
    void abort() noexcept { caller_->close(); }

private:
    /// Why reading a head ended.
    enum class Next { call, refused, over };
    [[nodiscard]] io::Task<Next> read_head();
    /// True when the connection may carry another call.
    [[nodiscard]] io::Task<bool> serve();
    [[nodiscard]] io::Task<void> refuse_head();
    /// Lets the caller read our last answer: closing with unread bytes would reset the connection under it.
    [[nodiscard]] io::Task<void> linger();
    void record(Call& call);

    Services& services_;
    const ListenerProfile& listener_;
    std::unique_ptr<io::ByteStream> caller_;
    http::RequestReader reader_;
    Inbox inbox_;
    bool in_call_ = false;
    bool draining_ = false;
};

}  // namespace halogate::gateway
