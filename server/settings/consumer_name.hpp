// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::settings {

/// Letters, digits, '-', '_' and '.', at most 64: a consumer's name stands in logs, metrics and tokens.
[[nodiscard]] bool is_consumer_name(std::string_view name) noexcept;

}  // namespace halogate::settings
