// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

/// For a page of a configured origin (ListenerProfile::origins): it may read this answer, and those of the
/// gateway's fields that a page would not see by itself. Nothing for any other caller: no page may read by
/// default.
void write_cross_origin_fields(http::HeadWriter& writer, const Call& call);

/// A browser asks whether a page may send a request (CORS preflight). True only for a configured origin; the
/// question of any other is refused by the origin rule.
[[nodiscard]] bool is_preflight(const Call& call) noexcept;

/// Answers it: 204 with what the API takes. It carries no credential, so it says nothing about the caller's
/// permissions; the request itself is judged when it comes. Costs no exchange.
[[nodiscard]] io::Task<void> serve_preflight(Call& call);

}  // namespace halogate::gateway
