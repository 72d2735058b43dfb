// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "differential/node_reading.hpp"
#include "differential/request_table.hpp"
#include "http/start_line.hpp"
#include "support/http_reading.hpp"

// What our reader takes means the same to a parser that shares nothing with it.
namespace halogate::test {
namespace {

constexpr std::size_t drawn = 600;
constexpr std::size_t at_once = 1'000'000;

/// Node refuses a method that is not in its list. That is no other meaning: a session refuses those, too,
/// later on.
bool is_known_to_node(const ReadMessage& message) {
    const auto method = message.line.substr(0, message.line.find(' '));
    return http::to_method(method) != http::Method::other;
}

bool lists_both(const ReadMessage& message) {
    http::Fields fields;
    for (const auto& [name, value] : message.fields) fields.add({name, value});
    return fields.lists("Connection", "close") && fields.lists("Connection", "keep-alive");
}

/// Whether Node goes on or stops behind this request for reasons of its own. It takes whatever follows an
/// offer to switch protocols for the other protocol (here nothing is ever switched); it heeds
/// Proxy-Connection, which is of no RFC; and in HTTP/1.0 `keep-alive` wins over `close` (RFC 9112, 9.3 has it
/// the other way round). All of these end a connection; none moves the place where the next request begins.
bool is_followed_by_choice(const ReadMessage& message) {
    const auto named = [&](std::string_view name) {
        return std::any_of(message.fields.begin(), message.fields.end(),
                           [&](const auto& field) { return ascii::equal_ignoring_case(field.first, name); });
    };
    return named("Upgrade") || named("Proxy-Connection") || lists_both(message);
}

std::vector<std::pair<std::string, std::string>> comparable(const ReadMessage& message) {
    auto fields = message.fields;
    for (auto& [name, value] : fields) name = ascii::lowered(name);
    return fields;
}

/// The requests that the gateway would serve: up to one that closes the connection.
std::vector<ReadMessage> served(const ReadConnection& read) {
    auto messages = read.messages;
    const auto last =
        std::find_if(messages.begin(), messages.end(), [](const ReadMessage& m) { return !m.keep_alive; });
    if (last != messages.end()) messages.erase(last + 1, messages.end());
    return messages;
}

std::string difference(const ReadMessage& ours, const NodeRequest& theirs) {
    if (ours.line != theirs.method + ' ' + theirs.target)
        return "the request line is another: " + theirs.target;
    if (comparable(ours) != theirs.fields) return "the fields are others";
    if (ours.body != theirs.body) return "the body is another: " + theirs.body;
    return ours.whole == theirs.whole ? "" : "the body ends elsewhere";
}

/// Nothing, or how Node reads differently what our reader takes.
std::string difference(const ReadConnection& read, const NodeReading& node) {
    const auto ours = served(read);
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (!is_known_to_node(ours[i])) return {};
        // The rest of this request was refused: whatever follows is not ours.
        if (!ours[i].whole && read.refusal) return {};
        if (i == node.requests.size()) return "not read by Node (" + node.error + "): " + ours[i].line;
        if (auto found = difference(ours[i], node.requests[i]); !found.empty()) return found;
        if (is_followed_by_choice(ours[i])) return {};
    }
    const bool closes = !ours.empty() && !ours.back().keep_alive;
    if ((closes || !read.refusal) && node.requests.size() > ours.size())
        return "Node reads a further request: " + node.requests[ours.size()].target;
    return {};
}

TEST(RequestDifferential, WhatTheGateTakesMeansTheSameToNode) {
    const auto table = request_table(drawn);
    const auto node = read_by_node(table);
    std::size_t taken = 0;
    std::size_t refused = 0;
    std::size_t only_node = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto read = read_requests(table[i], at_once);
        EXPECT_EQ(difference(read, node[i]), "") << testing::PrintToString(table[i]);
        const bool is_refused = read.refusal.has_value();
        (is_refused ? refused : taken) += 1;
        if (is_refused && node[i].error.empty()) ++only_node;
    }
    // The table holds enough of both, and of what Node alone takes, to say something.
    EXPECT_GT(taken, 200U);
    EXPECT_GT(refused, 200U);
    EXPECT_GT(only_node, 20U);
}

TEST(RequestDifferential, ADifferenceIsSeen) {
    const std::string request =
        "POST /a HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello";
    const auto node = read_by_node({request + sentinel}).front();
    ASSERT_EQ(difference(read_requests(request + sentinel, at_once), node), "");
    for (const std::string& other :
         {std::string{"PUT /a HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello"},
          std::string{"POST /b HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello"},
          std::string{"POST /a HTTP/1.1\r\nX-A: 1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"},
          std::string{"POST /a HTTP/1.1\r\nHost: localhost\r\nX-A: 2\r\nContent-Length: 5\r\n\r\nhello"},
          std::string{"POST /a HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhallo"},
          std::string{"POST /a HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nContent-Length: 6\r\n\r\nhello"}}) {
        EXPECT_NE(difference(read_requests(other + sentinel, at_once), node), "") << other;
    }
    // One that the gateway would not look behind, and one request more than Node saw.
    EXPECT_NE(difference(read_requests(sentinel, at_once), node), "");
    EXPECT_NE(difference(read_requests(request + request + sentinel, at_once), node), "");
}

}  // namespace
}  // namespace halogate::test
