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

constexpr http::FieldValue stream_type = http::FieldValue::literal("text/event-stream");
/// The page has no script and no style but its own files, asks nobody else, and stands in no frame.
constexpr http::FieldValue page_policy = http::FieldValue::literal(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

std::string error_page(ErrorCode code, std::string_view message) {
    return http::error_body(code, message, "", http::Outcome::certain, {});
}

void write_asset_fields(http::HeadWriter& writer, const DashboardAsset& asset) {
    writer.field("ETag", asset.etag);
    // Another version of the program has other files: ask, and get 304 while they are the same.
    writer.field("Cache-Control", http::FieldValue::literal("no-cache"));
    writer.field("Content-Security-Policy", page_policy);
    writer.field("Cross-Origin-Resource-Policy", http::FieldValue::literal("same-origin"));
}

}  // namespace

Admin::Admin(const AdminView& view, io::TaskGroup& tasks, ListenerProfile profile)
    : view_{view},
      tasks_{tasks},
      profile_{std::move(profile)},
      events_{view.services.executor, view.services.alarms, [this] { return status(); }} {}

void Admin::drain() {
    draining_ = true;
    events_.end();
}

std::string Admin::status() const {
    return status_json(view_, draining_ ? Draining::yes : Draining::no);
}

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

Admin::Page Admin::events_page() const {
    if (draining_)
        return {http_status(ErrorCode::draining), error_page(ErrorCode::draining, "halogate is stopping")};
    if (!events_.has_room())
        return {http_status(ErrorCode::queue_full),
                error_page(ErrorCode::queue_full, "too many listen to /events: ask for /status.json")};
    return {.type = stream_type, .is_stream = true};
}

Admin::Page Admin::page_for(const http::RequestHead& head) const {
    const std::string_view path = head.target.substr(0, head.target.find('?'));
    const auto refusal = refuse_browser(profile_, head.fields);
    const bool is_link = refusal && refusal->code == ErrorCode::browser_request && path == "/" &&
                         is_followed_link(head.fields);
    if (refusal && !is_link) return {http_status(refusal->code), error_page(refusal->code, refusal->detail)};
    if (head.method != http::Method::get && head.method != http::Method::head)
        return {405, error_page(ErrorCode::method_not_allowed, "the admin listener answers GET and HEAD")};
    if (path == "/healthz") return {200, R"({"status":"ok"})"};
    if (path == "/readyz") return ready_page();
    if (path == "/status.json") return {200, status()};
    if (path == "/events") return events_page();
    if (path == "/metrics") return {200, metrics_page(view_), metrics_type};
    if (const DashboardAsset* const asset = find_dashboard_asset(path)) {
        const bool is_known = head.fields.lists("If-None-Match", asset->etag.view());
        return {.status = is_known ? 304U : 200U, .asset = asset};
    }
    return {404, error_page(ErrorCode::not_proxied,
                            "the admin listener serves / (the dashboard), /healthz, /readyz, /status.json, "
                            "/events and /metrics")};
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
    const http::Method method = reader.head().method;
    co_await answer(*caller, page, method);
}

io::Task<void> Admin::answer(io::ByteStream& caller, const Page& page, http::Method method) {
    const std::string_view body = page.asset == nullptr ? std::string_view{page.body} : page.asset->body;
    const bool has_body = method != http::Method::head && page.status != 304;
    std::string out;
    http::HeadWriter writer{out};
    writer.status_line(page.status);
    writer.field("Content-Type", page.asset == nullptr ? page.type : page.asset->type);
    if (!page.is_stream && page.status != 304) writer.field("Content-Length", std::uint64_t{body.size()});
    if (page.asset == nullptr) {
        writer.field("Cache-Control", http::FieldValue::literal("no-store"));
    } else {
        write_asset_fields(writer, *page.asset);
    }
    writer.field("X-Content-Type-Options", http::FieldValue::literal("nosniff"));
    writer.field("Referrer-Policy", http::FieldValue::literal("no-referrer"));
    writer.field("Connection", http::FieldValue::literal("close"));
    writer.end();
    const std::string_view second = has_body ? body : std::string_view{};
    const TimePoint deadline = view_.services.alarms.now() + patience;
    const io::WriteResult sent = co_await caller.write_all(out, second, deadline);
    if (sent.error != io::IoError::none) co_return;
    if (page.is_stream && has_body) co_await events_.serve(caller);
    caller.shutdown_send();
}

}  // namespace halogate::gateway
