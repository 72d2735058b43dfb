// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::path {

/// Whether a reader, however lenient about escapes, blanks, letter case and a second '?', could see the
/// parameter `name` here. `parameter` is what stands between two '&' of a query; `name` is in lower case.
[[nodiscard]] bool may_name(std::string_view parameter, std::string_view name);

/// Some readers split a query at ';' as well: whether one of them could see `name` behind one. Which part is
/// whose cannot be told, so this is for refusing.
[[nodiscard]] bool hides_name(std::string_view parameter, std::string_view name);

}  // namespace halogate::path
