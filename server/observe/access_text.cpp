// SPDX-License-Identifier: MIT
#include "observe/access_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <string_view>

#include "base/error_code.hpp"
#include "observe/json_text.hpp"

namespace halogate::observe {

namespace {

/// SGR (ECMA-48, 8.3.117).
std::string_view colour_of(unsigned status) {
    if (status >= 500 || status == 0) return "\x1b[1;31m";
    return status >= 400 ? "\x1b[33m" : "\x1b[32m";
}

std::int64_t milliseconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

void append_part(std::string& out, std::string_view name, Duration spent) {
    if (milliseconds(spent) == 0) return;
    fmt::format_to(std::back_inserter(out), ", {} {}", name, milliseconds(spent));
}

}  // namespace

void append_access_text(std::string& out, const call::CallRecord& record, Colour colour) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(record.received);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const bool coloured = colour == Colour::on;
    fmt::format_to(
        std::back_inserter(out), "{:%H:%M:%S} {}{:<7}{} ", local, coloured ? colour_of(record.status) : "",
        record.status == 0 ? std::string{"gone"} : std::to_string(record.status), coloured ? "\x1b[0m" : "");
    append_json_characters(out, record.method);
    out += ' ';
    append_json_characters(out, record.target.substr(0, record.target.find('?')));
    fmt::format_to(std::back_inserter(out), " {} {} ms", record.consumer.empty() ? "-" : record.consumer,
                   milliseconds(record.total));
    append_part(out, "queue", record.queued);
    append_part(out, "token", record.token);
    append_part(out, "tenant", record.tenant);
    if (record.exchanges > 1) fmt::format_to(std::back_inserter(out), ", {} exchanges", record.exchanges);
    if (record.error) fmt::format_to(std::back_inserter(out), ", {}", to_string(*record.error));
}

}  // namespace halogate::observe
