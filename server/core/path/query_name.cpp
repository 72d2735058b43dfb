// SPDX-License-Identifier: MIT
#include "core/path/query_name.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "core/path/percent_coding.hpp"

namespace halogate::path {

namespace {

/// Without what lenient readers drop around a name: blanks, control characters, and a second '?' before it.
std::string bare(std::string name) {
    const auto is_dropped = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; };
    const auto last = std::find_if_not(name.rbegin(), name.rend(), is_dropped);
    name.erase(last.base(), name.end());
    const auto first =
        std::find_if_not(name.begin(), name.end(), [&](char c) { return c == '?' || is_dropped(c); });
    name.erase(name.begin(), first);
    return name;
}

}  // namespace

bool may_name(std::string_view parameter, std::string_view name) {
    // find_first_of() would call memchr() for each byte.
    const auto* const end =
        std::find_if(parameter.begin(), parameter.end(), [](char c) { return c == '=' || c == ';'; });
    const std::string_view written{parameter.begin(), end};
    if (std::none_of(written.begin(), written.end(), [](char c) { return c == '%' || c == '+' || c == '?'; }))
        return ascii::equal_ignoring_case(written, name);
    return ascii::equal_ignoring_case(bare(decoded_to_the_end(written)), name);
}

bool hides_name(std::string_view parameter, std::string_view name) {
    for (auto at = parameter.find(';'); at != std::string_view::npos; at = parameter.find(';')) {
        parameter.remove_prefix(at + 1);
        if (may_name(parameter.substr(0, parameter.find(';')), name)) return true;
    }
    return false;
}

}  // namespace halogate::path
