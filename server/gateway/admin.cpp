// SPDX-License-Identifier: MIT
#include "gateway/admin.hpp"

#include <fmt/format.h>

#include <utility>

#include "gateway/counted.hpp"
#include "gateway/inbox.hpp"
#include "gateway/origin_rule.hpp"
#include "http/error_body.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

constexpr std::size_t most_connections = 64;
constexpr Duration patience = std::chrono::seconds{5};
constexpr http::FieldValue metrics_type =
    http::FieldValue::literal("text/plain; version=0.0.4; charset=utf-8");

std::string error_page(ErrorCode code, std::string_view message) {
    return http::error_body(code, message, "", http::Outcome::certain, {});
}

}  // namespace

void Admin::take(std::unique_ptr<io::ByteStream> caller) {
    if (connections_ >= most_connections) return;
    tasks_.spawn(serve(std::move(caller)));
}

Admin::Page Admin::ready_page() const {
    const bool ready = !draining_ && view_.services.tokens.base().usable() != nullptr;
    const auto token = state_name(view_.services.tokens.base().state());
    return {ready ? 200U : 503U,
            fmt::format(R"({{"ready":{},"token":"{}","draining":{}}})", ready, token, draining_)};
}

Admin::Page Admin::page_for(const http::RequestHead& head) const {
    if (const auto refusal = refuse_browser(profile_, head.fields))
        return {http_status(refusal->code), error_page(refusal->code, refusal->detail)};
    if (head.method != http::Method::get && head.method != http::Method::head)
        return {405, error_page(ErrorCode::method_not_allowed, "the admin listener answers GET and HEAD")};
    const std::string_view path = head.target.substr(0, head.target.find('?'));
    if (path == "/healthz") return {200, R"({"status":"ok"})"};
    if (path == "/readyz") return ready_page();
    if (path == "/status.json") return {200, status_json(view_, draining_ ? Draining::yes : Draining::no)};
    if (path == "/metrics") return {200, metrics_page(view_), metrics_type};
    return {404, error_page(ErrorCode::not_proxied,
                            "the admin listener serves /healthz, /readyz, /status.json and /metrics")};
}

io::Task<void> Admin::serve(std::unique_ptr<io::ByteStream> caller) {
    const Counted count{connections_};
    http::RequestReader reader{view_.services.settings.head_limits};
    Inbox inbox;
    const TimePoint deadline = view_.services.alarms.now() + patience;
    http::HeadStatus status = http::HeadStatus::incomplete;
    while (status == http::HeadStatus::incomplete) {
        const std::span<char> room = inbox.room();
        const io::ReadResult read = co_await caller->read_some(room, deadline);
        if (read.error != io::IoError::none) co_return;
        inbox.commit(read.bytes);
        status = reader.read_head(inbox.view());
    }
    Page page;
    if (status == http::HeadStatus::complete) {
        page = page_for(reader.head());
    } else {
        page = {http_status(reader.refusal().code),
                error_page(reader.refusal().code, reader.refusal().detail)};
    }
    std::string out;
    http::HeadWriter writer{out};
    writer.status_line(page.status);
    writer.field("Content-Type", page.type);
    writer.field("Content-Length", std::uint64_t{page.body.size()});
    writer.field("Cache-Control", http::FieldValue::literal("no-store"));
    writer.field("Connection", http::FieldValue::literal("close"));
    writer.end();
    if (reader.head().method != http::Method::head) out += page.body;
    const io::WriteResult sent = co_await caller->write_all(out, io::no_second_piece, deadline);
    if (sent.error == io::IoError::none) caller->shutdown_send();
}

}  // namespace halogate::gateway
