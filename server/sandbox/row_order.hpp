// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/expected.hpp"
#include "sandbox/json.hpp"
#include "sandbox/message.hpp"

namespace halogate::sandbox {

/// application/json, text/json, application/json-patch+json or any other application/*+json.
[[nodiscard]] bool is_json_type(std::string_view content_type);

/// The rows of a POST: always an array, since HaloPSA takes a bare object for an array of one. The error is a
/// 400 or 415.
[[nodiscard]] Expected<Json, Answer> posted_rows(const Request& request);

/// The id of the row that an element is about; nothing when it makes a new one. As .NET binds it: `Id` is
/// `id`, "5" and 5.0 are 5, null and numbers below 1 are none, and of two the last counts.
[[nodiscard]] std::optional<std::int64_t> row_id(const Json& row);
/// The element orders HaloPSA to bring a deleted row back.
[[nodiscard]] bool is_recovery(const Json& row);

}  // namespace halogate::sandbox
