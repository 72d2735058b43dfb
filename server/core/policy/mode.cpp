// SPDX-License-Identifier: MIT
#include "core/policy/mode.hpp"

namespace halogate::policy {

bool passes(Mode mode, const Decision& refused) noexcept {
    if (mode != Mode::observe) return false;
    switch (refused.rule) {
        case Decision::Rule::permission:
        case Decision::Rule::unlisted: return true;
        // A body that was understood and refused for what it asks is another matter.
        case Decision::Rule::body:
            return refused.code == ErrorCode::invalid_body || refused.code == ErrorCode::body_too_large;
        case Decision::Rule::none:
        case Decision::Rule::method:
        case Decision::Rule::deny:
        case Decision::Rule::named:
        case Decision::Rule::free:
        case Decision::Rule::privileged: break;
    }
    return false;
}

}  // namespace halogate::policy
