// SPDX-License-Identifier: MIT
#include "fuzz/plain_message.hpp"

#include <algorithm>

#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

bool is_name_byte(char c) {
    return std::string_view{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"}
               .find(c) != std::string_view::npos;
}

bool is_text(std::string_view line, HighBytes high_bytes) {
    return std::all_of(line.begin(), line.end(), [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return c == '\t' || (byte >= 0x20 && byte < 0x7F) ||
               (byte >= 0x80 && high_bytes == HighBytes::allowed);
    });
}

bool is_hexadecimal(std::string_view digits) {
    return !digits.empty() && digits.size() <= 16 &&
           digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string result{text};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return result;
}

std::string_view without_blanks_around(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> PlainHead::values_of(std::string_view lower_case_name) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : fields)
        if (lower_case(name) == lower_case_name) values.push_back(value);
    return values;
}

PlainHead plain_head(std::string_view bytes, HighBytes high_bytes) {
    PlainHead head;
    const auto end = bytes.find("\r\n\r\n");
    require(end != std::string_view::npos, "a head that is taken ends in an empty line");
    head.end = end + 4;
    auto rest = bytes.substr(0, end + 2);
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        require(is_text(line, high_bytes),
                "no line of a head holds a control character, a lone CR or a lone LF");
        if (head.first_line.empty()) {
            head.first_line = line;
            continue;
        }
        const auto colon = line.find(':');
        require(colon != std::string_view::npos && colon > 0, "every field line has a name and a colon");
        const auto name = line.substr(0, colon);
        require(std::all_of(name.begin(), name.end(), is_name_byte), "a field name is a token");
        head.fields.emplace_back(name, without_blanks_around(line.substr(colon + 1)));
    }
    return head;
}

PlainBody plain_chunks(std::string_view bytes) {
    PlainBody body;
    std::size_t at = 0;
    while (true) {
        const auto line_end = bytes.find("\r\n", at);
        if (line_end == std::string_view::npos) return body;
        const auto digits = bytes.substr(at, line_end - at);
        if (!is_hexadecimal(digits)) return body;
        const auto size = std::stoull(std::string{digits}, nullptr, 16);
        at = line_end + 2;
        if (size == 0) break;
        body.data += bytes.substr(at, size);
        if (size > bytes.size() - at || bytes.substr(at + size, 2) != "\r\n") return body;
        at += size + 2;
    }
    // Trailers: lines up to an empty one.
    while (true) {
        const auto line_end = bytes.find("\r\n", at);
        if (line_end == std::string_view::npos) return body;
        const bool is_empty = line_end == at;
        at = line_end + 2;
        if (is_empty) break;
    }
    body.whole = true;
    body.end = at;
    return body;
}

PlainBody plain_length(std::string_view bytes, const std::string& digits) {
    const auto length = std::stoull(digits);
    PlainBody body;
    body.data = bytes.substr(0, length);
    body.whole = body.data.size() == length;
    body.end = body.data.size();
    return body;
}

void require_plain_framing(const PlainHead& head) {
    const auto lengths = head.values_of("content-length");
    const auto codings = head.values_of("transfer-encoding");
    require(lengths.size() + codings.size() <= 1, "at most one field says where the body ends");
    if (!codings.empty()) {
        require(lower_case(codings[0]) == "chunked", "the one transfer coding is chunked");
        require(head.first_line.find("HTTP/1.1") != std::string::npos, "chunks are not for HTTP/1.0");
    }
    if (!lengths.empty()) {
        const auto& digits = lengths[0];
        require(!digits.empty() && digits.size() <= 19 &&
                    digits.find_first_not_of("0123456789") == std::string::npos,
                "Content-Length is a plain number");
    }
}

bool connection_lists(const PlainHead& head, std::string_view option) {
    for (const auto& value : head.values_of("connection")) {
        std::string_view rest{value};
        while (!rest.empty()) {
            const auto element = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(element.size() + 1, rest.size()));
            if (lower_case(without_blanks_around(element)) == option) return true;
        }
    }
    return false;
}

}  // namespace halogate::fuzz
