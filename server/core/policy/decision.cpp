// SPDX-License-Identifier: MIT
#include "core/policy/decision.hpp"

namespace halogate::policy {

std::string_view to_string(Decision::Rule rule) noexcept {
    switch (rule) {
        case Decision::Rule::none: return "";
        case Decision::Rule::method: return "method";
        case Decision::Rule::deny: return "deny";
        case Decision::Rule::permission: return "permission";
        case Decision::Rule::free: return "free";
        case Decision::Rule::privileged: return "privileged";
        case Decision::Rule::named: return "named";
        case Decision::Rule::unlisted: return "unlisted";
        case Decision::Rule::body: return "body";
    }
    return "";
}

}  // namespace halogate::policy
