// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::settings {

/// Fields that say how a message is framed, where it goes, or who sends it: the gateway's own matter.
/// `tenant.headers` may not set them.
[[nodiscard]] bool is_reserved_header(std::string_view name);

}  // namespace halogate::settings
