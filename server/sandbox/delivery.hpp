// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sandbox/fault_rule.hpp"
#include "sandbox/message.hpp"

namespace halogate::sandbox {

/// What becomes of the connection after the answer.
enum class Ending {
    keep,     ///< the next request may come
    close,    ///< TLS and TCP are closed in good order
    reset,    ///< TCP is reset
    silence,  ///< nothing more is ever said; it ends when the caller hangs up
};

/// Does the peer want to keep the connection (RFC 9112, 9.3)?
enum class Persistence { keep_alive, close };

/// The bytes of an answer and how they leave. A plan only: the session carries it out.
struct Delivery {
    std::string head;                    ///< empty: nothing is sent at all
    std::string body;                    ///< sent after the head as it is
    std::optional<StreamedBody> stream;  ///< or a body made while it is sent
    bool last_chunk = true;              ///< a chunked stream is ended properly
    bool slow_head = false;              ///< the head byte by byte
    bool slow_body = false;              ///< the body byte by byte
    Duration pause = Duration::zero();   ///< between two slow bytes; before a close
    Ending ending = Ending::keep;
};

/// An answer as HTTP/1.1 bytes, spoiled as the fault says. To HEAD goes the same head and no body.
[[nodiscard]] Delivery plan_delivery(Answer answer, const std::optional<FaultRule>& fault,
                                     std::string_view method, Persistence persistence, WallTime wall);

/// RFC 9112, 7.1: one chunk around these bytes.
[[nodiscard]] std::string chunk_of(std::string_view bytes);

/// The bytes of a streamed body: a…z over and over, so that any part of it can be checked. The block is as
/// long as fits a TLS record and begins anew with every block.
[[nodiscard]] std::string stream_block();

}  // namespace halogate::sandbox
