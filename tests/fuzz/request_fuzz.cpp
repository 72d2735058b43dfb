// SPDX-License-Identifier: MIT
// The bytes of a connection of a caller, to RequestReader.
#include <algorithm>
#include <string>

#include "fuzz/fuzz_target.hpp"
#include "fuzz/plain_message.hpp"
#include "support/http_reading.hpp"

namespace halogate::fuzz {

namespace {

constexpr http::HeadLimits narrow{.head_bytes = 256, .fields = 4, .target_bytes = 40};
constexpr std::size_t at_once = 1'000'000;

void require_sentence(const http::Refusal& refusal) {
    require(!refusal.detail.empty(), "a refusal says why");
    require(std::all_of(refusal.detail.begin(), refusal.detail.end(),
                        [](char c) { return c >= ' ' && c <= '~'; }),
            "a refusal holds nothing of the bytes refused");
    const auto status = http_status(refusal.code);
    require(status >= 400 && status <= 599, "a refusal is an error");
}

void require_same(const test::ReadConnection& whole, const test::ReadConnection& pieces) {
    require(pieces.refusal.has_value() == whole.refusal.has_value(),
            "refused or not, however the bytes arrive");
    require(pieces.messages.size() == whole.messages.size(), "as many requests, however the bytes arrive");
    if (whole.refusal) return;
    require(pieces.messages == whole.messages, "the same requests, however the bytes arrive");
    require(pieces.left_over == whole.left_over, "the same bytes left over, however they arrive");
}

void require_in_limits(const PlainHead& head, const http::HeadLimits& limits) {
    require(head.end <= limits.head_bytes, "a head is within its limit");
    require(head.fields.size() <= limits.fields, "there are not too many fields");
    const auto target = head.first_line.substr(head.first_line.find(' ') + 1);
    require(target.find(' ') <= limits.target_bytes, "a target is within its limit");
    require(target.front() == '/' && target.find('#') == std::string::npos, "a target is a path and a query");
}

/// Reads one request the plain way, holds it against what the reader made of it, and says where it ends.
std::size_t require_meaning(std::string_view bytes, const test::ReadMessage& message, bool refused,
                            const http::HeadLimits& limits) {
    std::size_t begin = 0;
    while (bytes.substr(begin, 2) == "\r\n") begin += 2;
    const auto head = plain_head(bytes.substr(begin), HighBytes::refused);
    require_in_limits(head, limits);
    require(head.first_line == message.line + " HTTP/1.1" || head.first_line == message.line + " HTTP/1.0",
            "the request line is a method, a target and a version");
    require(head.fields == message.fields, "the fields are the lines of the head");
    require(head.values_of("host").size() == 1, "there is one Host");
    require_plain_framing(head);
    const bool is_old = head.first_line.ends_with('0');
    require(message.keep_alive ==
                (!connection_lists(head, "close") && (!is_old || connection_lists(head, "keep-alive"))),
            "a connection is kept when HTTP says so");

    const auto rest = bytes.substr(begin + head.end);
    const auto lengths = head.values_of("content-length");
    PlainBody body{.data = {}, .whole = true, .end = 0};
    if (!lengths.empty()) body = plain_length(rest, lengths[0]);
    if (!head.values_of("transfer-encoding").empty()) body = plain_chunks(rest);
    require(body.data.starts_with(message.body), "no byte of a body is made up");
    if (!refused)
        require(body.data == message.body && body.whole == message.whole, "the body is what was sent");
    return begin + head.end + body.end;
}

void judge(std::string_view input, const http::HeadLimits& limits) {
    const auto whole = test::read_requests(input, at_once, limits);
    for (const std::size_t step : {1, 3, 17}) require_same(whole, test::read_requests(input, step, limits));
    if (whole.refusal) require_sentence(*whole.refusal);
    std::size_t at = 0;
    for (const auto& message : whole.messages) {
        const bool is_last = &message == &whole.messages.back();
        at += require_meaning(input.substr(at), message, is_last && whole.refusal, limits);
        require(is_last || message.whole, "nothing follows a request that is not whole");
    }
    const bool all_whole = whole.messages.empty() || whole.messages.back().whole;
    if (!whole.refusal && all_whole)
        require(whole.left_over == input.size() - at, "the next request begins there");
}

}  // namespace

void try_input(std::string_view input) noexcept {
    judge(input, {});
    judge(input, narrow);
}

}  // namespace halogate::fuzz
