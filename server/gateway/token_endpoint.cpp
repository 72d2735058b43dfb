// SPDX-License-Identifier: MIT
#include "gateway/token_endpoint.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/secret.hpp"
#include "core/local_token/scope_request.hpp"
#include "core/local_token/token_request.hpp"
#include "gateway/own_answer.hpp"
#include "observe/json_text.hpp"

namespace halogate::gateway {

namespace {

using Refusal = std::optional<OwnAnswer>;

OwnAnswer too_large() {
    return {ErrorCode::body_too_large, "a token request of this size is none: at most 16 KiB are read"};
}

/// The whole body into call.body.
io::Task<Refusal> read_form_body(Call& call) {
    const http::BodyFraming& framing = call.head().body;
    const bool stated_too_large =
        framing.kind == http::BodyFraming::Kind::length && framing.length > most_token_request_bytes;
    if (stated_too_large) co_return too_large();
    while (!call.body_complete) {
        const Call::BodyPiece piece = co_await call.read_body();
        if (!piece.ok) co_return OwnAnswer{piece.refusal.code, piece.refusal.detail};
        call.body += piece.data;
        if (call.body.size() > most_token_request_bytes) co_return too_large();
    }
    co_return std::nullopt;
}

void append_member(std::string& json, std::string_view name, std::string_view text) {
    json.append(json.empty() ? "{\"" : ",\"").append(name).append("\":");
    observe::append_json_string(json, text);
}

/// Strict clients ask for each of the six, and for none to be empty.
std::string token_answer(const local_token::Mint& mint, const local_token::Grant& grant,
                         std::string_view scope, WallTime now) {
    std::string json;
    append_member(json, "access_token", mint.issue(grant, now));
    append_member(json, "token_type", "Bearer");
    json.append(",\"expires_in\":").append(std::to_string(mint.lifetime().count()));
    append_member(json, "scope", scope);
    append_member(json, "refresh_token", "unsupported");
    append_member(json, "id_token", mint.identity_token(grant.consumer, now));
    return json + '}';
}

/// The JSON of the answer, or why there is none.
Expected<std::string, OwnAnswer> issue(Call& call) {
    const http::Fields& fields = call.reader.head().fields;
    if (fields.count("Authorization") > 1)
        return Unexpected{OwnAnswer{ErrorCode::invalid_request, "Authorization is given more than once"}};
    const local_token::TokenRequestParts parts{fields.find("Content-Type").value_or(""),
                                               fields.find("Authorization"), call.body};
    const auto request = local_token::read_token_request(parts);
    if (!request) return Unexpected{OwnAnswer{request.error().code, request.error().detail}};
    const ConsumerBook& book = call.services.consumers;
    const auto client = book.identify_client(call.listener, call.caller.credentials(), request->client);
    if (!client) return Unexpected{OwnAnswer{client.error().code, client.error().detail}};
    const Consumer& consumer = book.at(client->consumer);
    call.consumer = client->consumer;
    call.record.identity = client->identity;
    call.record.consumer = consumer.name;
    auto scope = local_token::grant_scope(request->scope, consumer.allow);
    if (!scope) return Unexpected{OwnAnswer{ErrorCode::invalid_scope, std::move(scope).error()}};
    const local_token::Grant grant{consumer.name, std::move(scope->only)};
    return token_answer(book.mint(), grant, scope->text, call.services.clock.wall_now());
}

}  // namespace

io::Task<void> serve_token_endpoint(Call& call) {
    call.record.route = token_route;
    if (call.head().method != http::Method::post) {
        OwnAnswer answer{ErrorCode::method_not_allowed,
                         "the token endpoint answers POST, with client_id and client_secret in a form"};
        answer.allow = "POST";
        co_await send_own_answer(call, answer);
        co_return;
    }
    const Refusal refusal = co_await read_form_body(call);
    if (refusal) {
        co_await send_own_answer(call, *refusal);
        co_return;
    }
    auto answer = issue(call);
    wipe(call.body);
    if (!answer) {
        co_await send_own_answer(call, answer.error());
        co_return;
    }
    co_await send_own_document(call, *answer);
    wipe(*answer);
}

}  // namespace halogate::gateway
