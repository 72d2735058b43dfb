// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "http/fault.hpp"
#include "http/head.hpp"

namespace halogate::http {

/// What is kept of a first line; numbers only, because the bytes may move until the head is complete.
struct StartLine {
    unsigned minor_version = 1;
    // of a request
    Method method = Method::other;
    std::size_t method_size = 0;  ///< the line begins with it
    std::size_t target_size = 0;  ///< it stands one blank behind the method
    // of a response
    unsigned status = 0;
    std::size_t reason_at = 0;  ///< counted from where the line begins
    std::size_t reason_size = 0;
};

/// Methods are told apart by letter case (RFC 9110, 9.1): "get" is Method::other.
[[nodiscard]] Method to_method(std::string_view name) noexcept;

/// The longest method taken, in bytes.
inline constexpr std::size_t longest_method = 32;

/// `line` is without its CRLF. Takes a request line in origin-form only (RFC 9112, 3.2.1): method, one SP,
/// target, one SP, HTTP/1.0 or HTTP/1.1.
[[nodiscard]] Fault check_request_line(std::string_view line, std::size_t target_bytes,
                                       StartLine& start) noexcept;

/// `line` is without its CRLF. Takes a status line (RFC 9112, 4) with a status of 100 to 599; the reason may
/// be empty, and the blank before it may be missing as it is with many servers.
[[nodiscard]] Fault check_status_line(std::string_view line, StartLine& start) noexcept;

/// What can be said already of a first line that has not ended yet, so that a peer which speaks another
/// protocol is told so at once and does not run into a deadline.
[[nodiscard]] Fault check_unfinished_line(std::string_view line, Side side,
                                          std::size_t target_bytes) noexcept;

}  // namespace halogate::http
