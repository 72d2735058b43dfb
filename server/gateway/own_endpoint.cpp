// SPDX-License-Identifier: MIT
#include "gateway/own_endpoint.hpp"

#include <string>

#include "gateway/own_answer.hpp"
#include "gateway/token_endpoint.hpp"
#include "observe/json_text.hpp"

namespace halogate::gateway {

namespace {

constexpr std::string_view authinfo_route = "/api/authinfo";

/// Without tenant_id: the gateway knows its tenant, and a client need not.
std::string authinfo_text(const Call& call) {
    const std::string host{call.reader.head().fields.find("Host").value_or("localhost")};
    const std::string scheme = call.listener.tls ? "https" : "http";
    std::string json = R"({"auth_url":)";
    observe::append_json_string(json, scheme + "://" + host + "/auth");
    return json + '}';
}

io::Task<void> serve_authinfo(Call& call) {
    call.record.route = authinfo_route;
    const http::Method method = call.reader.head().method;
    if (method != http::Method::get && method != http::Method::head) {
        OwnAnswer answer{ErrorCode::method_not_allowed, "/api/authinfo answers GET"};
        answer.allow = "GET, HEAD";
        co_await send_own_answer(call, answer);
        co_return;
    }
    const std::string json = authinfo_text(call);
    co_await send_own_document(call, json);
}

}  // namespace

OwnEndpoint own_endpoint(std::string_view folded_path) noexcept {
    if (folded_path == token_route || folded_path == "/token") return OwnEndpoint::token;
    if (folded_path == authinfo_route) return OwnEndpoint::authinfo;
    return OwnEndpoint::none;
}

io::Task<void> serve_own_endpoint(Call& call, OwnEndpoint endpoint) {
    if (endpoint == OwnEndpoint::token) {
        co_await serve_token_endpoint(call);
    } else {
        co_await serve_authinfo(call);
    }
}

}  // namespace halogate::gateway
