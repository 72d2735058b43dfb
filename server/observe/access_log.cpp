// SPDX-License-Identifier: MIT
#include "observe/access_log.hpp"

#include <algorithm>
#include <string_view>

#include "base/error_code.hpp"
#include "observe/object_writer.hpp"

namespace halogate::observe {

namespace {

void append_query(ObjectWriter& object, std::string_view query, QueryLogging queries) {
    if (query.empty() || queries == QueryLogging::none) return object.null("query");
    if (queries == QueryLogging::full) return object.text("query", query);
    object.parameter_names("query", query);
}

std::string_view name_of(const std::optional<ErrorCode>& error) {
    return error ? halogate::to_string(*error) : std::string_view{};
}

}  // namespace

void append_access_line(std::string& out, const call::CallRecord& record, QueryLogging queries) {
    const std::size_t question_mark = std::min(record.target.find('?'), record.target.size());
    const auto path = record.target.substr(0, question_mark);
    const auto query = record.target.substr(std::min(question_mark + 1, record.target.size()));

    ObjectWriter object{out};
    object.time("time", record.received);
    object.text("request_id", record.request_id);
    object.trace_id_or_null("trace_id", record.trace);
    object.text("peer", record.peer);
    object.text("consumer", record.consumer);
    object.text("identity", call::to_string(record.identity));
    object.text("method", record.method);
    object.text("path", path);
    append_query(object, query, queries);
    object.text_or_null("route", record.route);
    object.text_or_null("permission", record.permission);
    object.number_or_null("status", record.status);
    object.text_or_null("error", name_of(record.error));
    object.text_or_null("would_refuse", name_of(record.would_refuse));
    object.number("exchanges", record.exchanges);
    object.text_or_null("reused", record.reused);
    object.number_or_null("tenant_status", record.tenant_status);
    object.milliseconds("total_ms", record.total);
    object.milliseconds("queue_ms", record.queued);
    object.milliseconds("token_ms", record.token);
    object.milliseconds("tenant_ms", record.tenant);
    object.number("bytes_in", record.bytes_in);
    object.number("bytes_out", record.bytes_out);
    object.boolean("hung_up", record.caller_hung_up);
    object.end();
}

void AccessLog::on_call(const call::CallRecord& record) {
    line_.clear();
    if (for_people_) {
        append_access_text(line_, record, *for_people_);
    } else {
        append_access_line(line_, record, queries_);
    }
    writer_.write(line_);
}

}  // namespace halogate::observe
