// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/head.hpp"

namespace halogate::http {

/// The fields of one head that belong to its connection alone and must not be relayed (RFC 9110, 7.6.1):
/// Connection and what it names, Keep-Alive, Proxy-*, TE, Trailer, Transfer-Encoding, Upgrade; and
/// Content-Length, which whoever frames the message anew writes.
class HopByHop {
public:
    /// `fields` must outlive it and not change.
    explicit HopByHop(const Fields& fields) noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept;

private:
    const Fields& fields_;
    bool names_more_;  ///< there is a Connection field; most heads have none
};

}  // namespace halogate::http
