// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/fault.hpp"

namespace halogate::http {

/// Takes a chunked body apart (RFC 9112, 7.1), stricter than the RFC: no chunk extensions, 1 to 16
/// hexadecimal digits, CRLF and nothing else between them. Trailers are checked, dropped, and bounded; one
/// that says where a body ends is refused, since there are readers that heed it (RFC 9110, 6.5.1 forbids it).
///
/// It stands in for Beast's decoder because that one (Boost 1.81) takes an extension with an LF inside quotes
/// and extensions of any size, merges trailers into fields that were checked before, and throws on large
/// ones. This one is a state machine over single bytes, so that it holds nothing back and needs no buffer,
/// and every split of the bytes gives the same result.
class ChunkedBody {
public:
    static constexpr std::size_t most_digits = 16;
    static constexpr std::size_t most_trailer_bytes = std::size_t{16} * 1024;
    static constexpr std::size_t longest_framing_name = std::string_view{"transfer-encoding"}.size();

    struct Progress {
        std::size_t consumed = 0;
        std::string_view data;  ///< the one piece of content found; a view into the given bytes
        bool complete = false;
        Fault fault = Fault::none;  ///< then nothing else of this counts
    };

    explicit ChunkedBody(Side side) noexcept : side_{side} {}

    /// Consumes framing and at most one run of content, and the framing behind it as far as it is there.
    [[nodiscard]] Progress read(std::string_view bytes) noexcept;
    [[nodiscard]] bool complete() const noexcept { return state_ == State::complete; }
    void reset() noexcept { *this = ChunkedBody{side_}; }

private:
    enum class State : std::uint8_t {
        size,
        size_line_feed,
        content,
        content_return,
        content_line_feed,
        trailer_start,
        trailer_name,
        trailer_value,
        trailer_line_feed,
        last_line_feed,
        complete
    };

    [[nodiscard]] Fault step(char c) noexcept;
    [[nodiscard]] Fault step_size(char c) noexcept;
    [[nodiscard]] Fault step_trailer(char c) noexcept;
    [[nodiscard]] Fault step_trailer_name(char c) noexcept;
    [[nodiscard]] bool names_framing() const noexcept;
    [[nodiscard]] Fault expect(char wanted, char c, State next, Fault fault) noexcept;

    Side side_;
    State state_ = State::size;
    std::uint64_t left_ = 0;  ///< bytes of the chunk still to come
    std::size_t digits_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::array<char, longest_framing_name> trailer_name_{};  ///< in lower case, as far as it fits
    std::size_t trailer_name_size_ = 0;                      ///< of the whole name
};

}  // namespace halogate::http
