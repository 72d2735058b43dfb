// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "http/fault.hpp"
#include "http/head.hpp"

namespace halogate::http {

/// The few fields that decide where a message ends and what becomes of its connection. What two readers could
/// understand differently is refused (RFC 9112, 6.3 and 11.2): two lengths, a length beside a coding, any
/// coding but chunked, a coding in HTTP/1.0, a Connection that is no list of tokens, no Host or two.
class Framing {
public:
    void reset() noexcept { *this = Framing{}; }
    /// One field line: its name in any letter case, its value without white space at the ends.
    void note(std::string_view name, std::string_view value) noexcept;

    [[nodiscard]] Fault judge_request(unsigned minor_version) const noexcept;
    [[nodiscard]] Fault judge_response(unsigned minor_version) const noexcept;

    /// After a judgement of Fault::none.
    [[nodiscard]] BodyFraming request_body() const noexcept;
    /// An answer to HEAD, 1xx, 204 and 304 have no body, whatever the fields say (RFC 9112, 6.3).
    [[nodiscard]] BodyFraming response_body(unsigned status, Method request) const noexcept;
    /// RFC 9112, 9.3: `close` wins; HTTP/1.0 has to ask for it.
    [[nodiscard]] bool keep_alive(unsigned minor_version) const noexcept;
    /// An expectation in HTTP/1.0 is not heeded (RFC 9110, 10.1.1).
    [[nodiscard]] bool expects_continue(unsigned minor_version) const noexcept;
    /// Whether the fields announce at least one byte of body.
    [[nodiscard]] bool announces_body() const noexcept { return codings_ > 0 || length_ > 0; }

private:
    void note_length(std::string_view value) noexcept;
    void note_connection(std::string_view value) noexcept;
    /// A list of tokens (RFC 9110, 7.6.1).
    void check_connection(std::string_view value) noexcept;
    [[nodiscard]] Fault judge_body(unsigned minor_version) const noexcept;
    [[nodiscard]] BodyFraming announced(BodyFraming::Kind otherwise) const noexcept;

    std::uint64_t length_ = 0;
    // A head has fewer fields than its limit on bytes, so that these cannot run over.
    std::uint32_t hosts_ = 0;
    std::uint32_t lengths_ = 0;
    std::uint32_t codings_ = 0;
    bool length_malformed_ = false;
    bool coding_unknown_ = false;
    bool connection_malformed_ = false;
    bool expects_continue_ = false;
    bool expectation_unknown_ = false;
    bool close_ = false;
    bool keep_alive_ = false;
};

}  // namespace halogate::http
