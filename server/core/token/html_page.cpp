// SPDX-License-Identifier: MIT
#include "core/token/html_page.hpp"

#include "base/ascii.hpp"

namespace halogate::token {

bool is_html_page(std::string_view content_type, std::string_view body) noexcept {
    const auto first = body.find_first_not_of(" \t\r\n");
    return ascii::starts_with_ignoring_case(ascii::trimmed(content_type), "text/html") ||
           (first != std::string_view::npos && body[first] == '<');
}

}  // namespace halogate::token
