// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/head.hpp"
#include "http/start_line.hpp"

namespace halogate::http {

/// Beast's parser, given a whole head that has passed HeadGate. It fills the line and the fields of `head`
/// with views into `bytes`; `head.body` must hold what the gate found, and false means that the parser read
/// the head differently from the gate: such a message must not be relayed. Throws nothing.
///
/// Beast sees heads alone and never a body, because its decoder of chunks in Boost 1.81 merges trailers into
/// the fields, accepts extensions with LF inside quotes, and sets no bound to either (see ChunkedBody).
[[nodiscard]] bool parse_request_head(std::string_view bytes, RequestHead& head) noexcept;
[[nodiscard]] bool parse_response_head(std::string_view bytes, const StartLine& start,
                                       ResponseHead& head) noexcept;

}  // namespace halogate::http
