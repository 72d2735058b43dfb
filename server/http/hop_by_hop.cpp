// SPDX-License-Identifier: MIT
#include "http/hop_by_hop.hpp"

#include "base/ascii.hpp"
#include "base/name_set.hpp"

namespace halogate::http {

namespace {

constexpr auto always =
    name_set("TE", "Upgrade", "Trailer", "Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding");

}  // namespace

HopByHop::HopByHop(const Fields& fields) noexcept
    : fields_{fields}, names_more_{fields.find("Connection").has_value()} {}

bool HopByHop::contains(std::string_view name) const noexcept {
    return always.contains(name) || ascii::starts_with_ignoring_case(name, "Proxy-") ||
           (names_more_ && fields_.lists("Connection", name));
}

}  // namespace halogate::http
