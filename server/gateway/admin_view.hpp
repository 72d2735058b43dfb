// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "core/token/token_lifecycle.hpp"
#include "gateway/gateway.hpp"
#include "gateway/services.hpp"
#include "observe/telemetry.hpp"

namespace halogate::gateway {

/// What the pages of the admin listener show; all of it outlives the listener.
struct AdminView {
    Services& services;
    const Gateway& gateway;
    observe::Telemetry& telemetry;
};

/// "empty", "fresh", …
[[nodiscard]] std::string_view state_name(token::TokenState state) noexcept;

enum class Draining : std::uint8_t { no, yes };

/// /status.json: docs/admin.md has its members. Bounded: some 100 KiB with 50 refusals and 100 calls.
[[nodiscard]] std::string status_json(const AdminView& view, Draining draining);
/// /metrics, in Prometheus' text format.
[[nodiscard]] std::string metrics_page(const AdminView& view);

}  // namespace halogate::gateway
