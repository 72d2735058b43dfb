// SPDX-License-Identifier: MIT
#include "observe/access_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>

#include "base/error_code.hpp"
#include "observe/json_text.hpp"

namespace halogate::observe {

namespace {

std::string_view to_string(call::Identity identity) {
    switch (identity) {
        case call::Identity::none: return "none";
        case call::Identity::listener: return "listener";
        case call::Identity::api_key: return "api_key";
        case call::Identity::local_token: return "local_token";
        case call::Identity::uid: return "uid";
        case call::Identity::certificate: return "certificate";
    }
    return "none";
}

/// Writes the members of one object in the order in which they are named.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out) : out_{out} { out_ += '{'; }

    void text(std::string_view name, std::string_view value) {
        key(name);
        append_json_string(out_, value);
    }
    void text_or_null(std::string_view name, std::string_view value) {
        if (value.empty()) return null(name);
        text(name, value);
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        append(fmt::format_int{value});
    }
    void number_or_null(std::string_view name, std::uint64_t value) {
        if (value == 0) return null(name);
        number(name, value);
    }
    void milliseconds(std::string_view name, Duration value) {
        key(name);
        const auto us =
            std::chrono::duration_cast<std::chrono::microseconds>(std::max(value, Duration{})).count();
        fmt::format_to(std::back_inserter(out_), "{}.{:03}", us / 1000, us % 1000);
    }
    void boolean(std::string_view name, bool value) {
        key(name);
        out_ += value ? "true" : "false";
    }
    void time(std::string_view name, WallTime value) {
        key(name);
        const auto day = std::chrono::floor<std::chrono::days>(value);
        const std::chrono::year_month_day date{day};
        const std::chrono::hh_mm_ss of_day{value - day};
        fmt::format_to(std::back_inserter(out_), "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z\"",
                       static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), of_day.hours().count(), of_day.minutes().count(),
                       of_day.seconds().count(), of_day.subseconds().count());
    }
    /// The names of a query's parameters, joined by a comma. A name ends at the first '='; a parameter
    /// without one is a name alone.
    void parameter_names(std::string_view name, std::string_view query) {
        key(name);
        out_ += '"';
        const std::size_t start = out_.size();
        while (!query.empty()) {
            const auto parameter = query.substr(0, query.find('&'));
            query.remove_prefix(std::min(query.size(), parameter.size() + 1));
            const auto parameter_name = parameter.substr(0, parameter.find('='));
            if (parameter_name.empty()) continue;
            if (out_.size() != start) out_ += ',';
            append_json_characters(out_, parameter_name);
        }
        out_ += '"';
    }
    void null(std::string_view name) {
        key(name);
        out_ += "null";
    }
    void end() { out_ += '}'; }

private:
    void key(std::string_view name) {
        if (out_.back() != '{') out_ += ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }
    void append(const fmt::format_int& digits) { out_.append(digits.data(), digits.size()); }

    std::string& out_;
};

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
    object.text("peer", record.peer);
    object.text("consumer", record.consumer);
    object.text("identity", to_string(record.identity));
    object.text("method", record.method);
    object.text("path", path);
    append_query(object, query, queries);
    object.text_or_null("route", record.route);
    object.text_or_null("permission", record.permission);
    object.number_or_null("status", record.status);
    object.text_or_null("error", name_of(record.error));
    object.number("exchanges", record.exchanges);
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
    append_access_line(line_, record, queries_);
    writer_.write(line_);
}

}  // namespace halogate::observe
