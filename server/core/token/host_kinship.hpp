// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::token {

/// Whether two hosts (in lower case, checked) belong to one owner as far as their names can tell: they are
/// equal, or the second is `base` without its first label, or differs from it in the first label alone. Never
/// by way of a parent under which strangers register names, and never for addresses. When in doubt, no.
[[nodiscard]] bool are_akin(std::string_view base, std::string_view other) noexcept;

}  // namespace halogate::token
