// SPDX-License-Identifier: MIT
#include "observe/audit_log.hpp"

#include <string_view>

#include "base/error_code.hpp"
#include "observe/object_writer.hpp"

namespace halogate::observe {

namespace {

std::string_view name_of(const std::optional<ErrorCode>& error) {
    return error ? to_string(*error) : std::string_view{};
}

bool never_crossed(const call::CallRecord& record) noexcept {
    return record.error.has_value() && record.exchanges == 0;
}

std::string_view decision_of(const call::CallRecord& record) noexcept {
    if (never_crossed(record)) return "refused";
    return record.judgement == call::Judgement::observed ? "observed" : "allowed";
}

std::string_view rule_of(const call::CallRecord& record) noexcept {
    const bool by_policy = record.judgement == call::Judgement::refused;
    return never_crossed(record) && !by_policy ? name_of(record.error) : record.rule;
}

}  // namespace

bool belongs_in_audit(const call::CallRecord& record) noexcept {
    return record.error.has_value() || record.exchanges > 0 || record.judgement != call::Judgement::none;
}

void append_audit_line(std::string& out, const call::CallRecord& record) {
    ObjectWriter object{out};
    object.time("time", record.received);
    object.text("request_id", record.request_id);
    object.trace_id_or_null("trace_id", record.trace);
    object.text_or_null("consumer", record.consumer);
    object.text("identity", call::to_string(record.identity));
    object.text("peer", record.peer);
    object.text_or_null("method", record.method);
    object.text_or_null("route", record.route);
    object.text_or_null("path", record.path);
    object.text_or_null("permission", record.permission);
    object.text("decision", decision_of(record));
    object.text_or_null("rule", rule_of(record));
    object.text_or_null("would_refuse", name_of(record.would_refuse));
    object.number_or_null("status", record.status);
    object.text_or_null("error", name_of(record.error));
    object.number("exchanges", record.exchanges);
    object.text_or_null("reused", record.reused);
    object.numbers_or_null("tenant_statuses", record.tenant_statuses.all());
    object.milliseconds("total_ms", record.total);
    object.milliseconds("queue_ms", record.queued);
    object.milliseconds("tenant_ms", record.tenant);
    object.number("bytes_in", record.bytes_in);
    object.number("bytes_out", record.bytes_out);
    object.list_or_null("ids", record.ids);
    object.boolean("ids_cut", record.ids_cut);
    object.boolean("hung_up", record.caller_hung_up);
    object.end();
}

void AuditLog::write(const call::CallRecord& record) {
    if (!belongs_in_audit(record)) return;
    line_.clear();
    append_audit_line(line_, record);
    writer_.write(line_);
}

}  // namespace halogate::observe
