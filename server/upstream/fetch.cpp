// SPDX-License-Identifier: MIT
#include "upstream/fetch.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "http/head_writer.hpp"
#include "upstream/connection.hpp"

namespace halogate::upstream {

namespace {

FetchError failed(ReadStatus status, const Connection& connection) {
    FetchError error;
    error.timed_out = status == ReadStatus::timed_out;
    error.detail = error.timed_out ? "the answer did not come in time"
                   : status == ReadStatus::no_answer
                       ? "the connection ended before the answer was complete"
                       : "the answer is not proper HTTP: " + connection.detail();
    return error;
}

FetchError failed(io::DialError error) {
    switch (error.stage) {
        case io::DialError::Stage::resolve:
            return {FetchError::Stage::resolve, false, std::move(error.detail)};
        case io::DialError::Stage::connect:
            return {FetchError::Stage::connect, false, std::move(error.detail)};
        case io::DialError::Stage::handshake: break;
    }
    return {FetchError::Stage::handshake, false, std::move(error.detail)};
}

/// Nothing when a part may not be written to a wire.
bool write_request(const FetchRequest& request, std::string& out) {
    std::string target = request.url.path.empty() ? "/" : request.url.path;
    if (!request.url.query.empty()) target += "?" + request.url.query;
    const auto checked_target = http::RequestTarget::checked(target);
    const auto host = http::FieldValue::checked(request.url.authority);
    const std::string bearer = request.bearer.empty() ? "" : "Bearer " + std::string{request.bearer.reveal()};
    const auto authorization = http::FieldValue::checked(bearer);
    const auto content_type = http::FieldValue::checked(request.content_type);
    const bool has_good_fields =
        std::all_of(request.fields.begin(), request.fields.end(), [](const FetchRequest::ExtraField& field) {
            return ascii::is_token(field.name) && http::FieldValue::checked(field.value.reveal());
        });
    if (!checked_target || !host || !authorization || !content_type || !has_good_fields) return false;
    http::HeadWriter writer{out};
    writer.request_line(request.method == http::Method::post ? "POST" : "GET", *checked_target);
    writer.field("Host", *host);
    writer.field("Accept", http::FieldValue::literal("application/json"));
    writer.field("User-Agent", http::FieldValue::literal("halogate"));
    writer.field("Connection", http::FieldValue::literal("close"));
    if (!bearer.empty()) writer.field("Authorization", *authorization);
    for (const auto& [name, value] : request.fields)
        writer.field(name, *http::FieldValue::checked(value.reveal()));
    if (request.method == http::Method::post) {
        writer.field("Content-Type", *content_type);
        writer.field("Content-Length", std::uint64_t{request.body.reveal().size()});
    }
    writer.end();
    return true;
}

std::string copied(const http::Fields& fields, std::string_view name) {
    return std::string{fields.find(name).value_or("")};
}

io::Task<Expected<FetchResponse, FetchError>> read_answer(Connection& connection, std::size_t most,
                                                          FetchRequest::LongAnswer long_answer,
                                                          TimePoint deadline) {
    const ReadStatus head = co_await connection.read_head(deadline);
    if (head != ReadStatus::ok) co_return Unexpected{failed(head, connection)};
    FetchResponse response;
    response.status = connection.head().status;
    response.content_type = copied(connection.head().fields, "Content-Type");
    response.retry_after = copied(connection.head().fields, "Retry-After");
    response.date = copied(connection.head().fields, "Date");
    response.location = copied(connection.head().fields, "Location");
    while (!connection.body_complete()) {
        const Connection::Piece piece = co_await connection.read_body(deadline);
        if (piece.status != ReadStatus::ok) co_return Unexpected{failed(piece.status, connection)};
        const std::size_t room = most - response.body.size();
        response.body += piece.data.substr(0, room);
        if (piece.data.size() <= room) continue;
        if (long_answer == FetchRequest::LongAnswer::is_cut) break;
        FetchError error;
        error.detail = "the answer is larger than " + std::to_string(most / 1024) + " KiB";
        co_return Unexpected{std::move(error)};
    }
    co_return response;
}

}  // namespace

io::Task<Expected<FetchResponse, FetchError>> fetch(io::Dialer& dialer, const FetchRequest& request,
                                                    TimePoint deadline) {
    std::string head;
    if (!write_request(request, head)) {
        FetchError error;
        error.detail = "the request would hold a control character";
        co_return Unexpected{std::move(error)};
    }
    auto stream = co_await dialer.dial(request.url.origin, deadline);
    if (!stream) {
        wipe(head);
        co_return Unexpected{failed(std::move(stream).error())};
    }
    Connection connection{std::move(*stream), http::HeadLimits{}};
    connection.begin(request.method);
    const io::WriteResult sent = co_await connection.send(head, request.body.reveal(), deadline);
    wipe(head);
    if (sent.error == io::IoError::timed_out || sent.error == io::IoError::aborted) {
        FetchError error;
        error.timed_out = sent.error == io::IoError::timed_out;
        error.detail = "the request could not be sent: " + std::string{io::to_string(sent.error)};
        co_return Unexpected{std::move(error)};
    }
    // A server may answer, refuse the rest and close: what it said is worth more than the write's error.
    co_return co_await read_answer(connection, request.most_body, request.long_answer, deadline);
}

}  // namespace halogate::upstream
