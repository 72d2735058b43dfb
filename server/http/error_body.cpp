// SPDX-License-Identifier: MIT
#include "http/error_body.hpp"

#include <nlohmann/json.hpp>

namespace halogate::http {

std::string error_body(ErrorCode code, std::string_view message, std::string_view request_id, Outcome outcome,
                       std::span<const std::string> details) {
    using Json = nlohmann::ordered_json;
    Json body;
    body["error"] = to_string(code);
    body["message"] = message;
    body["error_description"] = message;
    body["Message"] = message;
    body["request_id"] = request_id;
    if (outcome == Outcome::unknown) body["outcome"] = "unknown";
    body["details"] = Json::array();
    for (const std::string& detail : details) body["details"].push_back(detail);
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace halogate::http
