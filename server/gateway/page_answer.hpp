// SPDX-License-Identifier: MIT
#pragma once

#include "http/head.hpp"

namespace halogate::gateway {

/// Whether a browser that opens this answer might run script in it: HTML, SVG and other XML, and whatever has
/// no type, or one that browsers look into. To the browser such a page would be the gateway's own and could
/// read all that callers can; it is sent on with `Content-Security-Policy: sandbox`, which takes scripts and
/// origin from it.
[[nodiscard]] bool may_run_as_page(const http::Fields& answer) noexcept;

}  // namespace halogate::gateway
