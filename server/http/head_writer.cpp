// SPDX-License-Identifier: MIT
#include "http/head_writer.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "base/ascii.hpp"
#include "http/char_class.hpp"

namespace halogate::http {

namespace {

constexpr std::string_view line_end = "\r\n";

/// Room for any 64-bit number in the base.
template <int base>
void append_number(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value, base);
    out.append(digits.data(), written.ptr);
}

struct Phrase {
    unsigned status;
    std::string_view text;
};

/// In ascending order of the status, for the search.
constexpr std::array phrases{
    Phrase{100, "Continue"},
    Phrase{101, "Switching Protocols"},
    Phrase{103, "Early Hints"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{203, "Non-Authoritative Information"},
    Phrase{204, "No Content"},
    Phrase{205, "Reset Content"},
    Phrase{206, "Partial Content"},
    Phrase{207, "Multi-Status"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{305, "Use Proxy"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{423, "Locked"},
    Phrase{424, "Failed Dependency"},
    Phrase{425, "Too Early"},
    Phrase{426, "Upgrade Required"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{451, "Unavailable For Legal Reasons"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
    Phrase{507, "Insufficient Storage"},
    Phrase{508, "Loop Detected"},
    Phrase{511, "Network Authentication Required"},
};

}  // namespace

std::optional<FieldValue> FieldValue::checked(std::string_view bytes) noexcept {
    if (!all(bytes, text_class | high_class)) return std::nullopt;
    return FieldValue{bytes};
}

std::optional<RequestTarget> RequestTarget::checked(std::string_view bytes) noexcept {
    if (!bytes.starts_with('/') || !all(bytes, target_class)) return std::nullopt;
    return RequestTarget{bytes};
}

void HeadWriter::request_line(std::string_view method, RequestTarget target) {
    assert(ascii::is_token(method));
    out_.append(method).append(1, ' ').append(target.view()).append(" HTTP/1.1\r\n");
}

void HeadWriter::status_line(unsigned status) {
    assert(status >= 100 && status <= 999);
    out_.append("HTTP/1.1 ");
    append_number<10>(out_, status);
    out_.append(1, ' ').append(reason_phrase(status)).append(line_end);
}

void HeadWriter::field(std::string_view name, FieldValue value) {
    field(name, value, FieldValue::literal(""));
}

void HeadWriter::field(std::string_view name, FieldValue first, FieldValue second) {
    assert(ascii::is_token(name));
    out_.append(name).append(": ").append(first.view()).append(second.view()).append(line_end);
}

void HeadWriter::field(const Field& checked_by_reader) {
    const auto& [name, value] = checked_by_reader;
    // Nearly every peer writes a field as we do: then it is copied as one piece of what was read.
    const char* const behind = name.data() + name.size();
    const bool as_ours = behind + 2 == value.data() && behind[0] == ':' && behind[1] == ' ';
    if (!as_ours) return field(name, FieldValue::of(checked_by_reader));
    out_.append(name.data(), name.size() + 2 + value.size()).append(line_end);
}

void HeadWriter::field(std::string_view name, std::uint64_t value) {
    assert(ascii::is_token(name));
    out_.append(name).append(": ");
    append_number<10>(out_, value);
    out_.append(line_end);
}

void HeadWriter::end() {
    out_.append(line_end);
}

std::string_view reason_phrase(unsigned status) noexcept {
    const auto* found =
        std::lower_bound(phrases.begin(), phrases.end(), status,
                         [](const Phrase& phrase, unsigned wanted) { return phrase.status < wanted; });
    return found != phrases.end() && found->status == status ? found->text : std::string_view{};
}

void append_chunk(std::string& out, std::string_view data) {
    if (data.empty()) return;
    append_number<16>(out, data.size());
    out.append(line_end).append(data).append(line_end);
}

}  // namespace halogate::http
