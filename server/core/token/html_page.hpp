// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::token {

/// Whether an answer is a page for people where JSON was asked for: a portal, a proxy's error, another
/// product. The body counts as well as the Content-Type, which is often wrong on error pages.
[[nodiscard]] bool is_html_page(std::string_view content_type, std::string_view body) noexcept;

}  // namespace halogate::token
