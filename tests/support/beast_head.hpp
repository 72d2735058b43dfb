// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "http/head.hpp"

namespace halogate::test {

/// Nothing, or how Beast's parser reads a head otherwise than RequestReader or ResponseReader did, which took
/// it: `bytes` are all of the head and nothing else, `head` is what they made of it.
///
/// It sees heads alone and never a body, because its decoder of chunks in Boost 1.81 accepts what ours
/// refuses.
[[nodiscard]] std::string beast_differs(std::string_view bytes, const http::RequestHead& head);
[[nodiscard]] std::string beast_differs(std::string_view bytes, const http::ResponseHead& head);

}  // namespace halogate::test
