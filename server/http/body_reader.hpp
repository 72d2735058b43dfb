// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/chunked_body.hpp"
#include "http/fault.hpp"
#include "http/head.hpp"
#include "http/message_reader.hpp"

namespace halogate::http {

/// Cuts the body of one message out of the bytes behind its head, whichever way its end is found. Never takes
/// a byte that belongs to the next message. After a refusal it takes nothing more until start().
class BodyReader {
public:
    explicit BodyReader(Side side) noexcept : side_{side}, chunks_{side} {}

    void start(BodyFraming framing) noexcept;
    [[nodiscard]] BodyPiece read(std::string_view bytes);
    [[nodiscard]] bool finished() const noexcept { return finished_; }
    [[nodiscard]] Fault fault() const noexcept { return fault_; }
    /// The peer sent its last byte. True when the body is whole.
    [[nodiscard]] bool end_of_stream() noexcept;

private:
    [[nodiscard]] BodyPiece read_length(std::string_view bytes) noexcept;
    [[nodiscard]] BodyPiece read_chunks(std::string_view bytes) noexcept;
    [[nodiscard]] BodyPiece refuse() const;

    Side side_;
    BodyFraming::Kind kind_ = BodyFraming::Kind::none;
    Fault fault_ = Fault::none;
    bool finished_ = true;
    std::uint64_t left_ = 0;  ///< bytes still to come, for Kind::length
    ChunkedBody chunks_;
};

}  // namespace halogate::http
