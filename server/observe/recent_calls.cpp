// SPDX-License-Identifier: MIT
#include "observe/recent_calls.hpp"

#include <algorithm>
#include <span>

namespace halogate::observe {

namespace {

/// The caller or the configuration is to be changed, and not the time.
bool is_refusal(const call::CallRecord& record) noexcept {
    if (!record.error || record.exchanges > 0) return false;
    return record.status >= 400 && record.status < 500 && *record.error != ErrorCode::budget_exhausted;
}

}  // namespace

void RecentCalls::on_call(const call::CallRecord& record) noexcept {
    Call& call = calls_.next();
    call.received = record.received;
    call.request_id = record.request_id;
    call.consumer = record.consumer;
    call.method = record.method;
    call.route = record.route;
    call.path = record.path;
    call.status = record.status;
    call.error = record.error;
    call.exchanges = record.exchanges;
    const auto statuses = record.tenant_statuses.all();
    call.known_statuses = std::min(statuses.size(), most_statuses);
    std::copy_n(statuses.begin(), call.known_statuses, call.statuses.begin());
    call.total = record.total;
    call.queued = record.queued;
    call.token = record.token;
    call.tenant = record.tenant;
    call.hung_up = record.caller_hung_up;
    if (!is_refusal(record)) return;
    Refusal& refusal = refusals_.next();
    refusal.received = record.received;
    refusal.request_id = record.request_id;
    refusal.consumer = record.consumer;
    refusal.method = record.method;
    refusal.route = record.route;
    refusal.path = record.path;
    refusal.permission = record.permission;
    refusal.rule = record.rule;
    refusal.status = record.status;
    refusal.error = *record.error;
    refusal.message = record.message;
}

void RecentCalls::write_calls(ArrayWriter out) const {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        const Call& call = calls_.newest(i);
        ObjectWriter object = out.object();
        object.time("time", call.received);
        object.text("request_id", call.request_id.view());
        object.text_or_null("consumer", call.consumer.view());
        object.text_or_null("method", call.method.view());
        object.text_or_null("route", call.route.view());
        object.text_or_null("path", call.path.view());
        object.number_or_null("status", call.status);
        object.text_or_null("error", call.error ? to_string(*call.error) : "");
        object.number("attempts", call.exchanges);
        object.numbers_or_null("tenant_statuses", std::span{call.statuses}.first(call.known_statuses));
        object.milliseconds("total_ms", call.total);
        object.milliseconds("queue_ms", call.queued);
        object.milliseconds("token_ms", call.token);
        object.milliseconds("tenant_ms", call.tenant);
        object.boolean("hung_up", call.hung_up);
        object.end();
    }
    out.end();
}

void RecentCalls::write_refusals(ArrayWriter out) const {
    for (std::size_t i = 0; i < refusals_.size(); ++i) {
        const Refusal& refusal = refusals_.newest(i);
        ObjectWriter object = out.object();
        object.time("time", refusal.received);
        object.text("request_id", refusal.request_id.view());
        object.text_or_null("consumer", refusal.consumer.view());
        object.text_or_null("method", refusal.method.view());
        object.text_or_null("route", refusal.route.view());
        object.text_or_null("path", refusal.path.view());
        object.text_or_null("permission", refusal.permission.view());
        object.text_or_null("rule", refusal.rule.view());
        object.number("status", refusal.status);
        object.text("error", to_string(refusal.error));
        object.text("message", refusal.message.view());
        object.end();
    }
    out.end();
}

}  // namespace halogate::observe
