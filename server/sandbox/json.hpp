// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace halogate::sandbox {

/// Members stay in the order in which they were written, so that envelopes read like HaloPSA's.
using Json = nlohmann::ordered_json;

/// One line of text. Bytes that are no UTF-8 (a recorded header may hold any) become U+FFFD instead of
/// throwing.
[[nodiscard]] inline std::string to_text(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace halogate::sandbox
