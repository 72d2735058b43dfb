// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <string>

#include "gateway/call.hpp"
#include "gateway/entrance.hpp"
#include "gateway/inbox.hpp"
#include "http/message_reader.hpp"
#include "io/byte_stream.hpp"

namespace halogate::gateway {

/// One caller's connection: one call after the other until one of these ends it: the caller closes; it is
/// silent for too long; its bytes are no HTTP that we take; an answer says `Connection: close`; the gateway
/// drains.
class Session {
public:
    Session(std::shared_ptr<const Entrance> entrance, std::unique_ptr<io::ByteStream> caller);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Comes before run(), and has as long as the head of a request.
    [[nodiscard]] io::Task<Expected<void, io::HandshakeError>> handshake() {
        return caller_->handshake(in_force().alarms.now() + in_force().settings.head_timeout);
    }
    [[nodiscard]] io::Task<void> run();
    [[nodiscard]] const std::string& peer() const noexcept { return caller_->peer(); }

    [[nodiscard]] const Entrance& entrance() const noexcept { return *entrance_; }
    /// "GET /api/Tickets of anonymous, for 1250 ms"; empty when there is none.
    [[nodiscard]] std::string call_in_hand() const;

    /// The call in hand is the last one; where there is none, the next, if it comes before end_idle().
    void drain() noexcept;
    /// No request has come yet.
    [[nodiscard]] bool is_newcomer() const noexcept { return is_newcomer_; }
    /// After drain(): closes a connection on which no request has begun.
    void end_idle() noexcept;
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
    [[nodiscard]] const Services& in_force() const noexcept { return *entrance_->services; }
    /// For the next head, with the bounds that are in force.
    void reset_reader();

    std::shared_ptr<const Entrance> entrance_;
    std::unique_ptr<io::ByteStream> caller_;
    http::HeadLimits head_limits_;  ///< of reader_
    http::RequestReader reader_;
    Inbox inbox_;
    Call* call_ = nullptr;  ///< in hand
    bool busy_ = false;     ///< a request has begun
    bool is_newcomer_ = true;
    bool draining_ = false;
    bool leaving_ = false;  ///< and nobody is waited for any more
};

}  // namespace halogate::gateway
