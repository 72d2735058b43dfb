// SPDX-License-Identifier: MIT
#include "base/error_code.hpp"

namespace halogate {

namespace {

struct Row {
    std::string_view name;
    unsigned status;
};

constexpr Row row(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::bad_request: return {"bad_request", 400};
        case ErrorCode::invalid_path: return {"invalid_path", 400};
        case ErrorCode::invalid_body: return {"invalid_body", 400};
        case ErrorCode::unknown_consumer: return {"unknown_consumer", 401};
        case ErrorCode::invalid_client: return {"invalid_client", 401};
        case ErrorCode::invalid_request: return {"invalid_request", 400};
        case ErrorCode::unsupported_grant_type: return {"unsupported_grant_type", 400};
        case ErrorCode::invalid_scope: return {"invalid_scope", 400};
        case ErrorCode::insufficient_permission: return {"insufficient_permission", 403};
        case ErrorCode::route_denied: return {"route_denied", 403};
        case ErrorCode::route_unknown: return {"route_unknown", 403};
        case ErrorCode::browser_request: return {"browser_request", 403};
        case ErrorCode::not_proxied: return {"not_proxied", 404};
        case ErrorCode::method_not_allowed: return {"method_not_allowed", 405};
        case ErrorCode::request_timeout: return {"request_timeout", 408};
        case ErrorCode::idempotency_key_in_use: return {"idempotency_key_in_use", 409};
        case ErrorCode::idempotency_answer_gone: return {"idempotency_answer_gone", 409};
        case ErrorCode::body_too_large: return {"body_too_large", 413};
        case ErrorCode::uri_too_long: return {"uri_too_long", 414};
        case ErrorCode::expectation_failed: return {"expectation_failed", 417};
        case ErrorCode::unknown_host: return {"unknown_host", 421};
        case ErrorCode::idempotency_key_reused: return {"idempotency_key_reused", 422};
        case ErrorCode::budget_exhausted: return {"budget_exhausted", 429};
        case ErrorCode::caller_limit: return {"caller_limit", 429};
        case ErrorCode::headers_too_large: return {"headers_too_large", 431};
        case ErrorCode::internal_error: return {"internal_error", 500};
        case ErrorCode::not_implemented: return {"not_implemented", 501};
        case ErrorCode::tenant_unreachable: return {"tenant_unreachable", 502};
        case ErrorCode::tenant_bad_response: return {"tenant_bad_response", 502};
        case ErrorCode::credentials_rejected: return {"credentials_rejected", 502};
        case ErrorCode::draining: return {"draining", 503};
        case ErrorCode::queue_full: return {"queue_full", 503};
        case ErrorCode::audit_unavailable: return {"audit_unavailable", 503};
        case ErrorCode::tenant_unavailable: return {"tenant_unavailable", 503};
        case ErrorCode::tenant_timeout: return {"tenant_timeout", 504};
        case ErrorCode::version_not_supported: return {"version_not_supported", 505};
    }
    return {"internal_error", 500};
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
    return row(code).name;
}
unsigned http_status(ErrorCode code) noexcept {
    return row(code).status;
}

}  // namespace halogate
