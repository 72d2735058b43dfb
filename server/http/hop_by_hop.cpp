// SPDX-License-Identifier: MIT
#include "http/hop_by_hop.hpp"

#include <string_view>

#include "base/ascii.hpp"

namespace halogate::http {

namespace {

using namespace std::string_view_literals;

bool is_always(std::string_view name) noexcept {
    // The size sorts out nearly every field before a letter is compared.
    switch (name.size()) {
        case "TE"sv.size(): return ascii::equal_ignoring_case(name, "TE");
        case "Upgrade"sv.size():
            return ascii::equal_ignoring_case(name, "Upgrade") || ascii::equal_ignoring_case(name, "Trailer");
        case "Connection"sv.size():
            return ascii::equal_ignoring_case(name, "Connection") ||
                   ascii::equal_ignoring_case(name, "Keep-Alive");
        case "Content-Length"sv.size(): return ascii::equal_ignoring_case(name, "Content-Length");
        case "Transfer-Encoding"sv.size(): return ascii::equal_ignoring_case(name, "Transfer-Encoding");
        default: return false;
    }
}

}  // namespace

bool is_hop_by_hop(const Fields& fields, std::string_view name) noexcept {
    return is_always(name) || ascii::starts_with_ignoring_case(name, "Proxy-") ||
           fields.lists("Connection", name);
}

}  // namespace halogate::http
