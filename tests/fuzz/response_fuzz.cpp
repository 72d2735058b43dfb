// SPDX-License-Identifier: MIT
// The first line is the method asked (HEAD, POST, else GET), the rest what the tenant sent: to
// ResponseReader.
#include <string>

#include "fuzz/fuzz_target.hpp"
#include "fuzz/plain_message.hpp"
#include "support/http_reading.hpp"

namespace halogate::fuzz {

namespace {

using http::BodyFraming;
using http::HeadStatus;
using http::Method;

constexpr std::size_t at_once = 1'000'000;

/// What is known of an answer when the connection has been closed behind it.
struct Answer {
    test::ReadConnection read;
    BodyFraming::Kind kind = BodyFraming::Kind::none;
    bool ended_well = false;
};

Answer answer_in(std::string_view bytes, std::size_t step, Method method) {
    http::ResponseReader reader{{}};
    reader.reset(method);
    Answer answer{test::ConnectionPlay{reader, bytes, step}.run([] { return false; })};
    if (!answer.read.messages.empty()) answer.kind = reader.head().body.kind;
    answer.ended_well = reader.end_of_stream();
    reader.reset(Method::get);
    if (answer.read.refusal) {
        require(reader.read_head("HTTP/1.1 200 OK\r\n\r\n") == HeadStatus::refused, "a refusal is for good");
    } else if (!answer.read.messages.empty() && !answer.ended_well) {
        require(reader.read_head("HTTP/1.1 200 OK\r\n\r\n") == HeadStatus::refused,
                "after an answer that broke off no other is read");
    }
    return answer;
}

void require_same(const Answer& whole, const Answer& pieces) {
    require(pieces.read.refusal.has_value() == whole.read.refusal.has_value(),
            "refused or not, however they arrive");
    require(pieces.read.messages.size() == whole.read.messages.size(),
            "an answer or none, however they arrive");
    require(pieces.ended_well == whole.ended_well, "whole or not, however the bytes arrive");
    if (whole.read.refusal) return;
    require(pieces.read.messages == whole.read.messages, "the same answer, however the bytes arrive");
    require(pieces.read.left_over == whole.read.left_over, "the same bytes left over, however they arrive");
}

/// The head of the answer that counts, behind any interim ones.
PlainHead final_head(std::string_view bytes, std::size_t& begin) {
    while (true) {
        auto head = plain_head(bytes.substr(begin), HighBytes::allowed);
        require(head.first_line.starts_with("HTTP/1."), "an answer begins with its version");
        require_plain_framing(head);
        if (head.first_line[9] != '1') return head;
        require(head.first_line.substr(9, 3) != "101", "no protocol is switched");
        begin += head.end;
    }
}

bool has_no_body(Method method, std::string_view status) {
    return method == Method::head || status == "204" || status == "304";
}

PlainBody body_of(const PlainHead& head, std::string_view rest, Method method) {
    if (has_no_body(method, head.first_line.substr(9, 3))) return {.data = {}, .whole = true, .end = 0};
    if (!head.values_of("transfer-encoding").empty()) return plain_chunks(rest);
    const auto lengths = head.values_of("content-length");
    if (!lengths.empty()) return plain_length(rest, lengths[0]);
    return {.data = std::string{rest}, .whole = true, .end = rest.size()};
}

void require_meaning(std::string_view bytes, const Answer& answer, Method method) {
    const auto& message = answer.read.messages.front();
    std::size_t begin = 0;
    const auto head = final_head(bytes, begin);
    const auto line = head.first_line.substr(9);
    require(line == message.line || line + ' ' == message.line,
            "the status and the reason are those of the line");
    require(head.fields == message.fields, "the fields are the lines of the head");
    const auto body = body_of(head, bytes.substr(begin + head.end), method);
    require(body.data.starts_with(message.body), "no byte of a body is made up");
    if (answer.read.refusal) return;
    require(body.data == message.body, "the body is what was sent");
    require(body.whole == answer.ended_well, "an answer is whole when its last byte is there");
    if (body.whole)
        require(answer.read.left_over == bytes.size() - begin - head.end - body.end,
                "what follows is left over");
    if (answer.kind == BodyFraming::Kind::until_close || connection_lists(head, "close"))
        require(!message.keep_alive, "a connection that ends with the answer is not kept");
}

Method method_of(std::string_view name) {
    if (name == "HEAD") return Method::head;
    return name == "POST" ? Method::post : Method::get;
}

}  // namespace

void try_input(std::string_view input) noexcept {
    const auto method = method_of(next_line(input));
    const auto whole = answer_in(input, at_once, method);
    for (const std::size_t step : {1, 3, 17}) require_same(whole, answer_in(input, step, method));
    if (whole.read.refusal)
        require(whole.read.refusal->code == ErrorCode::tenant_bad_response,
                "whatever is wrong is the tenant's fault");
    if (!whole.read.messages.empty()) require_meaning(input, whole, method);
}

}  // namespace halogate::fuzz
