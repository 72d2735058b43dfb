// SPDX-License-Identifier: MIT
#include "sandbox/delivery.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "sandbox/http_date.hpp"

namespace halogate::sandbox {

namespace {

std::string_view reason_phrase(unsigned status) noexcept {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 302: return "Found";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 507: return "Insufficient Storage";
        default: return "Unknown";
    }
}

/// What the head claims about the body; the two together are a fault.
struct Framing {
    std::optional<std::uint64_t> length;
    bool chunked = false;
};

Framing honest_framing(const Answer& answer) {
    if (!answer.stream) return {answer.body.size(), false};
    if (answer.stream->coding == BodyCoding::chunked) return {std::nullopt, true};
    return {answer.stream->bytes, false};
}

std::string head_text(const Answer& answer, const Framing& framing, Persistence persistence, WallTime wall) {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + ' ';
    head += reason_phrase(answer.status);
    head += "\r\nDate: " + http_date(wall) + "\r\n";
    for (const auto& field : answer.fields) head += field.name + ": " + field.value + "\r\n";
    if (framing.length) head += "Content-Length: " + std::to_string(*framing.length) + "\r\n";
    if (framing.chunked) head += "Transfer-Encoding: chunked\r\n";
    if (persistence == Persistence::close) head += "Connection: close\r\n";
    return head + "\r\n";
}

/// Half of what the head promised, and at least one byte too few.
void cut_short(Delivery& delivery) {
    delivery.body.resize(delivery.body.size() / 2);
    if (delivery.stream) delivery.stream->bytes /= 2;
    delivery.last_chunk = false;
    delivery.ending = Ending::close;
}

std::string unasked_answer(WallTime wall) {
    Answer answer = json_answer(200, R"({"unasked":true})");
    return head_text(answer, honest_framing(answer), Persistence::keep_alive, wall) + answer.body;
}

}  // namespace

std::string chunk_of(std::string_view bytes) {
    std::array<char, 20> size{};
    const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
    std::string chunk;
    chunk.reserve(bytes.size() + 24);
    chunk.append(size.data(), static_cast<std::size_t>(length)).append(bytes).append("\r\n");
    return chunk;
}

std::string stream_block() {
    std::string block(26 * 630, ' ');
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<char>('a' + i % 26);
    return block;
}

Delivery plan_delivery(Answer answer, const std::optional<FaultRule>& fault, std::string_view method,
                       Persistence persistence, WallTime wall) {
    Delivery delivery;
    if (persistence == Persistence::close) delivery.ending = Ending::close;
    if (fault) delivery.pause = fault->pause;
    const auto is = [&fault](FaultKind kind) { return fault && fault->kind == kind; };
    if (is(FaultKind::stall)) delivery.ending = Ending::silence;
    if (is(FaultKind::reset_before) || is(FaultKind::reset_after)) delivery.ending = Ending::reset;
    if (is(FaultKind::close_idle)) delivery.ending = Ending::close;
    if (delivery.ending == Ending::silence || delivery.ending == Ending::reset) return delivery;

    Framing framing = honest_framing(answer);
    if (is(FaultKind::truncate) && framing.length == std::uint64_t{0}) framing.length = 16;
    if (is(FaultKind::bad_framing)) {
        framing = {answer.stream ? answer.stream->bytes : answer.body.size(), true};
        if (!answer.body.empty()) answer.body = chunk_of(answer.body);
        if (answer.stream) answer.stream->coding = BodyCoding::chunked;
        if (!answer.stream) answer.body += "0\r\n\r\n";
    }
    delivery.head = head_text(answer, framing, persistence, wall);
    delivery.slow_head = is(FaultKind::slow_head);
    delivery.slow_body = is(FaultKind::slow_body);
    if (method != "HEAD") {
        delivery.body = std::move(answer.body);
        delivery.stream = answer.stream;
    }
    if (is(FaultKind::truncate)) cut_short(delivery);
    if (is(FaultKind::extra_bytes)) delivery.body += unasked_answer(wall);
    return delivery;
}

}  // namespace halogate::sandbox
