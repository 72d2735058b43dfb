// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "http/fault.hpp"
#include "http/framing.hpp"
#include "http/head.hpp"
#include "http/message_reader.hpp"
#include "http/start_line.hpp"

namespace halogate::http {

/// Looks at the raw bytes of a head before any parser does and lets one exact form pass: lines end in CRLF,
/// names are tokens with the colon behind them, no line is folded, no control character stands anywhere.
/// Beast 1.81 accepts most of what is refused here. Each line is looked at once, however the bytes arrive;
/// nothing is kept of them but numbers, so that they may move between two calls. Allocates nothing.
///
/// In a request a byte of 0x80 or above is refused everywhere; in an answer it may stand in values, since
/// real servers send UTF-8 file names there.
class HeadGate {
public:
    HeadGate(Side side, HeadLimits limits) noexcept : side_{side}, limits_{limits} {}

    /// `bytes` only ever grows between calls. refused: fault() says why.
    [[nodiscard]] HeadStatus check(std::string_view bytes) noexcept;
    [[nodiscard]] Fault fault() const noexcept { return fault_; }

    /// After complete: the head is [begin, end) of the bytes. Empty lines before a request line are left out
    /// of it (RFC 9112, 2.2); before a status line they are refused.
    [[nodiscard]] std::size_t begin() const noexcept { return begin_; }
    [[nodiscard]] std::size_t end() const noexcept { return line_; }
    [[nodiscard]] const StartLine& start_line() const noexcept { return start_; }
    [[nodiscard]] const Framing& framing() const noexcept { return framing_; }
    [[nodiscard]] std::size_t fields() const noexcept { return fields_; }

    /// Expects the next head at `from` of the bytes; the limit on bytes goes on counting from their
    /// beginning.
    void reset(std::size_t from) noexcept;

private:
    enum class Stage : std::uint8_t { start_line, field_lines, done };

    [[nodiscard]] Fault take_line(std::string_view line) noexcept;
    [[nodiscard]] Fault take_start_line(std::string_view line) noexcept;
    [[nodiscard]] Fault take_field_line(std::string_view line) noexcept;
    [[nodiscard]] Fault take_end() noexcept;
    [[nodiscard]] Fault judge_unfinished(std::string_view bytes) const noexcept;
    [[nodiscard]] Fault too_large() const noexcept;
    [[nodiscard]] HeadStatus refuse(Fault fault) noexcept;

    Side side_;
    HeadLimits limits_;
    Stage stage_ = Stage::start_line;
    Fault fault_ = Fault::none;
    std::size_t begin_ = 0;    ///< where the start line begins
    std::size_t line_ = 0;     ///< where the line begins that is being read
    std::size_t scanned_ = 0;  ///< up to here there is no LF behind line_
    std::size_t fields_ = 0;
    StartLine start_;
    Framing framing_;
};

}  // namespace halogate::http
