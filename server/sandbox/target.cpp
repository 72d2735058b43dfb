// SPDX-License-Identifier: MIT
#include "sandbox/target.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::sandbox {

namespace {

int hex_digit(char c) noexcept {
    if (ascii::is_digit(c)) return c - '0';
    const char low = ascii::lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

void add_segment(std::vector<std::string>& segments, std::string segment) {
    if (segment.empty() || segment == ".") return;
    if (segment != "..") {
        segments.push_back(std::move(segment));
    } else if (!segments.empty()) {
        segments.pop_back();
    }
}

}  // namespace

std::string percent_decoded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool whole = text[i] == '%' && i + 2 < text.size();
        const int high = whole ? hex_digit(text[i + 1]) : -1;
        const int low = whole ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            result += text[i];
            continue;
        }
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return result;
}

std::string form_decoded(std::string_view text) {
    std::string blanks{text};
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    return percent_decoded(blanks);
}

Query Query::parsed(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto pair = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        query.pairs_.emplace_back(form_decoded(pair.substr(0, equals)), form_decoded(value));
    }
    return query;
}

const std::string* Query::find(std::string_view name) const noexcept {
    for (const auto& [key, value] : pairs_) {
        if (ascii::equal_ignoring_case(key, name)) return &value;
    }
    return nullptr;
}

std::string_view Query::value(std::string_view name) const noexcept {
    const auto* found = find(name);
    return found ? std::string_view{*found} : std::string_view{};
}

bool Query::is_true(std::string_view name) const noexcept {
    return ascii::equal_ignoring_case(value(name), "true") || value(name) == "1";
}

bool Target::is(std::size_t index, std::string_view name) const noexcept {
    return index < segments.size() && ascii::equal_ignoring_case(segments[index], name);
}

Target parse_target(std::string_view text) {
    Target target;
    const auto mark = text.find('?');
    target.path = std::string{text.substr(0, mark)};
    if (mark != std::string_view::npos) target.query = Query::parsed(text.substr(mark + 1));

    // Escapes first, then the cut into segments: an encoded slash does separate, as behind many a front end.
    const std::string path = percent_decoded(target.path);
    std::string segment;
    for (const char c : path) {
        if (c != '/' && c != '\\') {
            segment += c;
            continue;
        }
        add_segment(target.segments, std::move(segment));
        segment.clear();
    }
    add_segment(target.segments, std::move(segment));
    return target;
}

}  // namespace halogate::sandbox
