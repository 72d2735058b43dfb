// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/clock.hpp"
#include "core/trace/ids.hpp"
#include "observe/json_text.hpp"

namespace halogate::observe {

class ArrayWriter;

/// Writes the members of one JSON object in the order in which they are named, at the end of `out`. Names are
/// plain ASCII. Allocates only when `out` has to grow.
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
    void trace_id_or_null(std::string_view name, trace::TraceId id) {
        if (!id.is_set()) return null(name);
        key(name);
        std::array<char, 34> quoted{'"'};
        char* const low = trace::write_lower_hex(quoted.data() + 1, id.high, 16);
        *trace::write_lower_hex(low, id.low, 16) = '"';
        out_.append(quoted.data(), quoted.size());
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
        append_milliseconds(out_, value);
    }
    /// Whole numbers and words, as they stand in `list` with commas between; null for an empty list.
    void list_or_null(std::string_view name, std::string_view list) {
        if (list.empty()) return null(name);
        key(name);
        char before = '[';
        while (const auto element = ascii::next_element(list)) {
            out_ += before;
            before = ',';
            const bool is_number = std::all_of(element->begin(), element->end(), ascii::is_digit);
            if (is_number) {
                out_ += *element;
            } else {
                append_json_string(out_, *element);
            }
        }
        out_ += ']';
    }
    /// null for each 0.
    void numbers_or_null(std::string_view name, std::span<const std::uint16_t> values) {
        key(name);
        out_ += '[';
        for (const std::uint16_t value : values) {
            if (out_.back() != '[') out_ += ',';
            if (value == 0) {
                out_ += "null";
            } else {
                append(fmt::format_int{value});
            }
        }
        out_ += ']';
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
        std::array<char, 64> text{};
        append(text, fmt::format_to(
                         text.data(), FMT_COMPILE("\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z\""),
                         static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                         static_cast<unsigned>(date.day()), of_day.hours().count(), of_day.minutes().count(),
                         of_day.seconds().count(), of_day.subseconds().count()));
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

    /// A member that is an object or an array of its own: to be written and ended before the next member.
    [[nodiscard]] ObjectWriter object(std::string_view name) {
        key(name);
        return ObjectWriter{out_};
    }
    [[nodiscard]] inline ArrayWriter array(std::string_view name);

    static void append_milliseconds(std::string& out, Duration value) {
        const auto us =
            std::chrono::duration_cast<std::chrono::microseconds>(std::max(value, Duration{})).count();
        std::array<char, 32> text{};
        const char* const end = fmt::format_to(text.data(), FMT_COMPILE("{}.{:03}"), us / 1000, us % 1000);
        out.append(text.data(), static_cast<std::size_t>(end - text.data()));
    }

private:
    void key(std::string_view name) {
        if (out_.back() != '{') out_ += ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }
    template <std::size_t N>
    void append(const std::array<char, N>& text, const char* end) {
        out_.append(text.data(), static_cast<std::size_t>(end - text.data()));
    }
    void append(const fmt::format_int& digits) { out_.append(digits.data(), digits.size()); }

    std::string& out_;
};

/// Writes the elements of one JSON array at the end of `out`.
class ArrayWriter {
public:
    explicit ArrayWriter(std::string& out) : out_{out} { out_ += '['; }

    void number(std::uint64_t value) {
        next();
        const fmt::format_int digits{value};
        out_.append(digits.data(), digits.size());
    }
    void milliseconds(Duration value) {
        next();
        ObjectWriter::append_milliseconds(out_, value);
    }
    void null() {
        next();
        out_ += "null";
    }
    /// To be written and ended before the next element.
    [[nodiscard]] ObjectWriter object() {
        next();
        return ObjectWriter{out_};
    }
    void end() { out_ += ']'; }

private:
    void next() {
        if (out_.back() != '[') out_ += ',';
    }

    std::string& out_;
};

ArrayWriter ObjectWriter::array(std::string_view name) {
    key(name);
    return ArrayWriter{out_};
}

}  // namespace halogate::observe
