// SPDX-License-Identifier: MIT
#include "core/token/token_gate.hpp"

#include <algorithm>

namespace halogate::token {

TokenGate TokenGate::successor() const noexcept {
    TokenGate next = *this;
    next.in_flight_ = 0;
    return next;
}

void TokenGate::began() noexcept {
    ++requests_;
    ++in_flight_;
}

void TokenGate::succeeded() noexcept {
    --in_flight_;
    one_at_a_time_ = false;
}

void TokenGate::failed() noexcept {
    --in_flight_;
    one_at_a_time_ = true;
}

void TokenGate::throttled(TimePoint opens_at) noexcept {
    failed();
    opens_at_ = std::max(opens_at_, opens_at);
}

}  // namespace halogate::token
