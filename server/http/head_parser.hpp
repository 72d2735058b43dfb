// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "http/fault.hpp"
#include "http/framing.hpp"
#include "http/head.hpp"
#include "http/message_reader.hpp"
#include "http/start_line.hpp"

namespace halogate::http {

/// Reads a head and lets one exact form pass: lines end in CRLF, names are tokens with the colon behind them,
/// no line is folded, no control character stands anywhere. Each line is looked at once, however the bytes
/// arrive; nothing is kept of them but numbers, so that they may move between two calls.
///
/// Beast's parser, which accepts most of what is refused here, once read every head a second time and had to
/// agree; that cost a relayed request a tenth of its instructions. Now it is the tests that hold the two
/// together, and what it alone refused (a Connection that is no list) is refused here.
///
/// In a request a byte of 0x80 or above is refused everywhere; in an answer it may stand in values, since
/// real servers send UTF-8 file names there.
class HeadParser {
public:
    HeadParser(Side side, HeadLimits limits) noexcept;

    /// `bytes` only ever grows between calls. refused: fault() says why.
    [[nodiscard]] HeadStatus parse(std::string_view bytes);
    [[nodiscard]] Fault fault() const noexcept { return fault_; }

    /// After complete: where the head ends. Empty lines before a request line are skipped (RFC 9112, 2.2);
    /// before a status line they are refused.
    [[nodiscard]] std::size_t end() const noexcept { return line_; }
    [[nodiscard]] const StartLine& start_line() const noexcept { return start_; }
    [[nodiscard]] const Framing& framing() const noexcept { return framing_; }
    /// After complete: the line and the fields, as views into these bytes, which are those of the last
    /// parse().
    void fill(RequestHead& head, std::string_view bytes) const;
    void fill(ResponseHead& head, std::string_view bytes) const;

    /// Expects the next head at `from` of the bytes; the limit on bytes goes on counting from their
    /// beginning.
    void reset(std::size_t from) noexcept;

private:
    enum class Stage : std::uint8_t { start_line, field_lines, done };

    using Offset = std::uint32_t;
    /// Where a field stands in the bytes. Small, because every idle connection keeps room for some.
    struct Place {
        Offset name = 0;
        Offset name_size = 0;
        Offset value = 0;
        Offset value_size = 0;
    };

    /// `at` is where the line begins.
    [[nodiscard]] Fault take_line(std::string_view line, std::size_t at);
    [[nodiscard]] Fault take_start_line(std::string_view line) noexcept;
    [[nodiscard]] Fault take_field_line(std::string_view line, std::size_t at);
    void fill(Fields& fields, std::string_view bytes) const;
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
    std::vector<Place> fields_;
    StartLine start_;
    Framing framing_;
};

}  // namespace halogate::http
