// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "gateway/admission_driver.hpp"
#include "gateway/call.hpp"

namespace halogate::gateway {

/// Where a call stands when it asks for its turn.
enum class LinePlace : std::uint8_t {
    back,
    front,  ///< it has been at the tenant before and was sent back
};

/// Waits until the call's exchange may start. True: `permit` holds it. False: the caller has its answer (429,
/// 503), or is gone.
[[nodiscard]] io::Task<bool> wait_for_turn(Call& call, Permit& permit, LinePlace place);

}  // namespace halogate::gateway
