// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "sandbox/tenant_data.hpp"

namespace halogate::sandbox {

/// The agent as whom every API application logs in.
inline constexpr int acting_agent_id = 3;
inline constexpr std::string_view acting_agent_name = "Halogate Sandbox";
inline constexpr std::string_view acting_agent_email = "gateway@sandbox.example";

/// A small service desk, the same at every start: 40 clients, 60 sites, 120 users, 150 assets, 260 tickets,
/// 520 actions, and a few rows of everything else.
[[nodiscard]] TenantData seeded_data();

}  // namespace halogate::sandbox
