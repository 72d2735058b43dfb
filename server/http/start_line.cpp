// SPDX-License-Identifier: MIT
#include "http/start_line.hpp"

#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "http/char_class.hpp"

namespace halogate::http {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t version_size = "HTTP/1.1"sv.size();

std::optional<unsigned> minor_version(std::string_view version) noexcept {
    if (version == "HTTP/1.1") return 1;
    if (version == "HTTP/1.0") return 0;
    return std::nullopt;
}

bool is_some_version(std::string_view text) noexcept {
    return text.size() == version_size && text.starts_with("HTTP/") && ascii::is_digit(text[5]) &&
           text[6] == '.' && ascii::is_digit(text[7]);
}

/// A tunnel and an echo of our own headers; refused in any letter case, because the tenant may not mind the
/// case.
bool is_never_served(std::string_view method) noexcept {
    return ascii::equal_ignoring_case(method, "CONNECT") || ascii::equal_ignoring_case(method, "TRACE");
}

bool is_foreign_byte(char c) noexcept {
    return !is(c, text_class);
}

}  // namespace

Method to_method(std::string_view name) noexcept {
    static constexpr std::array<std::pair<std::string_view, Method>, 9> names{{
        {"GET", Method::get},
        {"POST", Method::post},
        {"DELETE", Method::delete_},
        {"HEAD", Method::head},
        {"PUT", Method::put},
        {"PATCH", Method::patch},
        {"OPTIONS", Method::options},
        {"TRACE", Method::trace},
        {"CONNECT", Method::connect},
    }};
    for (const auto& [known, method] : names)
        if (known == name) return method;
    return Method::other;
}

Fault check_request_line(std::string_view line, std::size_t target_bytes, StartLine& start) noexcept {
    if (line.empty() || is_foreign_byte(line.front())) return Fault::not_http;
    const auto method_end = line.find(' ');
    const auto target_end = method_end == line.npos ? line.npos : line.find(' ', method_end + 1);
    if (target_end == line.npos) return Fault::start_line_malformed;

    const auto method = line.substr(0, method_end);
    const auto target = line.substr(method_end + 1, target_end - method_end - 1);
    const auto version = line.substr(target_end + 1);
    if (method.empty() || target.empty()) return Fault::start_line_malformed;
    if (method.size() > longest_method || !all(method, token_class)) return Fault::method_malformed;

    const auto minor = minor_version(version);
    if (!minor) return is_some_version(version) ? Fault::version_unsupported : Fault::start_line_malformed;
    if (is_never_served(method)) return Fault::method_refused;
    if (target.size() > target_bytes) return Fault::target_too_long;
    if (!all(target, target_class)) return Fault::target_character;
    if (target.front() != '/') return Fault::target_form;

    start.method = to_method(method);
    start.method_size = method.size();
    start.target_size = target.size();
    start.minor_version = *minor;
    return Fault::none;
}

Fault check_status_line(std::string_view line, StartLine& start) noexcept {
    constexpr std::size_t status_end = "HTTP/1.1 200"sv.size();
    if (line.empty() || line.front() != 'H') return Fault::not_http;
    const auto version = line.substr(0, version_size);
    const auto minor = minor_version(version);
    if (!minor) return is_some_version(version) ? Fault::version_unsupported : Fault::status_malformed;
    if (line.size() < status_end || line[version_size] != ' ') return Fault::status_malformed;

    const auto status = ascii::to_unsigned(line.substr(version_size + 1, 3));
    if (!status || *status < 100 || *status > 599) return Fault::status_malformed;
    const auto rest = line.substr(status_end);
    if (!rest.empty() && rest.front() != ' ') return Fault::status_malformed;
    if (!all(rest, text_class | high_class)) return Fault::status_malformed;

    start.status = static_cast<unsigned>(*status);
    start.minor_version = *minor;
    start.reason_at = status_end + (rest.empty() ? 0 : 1);
    start.reason_size = line.size() - start.reason_at;
    return Fault::none;
}

Fault check_unfinished_line(std::string_view line, Side side, std::size_t target_bytes) noexcept {
    if (line.empty()) return Fault::none;
    if (line.front() == '\r') return line.size() == 1 ? Fault::none : Fault::bare_carriage_return;
    if (side == Side::response) return line.front() == 'H' ? Fault::none : Fault::not_http;
    if (is_foreign_byte(line.front())) return Fault::not_http;
    // Both blanks and the CR of the longest line that would be taken.
    const std::size_t longest = longest_method + 1 + target_bytes + 1 + version_size + 1;
    return line.size() > longest ? Fault::target_too_long : Fault::none;
}

}  // namespace halogate::http
