// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::path {

/// A request target in the one form that is judged and sent. The path is decoded, dot segments resolved,
/// empty segments collapsed, without trailing '/', and encoded again in one way; the query is kept as the
/// caller wrote it (checked bytes), without the parameters that must not cross.
struct CanonicalTarget {
    std::string path;         ///< "/api/Tickets/1": letter case as the caller wrote it, escapes normalised
    std::string folded_path;  ///< the same, decoded and in lower case: what rules are matched against
    std::string query;        ///< without '?'; empty when there is none; `tenant` (any letter case) removed

    /// path, and '?' and query when there is one: what goes on the wire.
    [[nodiscard]] std::string text() const;
};

/// Refuses what two readers could understand differently: bytes outside visible ASCII, an invalid escape
/// ('%u' among them), and, written plainly or as an escape: slash (escaped only), backslash, ';', '?'
/// (escaped only), '#',
/// '%', control characters, invalid or overlong UTF-8, characters that some readers turn into ASCII ones, a
/// segment that begins or ends in a blank or ends in a dot, dot segments that climb above the root. No
/// leading '/' is refused as well. The error is one sentence for the caller. Property:
/// canonical(canonical(x)) = canonical(x).
[[nodiscard]] Expected<CanonicalTarget, std::string> canonical_target(std::string_view target);

}  // namespace halogate::path
