// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::policy {

/// Whether a Content-Type names one of the four JSON types that HaloPSA reads alike: application/json,
/// text/json, application/json-patch+json and application/*+json, with no charset but UTF-8 (RFC
/// 9110, 8.3.1). Empty counts as JSON, because the body itself is judged. A parameter that is not well formed
/// makes the whole refused.
[[nodiscard]] bool is_json_type(std::string_view content_type) noexcept;

}  // namespace halogate::policy
