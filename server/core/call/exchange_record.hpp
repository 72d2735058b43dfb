// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/clock.hpp"

namespace halogate::call {

/// All that is told of one finished exchange. Views as in CallRecord.
struct ExchangeRecord {
    std::string_view consumer;
    std::string_view route;  ///< catalogue pattern, empty when none matched
    unsigned status = 0;     ///< 0: there was no answer
    Duration duration{};     ///< from its first byte to the end of the answer, as far as that was read
};

}  // namespace halogate::call
