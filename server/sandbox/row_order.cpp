// SPDX-License-Identifier: MIT
#include "sandbox/row_order.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/ascii.hpp"

namespace halogate::sandbox {

namespace {

std::optional<std::int64_t> positive(double number) {
    if (!(number >= 1.0) || number > 9e15) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> as_id(const Json& value) {
    if (value.is_number()) return positive(value.get<double>());
    if (!value.is_string()) return std::nullopt;
    const auto number = ascii::to_unsigned(ascii::trimmed(value.get_ref<const std::string&>()));
    return number ? positive(static_cast<double>(*number)) : std::nullopt;
}

}  // namespace

bool is_json_type(std::string_view content_type) {
    const std::string type = ascii::lowered(ascii::trimmed(content_type.substr(0, content_type.find(';'))));
    return type == "application/json" || type == "text/json" ||
           (type.starts_with("application/") && type.ends_with("+json"));
}

Expected<Json, Answer> posted_rows(const Request& request) {
    if (!is_json_type(request.field("Content-Type"))) {
        return Unexpected{error_answer(415, "Unsupported Media Type: send application/json")};
    }
    // Comments are read over, as HaloPSA's parser does.
    Json rows = Json::parse(request.body, nullptr, false, true);
    if (rows.is_object()) rows = Json::array({std::move(rows)});
    const bool fits = rows.is_array() && !rows.empty() &&
                      std::all_of(rows.begin(), rows.end(), [](const Json& row) { return row.is_object(); });
    if (!fits) return Unexpected{error_answer(400, "The body must be a JSON array of objects")};
    return rows;
}

std::optional<std::int64_t> row_id(const Json& row) {
    std::optional<std::int64_t> id;
    for (const auto& [name, value] : row.items()) {
        if (ascii::equal_ignoring_case(name, "id")) id = as_id(value);
    }
    return id;
}

bool is_recovery(const Json& row) {
    for (const auto& [name, value] : row.items()) {
        if (ascii::equal_ignoring_case(name, "_recover")) return value.is_boolean() && value.get<bool>();
    }
    return false;
}

}  // namespace halogate::sandbox
