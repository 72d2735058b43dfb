// SPDX-License-Identifier: MIT
#include "gateway/exchange_head.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/name_set.hpp"
#include "gateway/trace_fields.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

using ascii::equal_ignoring_case;
using ascii::starts_with_ignoring_case;

constexpr auto never_to_tenant = name_set(
    // who calls: ours replaces, never stands beside
    "Host", "Authorization", "Cookie", "X-API-Key", "X-Halo-Api-Key", "Proxy-Authorization", "halo-app-name",
    // which path, method or caller: the judged one is the only one
    "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method", "X-HTTP-Method-Override",
    "X-Method-Override", "X-Real-IP",
    // meant for us
    "Expect", "Prefer", "Priority", "Idempotency-Key", "X-Request-Id", "Via",
    // written anew
    "traceparent", "tracestate");
constexpr std::array<std::string_view, 3> never_to_tenant_prefixes{"X-Forwarded-", "Sec-Fetch-",
                                                                   "X-Halogate-"};

constexpr auto never_to_caller =
    name_set("Set-Cookie", "Server", "X-Request-Id", "Server-Timing", "RateLimit", "RateLimit-Policy",
             "X-Halogate-Error", "X-Halogate-Warning", "X-Powered-By");
/// Of a page of a list that is joined from several: each has to come as plain JSON, and whole.
constexpr auto never_with_a_page = name_set("Accept-Encoding", "Range", "If-Range", "If-Match",
                                            "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");

/// Which pages may read the tenant's answers is no word about ours: none may.
constexpr std::string_view never_to_caller_prefix = "Access-Control-";

}  // namespace

bool crosses_to_tenant(const http::HopByHop& hop_by_hop, std::string_view name) noexcept {
    if (never_to_tenant.contains(name)) return false;
    for (const auto prefix : never_to_tenant_prefixes)
        if (starts_with_ignoring_case(name, prefix)) return false;
    return !hop_by_hop.contains(name);
}

bool crosses_to_caller(const http::HopByHop& hop_by_hop, std::string_view name) noexcept {
    return !never_to_caller.contains(name) && !starts_with_ignoring_case(name, never_to_caller_prefix) &&
           !hop_by_hop.contains(name);
}

bool write_exchange_head(std::string& out, const Call& call, const token::AccessToken& token,
                         const ExchangeBody& body) {
    const GatewaySettings& settings = call.services.settings;
    TextShelf::Text target_text{call.services.texts};
    target_text->append(settings.tenant_path).append(call.target.path);
    if (!call.target.query.empty()) target_text->append(1, '?').append(call.target.query);
    const auto target = http::RequestTarget::checked(*target_text);
    const auto host = http::FieldValue::checked(settings.tenant_authority);
    const auto credential = http::FieldValue::checked(token.value.reveal());
    if (!target || !host || !credential) return false;

    http::HeadWriter writer{out};
    writer.request_line(call.record.method, *target);
    writer.field("Host", *host);
    writer.field("Authorization", http::FieldValue::literal("Bearer "), *credential);
    const http::Fields& fields = call.reader.head().fields;
    const http::HopByHop hop_by_hop{fields};
    for (const http::Field& field : fields) {
        if (!crosses_to_tenant(hop_by_hop, field.name)) continue;
        if (call.paging.all && never_with_a_page.contains(field.name)) continue;
        const bool ours =
            std::any_of(settings.tenant_headers.begin(), settings.tenant_headers.end(),
                        [&](const auto& fixed) { return equal_ignoring_case(fixed.first, field.name); });
        if (!ours) writer.field(field);
    }
    for (const auto& [name, value] : settings.tenant_headers)
        if (const auto checked = http::FieldValue::checked(value)) writer.field(name, *checked);
    writer.field("X-Request-Id", http::FieldValue::checked(call.request_id).value());
    writer.field("Via", http::FieldValue::literal("1.1 halogate"));
    write_trace_fields(writer, call);
    if (body.kind == ExchangeBody::Kind::length) writer.field("Content-Length", body.length);
    if (body.kind == ExchangeBody::Kind::chunked)
        writer.field("Transfer-Encoding", http::FieldValue::literal("chunked"));
    writer.end();
    return true;
}

}  // namespace halogate::gateway
