// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/head_writer.hpp"

namespace halogate::gateway {

/// A file of the dashboard, as it stands in the program.
struct DashboardAsset {
    std::string_view path;  ///< as asked for: "/", "/dashboard.css"
    http::FieldValue type;
    http::FieldValue etag;  ///< with its quotation marks; of the body's bytes
    std::string_view body;
};

/// Null when there is no such file.
[[nodiscard]] const DashboardAsset* find_dashboard_asset(std::string_view path) noexcept;

}  // namespace halogate::gateway
