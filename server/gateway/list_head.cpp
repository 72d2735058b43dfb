// SPDX-License-Identifier: MIT
#include "gateway/list_head.hpp"

#include <chrono>

#include "core/retry/http_date.hpp"
#include "gateway/own_answer.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

void write_list_head(std::string& out, const Call& call, http::BodyFraming::Kind framing) {
    constexpr unsigned ok = 200;
    http::HeadWriter writer{out};
    writer.status_line(ok);
    const auto now = std::chrono::floor<std::chrono::seconds>(call.services.clock.wall_now());
    const std::string date = retry::imf_fixdate(now);
    if (const auto value = http::FieldValue::checked(date)) writer.field("Date", *value);
    writer.field("Content-Type", http::FieldValue::literal("application/json"));
    writer.field("Cache-Control", http::FieldValue::literal("no-store"));
    if (call.paging.preferred) writer.field("Preference-Applied", http::FieldValue::literal("all-pages"));
    if (framing == http::BodyFraming::Kind::chunked)
        writer.field("Transfer-Encoding", http::FieldValue::literal("chunked"));
    write_gateway_fields(writer, call);
    write_connection(writer, call);
    writer.end();
}

}  // namespace halogate::gateway
