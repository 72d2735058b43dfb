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

std::string_view state_name(token::TokenState state) {
    switch (state) {
        case token::TokenState::empty: return "empty";
        case token::TokenState::fresh: return "fresh";
        case token::TokenState::aging: return "aging";
        case token::TokenState::expired: return "expired";
        case token::TokenState::refused: return "refused";
    }
    return "unknown";
}

std::string_view state_name(breaker::Breaker::Gate gate) {
    using enum breaker::Breaker::Gate;
    switch (gate) {
        case passes: return "closed";
        case shut:
        case probe_due: return "open";
        case probe_out: return "half-open";
    }
    return "unknown";
}

std::string error_page(ErrorCode code, std::string_view message) {
    return http::error_body(code, message, "", http::Outcome::certain, {});
}

}  // namespace

void Admin::take(std::unique_ptr<io::ByteStream> caller) {
    if (connections_ >= most_connections) return;
    tasks_.spawn(serve(std::move(caller)));
}

Admin::Page Admin::ready_page() const {
    const bool ready = !draining_ && services_.tokens.base().usable() != nullptr;
    const auto token = state_name(services_.tokens.base().state());
    return {ready ? 200U : 503U,
            fmt::format(R"({{"ready":{},"token":"{}","draining":{}}})", ready, token, draining_)};
}

Admin::Page Admin::status_page() const {
    const queue::BudgetView budget = services_.admission.budget();
    const breaker::Breaker& breaker = services_.admission.breaker();
    const TimePoint now = services_.alarms.now();
    const Duration until_probe = breaker.until() > now ? breaker.until() - now : Duration::zero();
    const observe::AuditState audit = services_.observer.audit();
    const auto milliseconds = [](Duration duration) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    };
    return {200,
            fmt::format(R"({{"budget":{{"limit":{},"per_ms":{},"remaining":{},"reset_ms":{},"in_flight":{},)"
                        R"("waiting":{},"paused_ms":{}}},"token":{{"state":"{}","requests":{},"sets":{}}},)"
                        R"("tenant":{{"idle_connections":{},"breaker":{{"state":"{}","failures":{},)"
                        R"("next_probe_ms":{}}}}},"audit":{{"enabled":{},"works":{},"lost":{}}},)"
                        R"("draining":{}}})",
                        budget.limit, milliseconds(budget.per), budget.remaining, milliseconds(budget.reset),
                        budget.in_flight, budget.waiting, milliseconds(budget.paused_for),
                        state_name(services_.tokens.base().state()), services_.tokens.requests(),
                        services_.tokens.sets(), services_.pool.idle(), state_name(breaker.gate(now)),
                        breaker.sighting().in_a_row, milliseconds(until_probe), audit.enabled, audit.works,
                        audit.lost, draining_)};
}

Admin::Page Admin::page_for(const http::RequestHead& head) const {
    if (const auto refusal = refuse_browser(profile_, head.fields))
        return {http_status(refusal->code), error_page(refusal->code, refusal->detail)};
    if (head.method != http::Method::get && head.method != http::Method::head)
        return {405, error_page(ErrorCode::method_not_allowed, "the admin listener answers GET and HEAD")};
    const std::string_view path = head.target.substr(0, head.target.find('?'));
    if (path == "/healthz") return {200, R"({"status":"ok"})"};
    if (path == "/readyz") return ready_page();
    if (path == "/status.json") return status_page();
    return {404, error_page(ErrorCode::not_proxied,
                            "the admin listener serves /healthz, /readyz and /status.json")};
}

io::Task<void> Admin::serve(std::unique_ptr<io::ByteStream> caller) {
    const Counted count{connections_};
    http::RequestReader reader{services_.settings.head_limits};
    Inbox inbox;
    const TimePoint deadline = services_.alarms.now() + patience;
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
    writer.field("Content-Type", http::FieldValue::literal("application/json"));
    writer.field("Content-Length", std::uint64_t{page.body.size()});
    writer.field("Cache-Control", http::FieldValue::literal("no-store"));
    writer.field("Connection", http::FieldValue::literal("close"));
    writer.end();
    if (reader.head().method != http::Method::head) out += page.body;
    const io::WriteResult sent = co_await caller->write_all(out, io::no_second_piece, deadline);
    if (sent.error == io::IoError::none) caller->shutdown_send();
}

}  // namespace halogate::gateway
