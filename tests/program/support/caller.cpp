// SPDX-License-Identifier: MIT
#include "program/support/caller.hpp"

#include <strings.h>

#include <algorithm>
#include <optional>

namespace halogate::program {

std::string request_text(std::string_view method, std::string_view target, std::string_view body,
                         const FieldList& fields) {
    const auto has = [&](const char* name) {
        return std::ranges::any_of(fields,
                                   [&](const auto& f) { return ::strcasecmp(f.first.c_str(), name) == 0; });
    };
    std::string text = std::string{method} + " " + std::string{target} + " HTTP/1.1\r\n";
    if (!has("Host")) text += "Host: localhost\r\n";
    if (!body.empty() && !has("Transfer-Encoding"))
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : fields) text.append(name).append(": ").append(value).append("\r\n");
    return text.append("\r\n").append(body);
}

Answer Caller::call(std::string_view method, std::string_view target, std::string_view body,
                    const FieldList& fields) {
    send(request_text(method, target, body, fields));
    Answer answer = receive(method == "HEAD");
    while (answer.status >= 100 && answer.status < 200) answer = receive(method == "HEAD");
    return answer;
}

Answer Caller::post(std::string_view target, std::string_view body, FieldList fields) {
    fields.emplace_back("Content-Type", "application/json");
    return call("POST", target, body, fields);
}

Answer Caller::receive(bool to_head) {
    for (bool ended = false;;) {
        if (std::optional<Answer> answer = take_answer(bytes_, to_head, ended)) return *std::move(answer);
        ended = !channel_->receive(bytes_);
    }
}

void Caller::receive_some() {
    while (bytes_.empty() && channel_->receive(bytes_)) {
    }
}

std::string Caller::receive_all() {
    while (channel_->receive(bytes_)) {
    }
    return std::exchange(bytes_, {});
}

}  // namespace halogate::program
