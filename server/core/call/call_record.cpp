// SPDX-License-Identifier: MIT
#include "core/call/call_record.hpp"

namespace halogate::call {

std::string_view to_string(Identity identity) noexcept {
    switch (identity) {
        case Identity::none: return "none";
        case Identity::listener: return "listener";
        case Identity::api_key: return "api_key";
        case Identity::local_token: return "local_token";
        case Identity::uid: return "uid";
        case Identity::certificate: return "certificate";
    }
    return "none";
}

}  // namespace halogate::call
