// SPDX-License-Identifier: MIT
#include "program/support/answer.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace halogate::program {

namespace {

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::size_t number(std::string_view text, int base) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::runtime_error{"not a length: " + std::string{text}};
    return value;
}

Answer parse_head(std::string_view head) {
    Answer answer;
    if (head.substr(0, 7) != "HTTP/1." || head.size() < 12)
        throw std::runtime_error{"not HTTP: " + std::string{head}};
    answer.status = static_cast<unsigned>(number(head.substr(9, 3), 10));
    for (std::size_t begin = head.find("\r\n") + 2; begin < head.size();) {
        const std::size_t end = head.find("\r\n", begin);
        const std::string_view line = head.substr(begin, end - begin);
        const std::size_t colon = line.find(": ");
        if (colon == std::string_view::npos) throw std::runtime_error{"not a field: " + std::string{line}};
        answer.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        begin = end + 2;
    }
    return answer;
}

/// Calls `on_chunk` with the data of each chunk; how many of `bytes` make the whole body, 0 when more are
/// needed.
template <class OnChunk>
std::size_t walk_chunks(std::string_view bytes, OnChunk on_chunk) {
    for (std::size_t at = 0;;) {
        const std::size_t line_end = bytes.find("\r\n", at);
        if (line_end == std::string_view::npos) return 0;
        const std::size_t size = number(bytes.substr(at, line_end - at), 16);
        at = line_end + 2;
        if (bytes.size() < at + size + 2) return 0;
        if (bytes.substr(at + size, 2) != "\r\n") throw std::runtime_error{"a chunk does not end"};
        on_chunk(bytes.substr(at, size));
        at += size + 2;
        if (size == 0) return at;
    }
}

/// The same, with the data put into `body`; nothing is copied before all has come, or `ended`.
std::size_t read_chunks(std::string_view bytes, std::string& body, bool ended) {
    const std::size_t size = walk_chunks(bytes, [](std::string_view) {});
    if (size != 0 || ended) walk_chunks(bytes, [&](std::string_view data) { body += data; });
    return size;
}

/// How many bytes after the head belong to the answer; nothing while more are needed.
std::optional<std::size_t> read_body(std::string_view rest, Answer& answer, bool to_head, bool ended) {
    const bool bodiless = to_head || answer.status < 200 || answer.status == 204 || answer.status == 304;
    if (bodiless) {
        answer.complete = true;
        return 0;
    }
    if (same_name(answer.field("Transfer-Encoding"), "chunked")) {
        const std::size_t size = read_chunks(rest, answer.body, ended);
        answer.complete = size != 0;
        if (!answer.complete && !ended) return std::nullopt;
        return answer.complete ? size : rest.size();
    }
    const std::string length = answer.field("Content-Length");
    const std::size_t wanted = length.empty() ? rest.size() : number(length, 10);
    if (!ended && (length.empty() || rest.size() < wanted)) return std::nullopt;
    answer.complete = rest.size() >= wanted;
    answer.body = rest.substr(0, wanted);
    return answer.body.size();
}

}  // namespace

std::string Answer::field(std::string_view name) const {
    const auto found = std::ranges::find_if(fields, [&](const auto& f) { return same_name(f.first, name); });
    return found == fields.end() ? std::string{} : found->second;
}

std::size_t Answer::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields, [&](const auto& f) { return same_name(f.first, name); }));
}

std::string Answer::at(std::string_view pointer) const {
    return json_at(body, pointer);
}

std::string json_at(std::string_view json, std::string_view pointer) {
    const auto document = nlohmann::json::parse(json, nullptr, false);
    const nlohmann::json::json_pointer place{std::string{pointer}};
    if (document.is_discarded() || !document.contains(place)) return {};
    const auto& value = document.at(place);
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<std::string> json_elements(std::string_view json) {
    std::vector<std::string> elements;
    const auto document = nlohmann::json::parse(json);
    for (const auto& element : document) elements.push_back(element.dump());
    return elements;
}

std::optional<Answer> take_answer(std::string& bytes, bool to_head, bool ended) {
    const std::size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string::npos) return ended ? std::optional{Answer{}} : std::nullopt;
    Answer answer = parse_head(std::string_view{bytes}.substr(0, head_end + 2));
    const auto size = read_body(std::string_view{bytes}.substr(head_end + 4), answer, to_head, ended);
    if (!size) return std::nullopt;
    bytes.erase(0, head_end + 4 + *size);
    return answer;
}

}  // namespace halogate::program
