// SPDX-License-Identifier: MIT
#pragma once

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

/// A member's name as it stands in an object, made by the compiler: a line has some twenty. Plain ASCII.
class MemberName {
public:
    enum class Place { first, later };
    template <std::size_t N>
    // A string literal is a C array, and is to be taken for a name.
    // NOLINTNEXTLINE(modernize-avoid-c-arrays,google-explicit-constructor)
    consteval MemberName(const char (&name)[N]) : size_{N + 3} {
        static_assert(N + 3 <= 32);
        text_[0] = ',';
        text_[1] = '"';
        std::copy_n(name, N - 1, text_.begin() + 2);
        text_[N + 1] = '"';
        text_[N + 2] = ':';
    }
    /// With the comma, except in front of the first.
    [[nodiscard]] std::string_view in_object(Place place) const noexcept {
        return std::string_view{text_.data(), size_}.substr(place == Place::first ? 1 : 0);
    }

private:
    std::array<char, 32> text_{};
    std::size_t size_;
};

/// Writes the members of one JSON object in the order in which they are named, at the end of `out`. Allocates
/// only when `out` has to grow.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out) : out_{out} { out_ += '{'; }

    void text(const MemberName& name, std::string_view value) {
        key(name);
        append_json_string(out_, value);
    }
    void text_or_null(const MemberName& name, std::string_view value) {
        if (value.empty()) return null(name);
        text(name, value);
    }
    void trace_id_or_null(const MemberName& name, trace::TraceId id) {
        if (!id.is_set()) return null(name);
        key(name);
        std::array<char, 34> quoted{'"'};
        char* const low = trace::write_lower_hex(quoted.data() + 1, id.high, 16);
        *trace::write_lower_hex(low, id.low, 16) = '"';
        out_.append(quoted.data(), quoted.size());
    }
    void number(const MemberName& name, std::uint64_t value) {
        key(name);
        append(fmt::format_int{value});
    }
    void number_or_null(const MemberName& name, std::uint64_t value) {
        if (value == 0) return null(name);
        number(name, value);
    }
    void milliseconds(const MemberName& name, Duration value) {
        key(name);
        append_milliseconds(out_, value);
    }
    /// Whole numbers and words, as they stand in `list` with commas between; null for an empty list.
    void list_or_null(const MemberName& name, std::string_view list) {
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
    void numbers_or_null(const MemberName& name, std::span<const std::uint16_t> values) {
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
    void boolean(const MemberName& name, bool value) {
        key(name);
        out_ += value ? "true" : "false";
    }
    void time(const MemberName& name, WallTime value) {
        key(name);
        const auto day = std::chrono::floor<std::chrono::days>(value);
        const std::chrono::year_month_day date{day};
        const auto ms = static_cast<unsigned>((value - day).count());
        // Twice as fast by hand as with the best of fmt, and every line has one.
        std::array<char, 26> text{"\"0000-00-00T00:00:00.000Z"};
        put_digits<4>(text.data() + 1, static_cast<unsigned>(static_cast<int>(date.year())));
        put_digits<2>(text.data() + 6, static_cast<unsigned>(date.month()));
        put_digits<2>(text.data() + 9, static_cast<unsigned>(date.day()));
        put_digits<2>(text.data() + 12, ms / 3'600'000);
        put_digits<2>(text.data() + 15, ms / 60'000 % 60);
        put_digits<2>(text.data() + 18, ms / 1000 % 60);
        put_digits<3>(text.data() + 21, ms % 1000);
        text.back() = '"';
        out_.append(text.data(), text.size());
    }
    /// The names of a query's parameters, joined by a comma. A name ends at the first '='; a parameter
    /// without one is a name alone.
    void parameter_names(const MemberName& name, std::string_view query) {
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
    void null(const MemberName& name) {
        key(name);
        out_ += "null";
    }
    void end() { out_ += '}'; }

    /// A member that is an object or an array of its own: to be written and ended before the next member.
    [[nodiscard]] ObjectWriter object(const MemberName& name) {
        key(name);
        return ObjectWriter{out_};
    }
    [[nodiscard]] inline ArrayWriter array(const MemberName& name);

    static void append_milliseconds(std::string& out, Duration value) {
        const auto us =
            std::chrono::duration_cast<std::chrono::microseconds>(std::max(value, Duration{})).count();
        const fmt::format_int whole{us / 1000};
        out.append(whole.data(), whole.size());
        std::array<char, 4> fraction{'.'};
        put_digits<3>(fraction.data() + 1, static_cast<unsigned>(us % 1000));
        out.append(fraction.data(), fraction.size());
    }

private:
    void key(const MemberName& name) {
        out_ += name.in_object(out_.back() == '{' ? MemberName::Place::first : MemberName::Place::later);
    }
    /// The last N decimal digits of `number`.
    template <std::size_t N>
    static void put_digits(char* at, unsigned number) {
        for (std::size_t i = N; i > 0; number /= 10) at[--i] = static_cast<char>('0' + number % 10);
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

ArrayWriter ObjectWriter::array(const MemberName& name) {
    key(name);
    return ArrayWriter{out_};
}

}  // namespace halogate::observe
