// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halogate::settings {

/// Who is sent the field: with the tenant's, halogate itself proves who it is; a collector is shown what the
/// operator gives.
enum class HeaderFor : std::uint8_t { tenant, collector };

/// Why `tenant.headers` or `tracing.headers` may not set the field, as a sentence that names it: it is no
/// field name (RFC 9110, 5.1), or the gateway's own matter because it says how a message is framed, where it
/// goes, or who sends it. Nothing when it may.
[[nodiscard]] std::optional<std::string> fault_of_header(std::string_view name, HeaderFor whom);

}  // namespace halogate::settings
