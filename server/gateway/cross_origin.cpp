// SPDX-License-Identifier: MIT
#include "gateway/cross_origin.hpp"

#include <string>

#include "gateway/origin_rule.hpp"
#include "gateway/own_answer.hpp"

namespace halogate::gateway {

namespace {

constexpr unsigned no_content = 204;

}  // namespace

void write_cross_origin_fields(http::HeadWriter& writer, const Call& call) {
    const auto origin = configured_origin(call.listener, call.reader.head().fields);
    if (!origin) return;
    const auto value = http::FieldValue::checked(*origin);
    if (!value) return;
    writer.field("Access-Control-Allow-Origin", *value);
    writer.field("Access-Control-Expose-Headers",
                 http::FieldValue::literal("Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, "
                                           "Server-Timing, X-Halogate-Error, X-Halogate-Warning, "
                                           "X-Request-Id"));
    // The answer to another origin is another one: no cache may mix them up.
    writer.field("Vary", http::FieldValue::literal("Origin"));
}

bool is_preflight(const Call& call) noexcept {
    const http::RequestHead& head = call.reader.head();
    return head.method == http::Method::options && head.fields.find("Access-Control-Request-Method") &&
           configured_origin(call.listener, head.fields);
}

io::Task<void> serve_preflight(Call& call) {
    const http::Fields& fields = call.reader.head().fields;
    std::string out;
    http::HeadWriter writer{out};
    writer.status_line(no_content);
    writer.field("Access-Control-Allow-Methods", http::FieldValue::literal("GET, HEAD, POST, DELETE"));
    writer.field(
        "Access-Control-Allow-Headers",
        http::FieldValue::literal("Authorization, Cache-Control, Content-Type, Idempotency-Key, "
                                  "Prefer, Priority, X-API-Key, X-Request-Id, traceparent, tracestate"));
    writer.field("Access-Control-Max-Age", std::uint64_t{600});
    // A page of a public site that calls a private address asks for this, too.
    if (fields.lists("Access-Control-Request-Private-Network", "true"))
        writer.field("Access-Control-Allow-Private-Network", http::FieldValue::literal("true"));
    write_gateway_fields(writer, call);
    co_await send_own_head(call, no_content, out);
}

}  // namespace halogate::gateway
