// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error_code.hpp"

namespace halogate::http {

/// Whether it is certain that a refused or failed call changed nothing at the tenant.
enum class Outcome : std::uint8_t {
    certain,
    unknown  ///< sent, and no answer came: the tenant may have acted
};

/// The JSON of an answer that the gateway makes itself. The sentence stands under each name that clients of
/// HaloPSA, of OAuth and of the gateway look for: `message`, `error_description` and `Message`. Texts may
/// hold any bytes: what is no UTF-8 is replaced, and nothing is thrown for it.
[[nodiscard]] std::string error_body(ErrorCode code, std::string_view message, std::string_view request_id,
                                     Outcome outcome, std::span<const std::string> details);

}  // namespace halogate::http
