// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate {

/// Every answer the gateway makes itself has one of these codes: they are what callers, logs and metrics see.
enum class ErrorCode {
    bad_request,
    invalid_path,
    invalid_body,
    unknown_consumer,
    invalid_client,
    invalid_request,  ///< at the token endpoint (RFC 6749, 5.2), with the two that follow
    unsupported_grant_type,
    invalid_scope,
    insufficient_permission,
    route_denied,
    route_unknown,
    browser_request,
    not_proxied,
    method_not_allowed,
    request_timeout,
    body_too_large,
    uri_too_long,
    headers_too_large,
    expectation_failed,
    idempotency_key_in_use,   ///< its first request is still under way
    idempotency_answer_gone,  ///< its first request was answered, and the answer was not kept
    idempotency_key_reused,   ///< for another request
    unknown_host,
    budget_exhausted,
    caller_limit,
    internal_error,
    not_implemented,
    tenant_unreachable,
    tenant_bad_response,
    credentials_rejected,
    draining,
    queue_full,
    audit_unavailable,
    tenant_unavailable,
    tenant_timeout,
    version_not_supported,
};

/// The code as it stands in X-Halogate-Error and in the body's `error`.
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;
/// The one place that chooses status codes.
[[nodiscard]] unsigned http_status(ErrorCode code) noexcept;

}  // namespace halogate
