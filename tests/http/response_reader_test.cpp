// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "http/message_reader.hpp"
#include "support/http_reading.hpp"

namespace halogate::http {
namespace {

using namespace std::string_literals;
using test::byte_steps;
using test::read_response;

TEST(ResponseReader, BodiesComeOutTheSameInWhateverStepsTheyArrive) {
    const std::pair<std::string, std::string> cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world", "hello world"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n",
         "hello world"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: caf\xc3\xa9\r\n\r\n", ""},
    };
    for (const auto& [bytes, body] : cases) {
        for (const auto step : byte_steps) {
            const auto read = read_response(bytes + "next", step);
            ASSERT_EQ(read.messages.size(), 1U) << bytes << step;
            EXPECT_TRUE(read.messages[0].whole);
            EXPECT_TRUE(read.messages[0].keep_alive);
            EXPECT_EQ(read.messages[0].body, body);
            EXPECT_EQ(read.left_over, 4U) << bytes << step;
        }
    }
}

TEST(ResponseReader, ABodyWithoutLengthEndsWithTheConnection) {
    for (const auto step : byte_steps) {
        const auto read = read_response("HTTP/1.1 200 OK\r\n\r\nall of it\r\n\r\n", step);
        ASSERT_EQ(read.messages.size(), 1U);
        EXPECT_EQ(read.messages[0].body, "all of it\r\n\r\n");
        EXPECT_FALSE(read.messages[0].keep_alive);
        EXPECT_FALSE(read.messages[0].whole);
    }
}

bool ends_well(const std::string& head, const std::string& body) {
    ResponseReader reader{HeadLimits{}};
    reader.reset(Method::get);
    if (reader.read_head(head) != HeadStatus::complete) return reader.end_of_stream();
    std::string_view rest = body;
    while (!rest.empty()) {
        const auto piece = reader.read_body(rest);
        if (piece.complete || piece.refusal) break;
        rest.remove_prefix(piece.consumed);
    }
    return reader.end_of_stream();
}

TEST(ResponseReader, TheEndOfTheStreamIsProperOnlyWhereNothingIsMissing) {
    EXPECT_TRUE(ends_well("HTTP/1.1 200 OK\r\n\r\n", "abc"));
    EXPECT_TRUE(ends_well("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "abc"));
    EXPECT_FALSE(ends_well("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", "abc"));
    EXPECT_FALSE(ends_well("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n"));
    EXPECT_FALSE(ends_well("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n"));
    EXPECT_FALSE(ends_well("HTTP/1.1 200 OK\r\n", ""));
    EXPECT_FALSE(ends_well("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", ""));
}

TEST(ResponseReader, TheReasonMayBeEmptyOrMissingWithItsBlank) {
    const std::pair<std::string, std::string> cases[] = {
        {"HTTP/1.1 404 Not Found\r\n", "404 Not Found"},
        {"HTTP/1.1 404 \r\n", "404 "},
        {"HTTP/1.1 404\r\n", "404 "},
        {"HTTP/1.0 404\r\n", "404 "},
        {"HTTP/1.1 404 Pas trouv\xe9\r\n", "404 Pas trouv\xe9"},
    };
    for (const auto& [line, expected] : cases) {
        for (const auto step : byte_steps) {
            const auto read = read_response(line + "Content-Length: 2\r\nA: b\r\n\r\nhi", step);
            ASSERT_EQ(read.messages.size(), 1U) << line;
            EXPECT_EQ(read.messages[0].line, expected);
            EXPECT_EQ(read.messages[0].fields.size(), 2U);
            EXPECT_EQ(read.messages[0].body, "hi");
            EXPECT_EQ(read.messages[0].keep_alive, line.starts_with("HTTP/1.1"));
        }
    }
    EXPECT_EQ(read_response("HTTP/1.1 204\r\n\r\n", 1).messages.at(0).line, "204 ");
}

TEST(ResponseReader, HeadNoContentAndNotModifiedHaveNoBody) {
    const auto alone = [](const std::string& bytes, Method request) {
        const auto read = read_response(bytes, 3, request);
        EXPECT_EQ(read.messages.size(), 1U) << bytes;
        EXPECT_TRUE(read.messages.at(0).whole) << bytes;
        return read.messages.at(0).keep_alive;
    };
    EXPECT_TRUE(alone("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", Method::head));
    EXPECT_TRUE(alone("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Method::head));
    EXPECT_TRUE(alone("HTTP/1.1 200 OK\r\n\r\n", Method::head));
    EXPECT_TRUE(alone("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", Method::get));
    EXPECT_TRUE(alone("HTTP/1.1 204 No Content\r\n\r\n", Method::get));
    EXPECT_TRUE(alone("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", Method::get));
}

TEST(ResponseReader, A204ThatAnnouncesABodyIsNotKeptAlive) {
    for (const auto* field : {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"}) {
        const auto read = read_response("HTTP/1.1 204 No Content\r\n"s + field + "\r\nhello", 1000);
        ASSERT_EQ(read.messages.size(), 1U);
        EXPECT_TRUE(read.messages[0].whole);
        EXPECT_FALSE(read.messages[0].keep_alive);
        EXPECT_EQ(read.left_over, 5U);
    }
}

TEST(ResponseReader, InterimAnswersAreSkipped) {
    const std::string bytes =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
    for (const auto step : byte_steps) {
        const auto read = read_response(bytes, step);
        ASSERT_EQ(read.messages.size(), 1U);
        EXPECT_EQ(read.messages[0].line, "201 Created");
        EXPECT_EQ(read.messages[0].fields.size(), 1U);
        EXPECT_EQ(read.messages[0].body, "{}");
        EXPECT_EQ(read.left_over, 0U);
    }
}

TEST(ResponseReader, EndlessInterimAnswersAreBounded) {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_TRUE(read_response(bytes, 64).refusal);
}

TEST(ResponseReader, OneReaderServesOneExchangeAfterAnother) {
    ResponseReader reader{HeadLimits{}};
    reader.reset(Method::head);
    ASSERT_EQ(reader.read_head("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"), HeadStatus::complete);
    EXPECT_EQ(reader.head().body.kind, BodyFraming::Kind::none);
    reader.reset(Method::get);
    ASSERT_EQ(reader.read_head("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"), HeadStatus::complete);
    EXPECT_EQ(reader.head().fields.size(), 1U);
    const auto piece = reader.read_body("abcHTTP/1.1 200 OK\r\n\r\n");
    EXPECT_EQ(piece.data, "abc");
    EXPECT_TRUE(piece.complete);
    EXPECT_EQ(piece.consumed, 3U);
}

TEST(ResponseReader, AnAnswerThatWasNotReadToItsEndPoisonsTheConnection) {
    ResponseReader reader{HeadLimits{}};
    reader.reset(Method::get);
    ASSERT_EQ(reader.read_head("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"), HeadStatus::complete);
    reader.reset(Method::get);
    EXPECT_EQ(reader.read_head("HTTP/1.1 200 OK\r\n\r\n"), HeadStatus::refused);
}

TEST(ResponseAttacks, EveryAmbiguousAnswerIsABadResponseOfTheTenant) {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::string cases[] = {
        ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        ok + "Content-Length: 5, 5\r\n\r\nhello",
        ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        ok + "Transfer-Encoding: gzip\r\n\r\nhello",
        ok + "Transfer-Encoding: identity\r\n\r\nhello",
        ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ok + "A: b\r\n c\r\n\r\n",
        ok + "A : b\r\n\r\n",
        ok + "A: b\nC: d\r\n\r\n",
        ok + "A: b\rC: d\r\n\r\n",
        ok + "A: \0\r\n\r\n"s,
        ok + "\xc3\xa9: a\r\n\r\n",
        ok + "A\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: " + std::string(70000, 'a') + "\r\n\r\n",
        ok + "A: " + std::string(70000, 'a') + "\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "hello",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n",
        "HTTP/1.1 200\tOK\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 200 O\x01K\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
    };
    for (const auto& bytes : cases) {
        for (const auto step : byte_steps) {
            const auto read = read_response(bytes + "HTTP/1.1 200 Sentinel\r\n\r\n", step);
            ASSERT_TRUE(read.refusal) << bytes << "\nin steps of " << step;
            EXPECT_EQ(read.refusal->code, ErrorCode::tenant_bad_response);
            for (const auto& message : read.messages) EXPECT_NE(message.line, "200 Sentinel");
        }
    }
}

TEST(ResponseAttacks, Utf8MayStandInValuesBecauseRealServersSendIt) {
    const auto read = read_response(
        "HTTP/1.1 200 OK\r\nContent-Disposition: filename=\"caf\xc3\xa9\"\r\nContent-Length: 0\r\n\r\n", 2);
    ASSERT_EQ(read.messages.size(), 1U);
    EXPECT_EQ(read.messages[0].fields[0].second, "filename=\"caf\xc3\xa9\"");
}

}  // namespace
}  // namespace halogate::http
