// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "http/message_reader.hpp"
#include "support/http_reading.hpp"

namespace halogate::http {
namespace {

using test::byte_steps;
using test::read_requests;
using Pairs = std::vector<std::pair<std::string, std::string>>;

HeadStatus status_of(std::string_view bytes, HeadLimits limits = {}) {
    RequestReader reader{limits};
    return reader.read_head(bytes);
}

TEST(RequestReader, PipelinedRequestsComeOutTheSameInWhateverStepsTheyArrive) {
    const std::string bytes =
        "GET /api/Tickets?count=1 HTTP/1.1\r\nHost: localhost:4256\r\nAccept:\t */* \t\r\nEmpty:\r\n\r\n"
        "POST /api/Tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345"
        "\r\n\r\nPOST /api/Client HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\nwiki\r\n00C\r\n pedia and \n\r\n0\r\nX-Checksum: 1\r\n\r\n"
        "DELETE /api/Tickets/1 HTTP/1.0\r\nHost: a\r\n\r\n";
    for (const auto step : byte_steps) {
        const auto read = read_requests(bytes, step);
        ASSERT_EQ(read.messages.size(), 4U) << "in steps of " << step;
        EXPECT_FALSE(read.refusal);
        EXPECT_EQ(read.left_over, 0U);
        EXPECT_EQ(read.messages[0].line, "GET /api/Tickets?count=1");
        EXPECT_EQ(read.messages[0].fields,
                  (Pairs{{"Host", "localhost:4256"}, {"Accept", "*/*"}, {"Empty", ""}}));
        EXPECT_EQ(read.messages[1].body, "12345");
        EXPECT_EQ(read.messages[2].line, "POST /api/Client");
        EXPECT_EQ(read.messages[2].body, "wiki pedia and \n");
        EXPECT_EQ(read.messages[2].fields, (Pairs{{"Host", "a"}, {"Transfer-Encoding", "chunked"}}));
        EXPECT_EQ(read.messages[3].line, "DELETE /api/Tickets/1");
        EXPECT_FALSE(read.messages[3].keep_alive);
    }
}

TEST(RequestReader, TellsMethodsApartByLetterCase) {
    const std::pair<std::string, Method> cases[] = {
        {"GET", Method::get},         {"HEAD", Method::head}, {"POST", Method::post},
        {"DELETE", Method::delete_},  {"PUT", Method::put},   {"PATCH", Method::patch},
        {"OPTIONS", Method::options}, {"get", Method::other}, {"BREW", Method::other},
    };
    for (const auto& [name, method] : cases) {
        RequestReader reader{HeadLimits{}};
        const std::string bytes = name + " / HTTP/1.1\r\nHost: a\r\n\r\n";
        ASSERT_EQ(reader.read_head(bytes), HeadStatus::complete) << name;
        EXPECT_EQ(reader.head().method, method) << name;
        EXPECT_EQ(reader.head().method_name, name);
    }
}

TEST(RequestReader, HeadViewsPointIntoTheGivenBytes) {
    const std::string bytes = "\r\n\r\nGET /a HTTP/1.1\r\nHost: b\r\n\r\nrest";
    RequestReader reader{HeadLimits{}};
    ASSERT_EQ(reader.read_head(bytes), HeadStatus::complete);
    EXPECT_EQ(reader.head_bytes(), bytes.size() - 4);
    const auto inside = [&bytes](std::string_view view) {
        return view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size();
    };
    EXPECT_TRUE(inside(reader.head().target));
    EXPECT_TRUE(inside(reader.head().method_name));
    for (const Field& field : reader.head().fields) EXPECT_TRUE(inside(field.name) && inside(field.value));
}

TEST(RequestReader, SaysHowTheBodyEnds) {
    const auto body_of = [](const std::string& fields) {
        RequestReader reader{HeadLimits{}};
        const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
        EXPECT_EQ(reader.read_head(bytes), HeadStatus::complete) << fields;
        return reader.head().body;
    };
    EXPECT_EQ(body_of("").kind, BodyFraming::Kind::none);
    EXPECT_EQ(body_of("transfer-encoding: chunked\r\n").kind, BodyFraming::Kind::chunked);
    EXPECT_EQ(body_of("CONTENT-LENGTH: 12\r\n").kind, BodyFraming::Kind::length);
    EXPECT_EQ(body_of("CONTENT-LENGTH: 12\r\n").length, 12U);
    EXPECT_EQ(body_of("Content-Length: 9999999999999999999\r\n").length, 9999999999999999999U);
}

TEST(RequestReader, AnEmptyBodyOfKnownLengthIsCompleteWithoutFurtherBytes) {
    RequestReader reader{HeadLimits{}};
    ASSERT_EQ(reader.read_head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
              HeadStatus::complete);
    const auto piece = reader.read_body("GET / HTTP/1.1\r\n");
    EXPECT_TRUE(piece.complete);
    EXPECT_EQ(piece.consumed, 0U);
}

TEST(RequestReader, AGetMayCarryABody) {
    const auto read = read_requests(
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}GET /2 HTTP/1.1\r\nHost: a\r\n\r\n", 1000);
    ASSERT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.messages[0].body, "{}");
    EXPECT_EQ(read.messages[1].line, "GET /2");
}

TEST(RequestReader, KeepAliveFollowsVersionAndConnection) {
    const auto kept = [](const std::string& version, const std::string& fields) {
        const auto read = read_requests("GET / " + version + "\r\nHost: a\r\n" + fields + "\r\n", 1000);
        EXPECT_EQ(read.messages.size(), 1U) << fields;
        return read.messages.at(0).keep_alive;
    };
    EXPECT_TRUE(kept("HTTP/1.1", ""));
    EXPECT_FALSE(kept("HTTP/1.1", "Connection: CLOSE\r\n"));
    EXPECT_FALSE(kept("HTTP/1.1", "Connection: upgrade, close\r\n"));
    EXPECT_FALSE(kept("HTTP/1.1", "Connection: close\r\nConnection: keep-alive\r\n"));
    EXPECT_FALSE(kept("HTTP/1.0", ""));
    EXPECT_TRUE(kept("HTTP/1.0", "Connection: Keep-Alive\r\n"));
    EXPECT_FALSE(kept("HTTP/1.0", "Connection: keep-alive, close\r\n"));
}

TEST(RequestReader, ExpectContinueIsSeenInHttp11AndIgnoredInHttp10) {
    const auto expects = [](const std::string& version) {
        RequestReader reader{HeadLimits{}};
        const std::string bytes =
            "POST / " + version + "\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n";
        EXPECT_EQ(reader.read_head(bytes), HeadStatus::complete);
        return reader.head().expects_continue;
    };
    EXPECT_TRUE(expects("HTTP/1.1"));
    EXPECT_FALSE(expects("HTTP/1.0"));
}

TEST(RequestReader, LimitsAreExactAndTellWhichOneWasPassed) {
    const std::string head = "GET /1234567 HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n";
    const HeadLimits exact{.head_bytes = head.size(), .fields = 2, .target_bytes = 8};
    EXPECT_EQ(status_of(head, exact), HeadStatus::complete);

    const auto code = [&head](HeadLimits limits, std::size_t step) {
        const auto read = read_requests(head, step, limits);
        EXPECT_TRUE(read.refusal);
        return read.refusal ? read.refusal->code : ErrorCode::internal_error;
    };
    for (const auto step : byte_steps) {
        HeadLimits limits = exact;
        --limits.head_bytes;
        EXPECT_EQ(code(limits, step), ErrorCode::headers_too_large);
        limits = exact;
        --limits.fields;
        EXPECT_EQ(code(limits, step), ErrorCode::headers_too_large);
        limits = exact;
        --limits.target_bytes;
        EXPECT_EQ(code(limits, step), ErrorCode::uri_too_long);
        EXPECT_EQ(code({.head_bytes = 10, .fields = 2, .target_bytes = 8}, step), ErrorCode::uri_too_long);
    }
}

TEST(RequestReader, AnEndlessTargetIsRefusedBeforeTheLimitOfTheWholeHead) {
    const std::string endless = "GET /" + std::string(9000, 'a');
    RequestReader reader{HeadLimits{.head_bytes = 1 << 20}};
    ASSERT_EQ(reader.read_head(endless), HeadStatus::refused);
    EXPECT_EQ(reader.refusal().code, ErrorCode::uri_too_long);
}

TEST(RequestReader, EndlessEmptyLinesAreBounded) {
    std::string lines;
    while (lines.size() < 20000) lines += "\r\n";
    EXPECT_EQ(status_of(lines), HeadStatus::refused);
}

TEST(RequestReader, AnotherProtocolIsRefusedAtItsFirstByte) {
    EXPECT_EQ(status_of(std::string_view{"\x16\x03\x01", 3}), HeadStatus::refused);
    EXPECT_EQ(status_of(std::string_view{"\0", 1}), HeadStatus::refused);
    EXPECT_EQ(status_of("\xff"), HeadStatus::refused);
    EXPECT_EQ(status_of("\r"), HeadStatus::incomplete);
    EXPECT_EQ(status_of("G"), HeadStatus::incomplete);
    EXPECT_EQ(status_of(""), HeadStatus::incomplete);
}

TEST(RequestReader, AfterARefusalNothingMoreIsTakenNotEvenAfterReset) {
    RequestReader reader{HeadLimits{}};
    ASSERT_EQ(reader.read_head("GET / HTTP/1.1\r\n\r\n"), HeadStatus::refused);
    const std::string detail = reader.refusal().detail;
    reader.reset();
    EXPECT_EQ(reader.read_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), HeadStatus::refused);
    EXPECT_EQ(reader.refusal().detail, detail);
    EXPECT_TRUE(reader.read_body("abc").refusal);
}

TEST(RequestReader, ARefusedBodyEndsTheConnectionToo) {
    RequestReader reader{HeadLimits{}};
    ASSERT_EQ(reader.read_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
              HeadStatus::complete);
    ASSERT_TRUE(reader.read_body("zz\r\n").refusal);
    EXPECT_TRUE(reader.read_body("0\r\n\r\n").refusal);
    reader.reset();
    EXPECT_EQ(reader.read_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), HeadStatus::refused);
}

TEST(RequestReader, ABodyThatWasNotReadIsNeverTakenForTheNextRequest) {
    RequestReader reader{HeadLimits{}};
    ASSERT_EQ(reader.read_head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n"),
              HeadStatus::complete);
    reader.reset();
    EXPECT_EQ(reader.read_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), HeadStatus::refused);
}

TEST(RequestReader, AMovedReaderGoesOnWhereItWas) {
    RequestReader first{HeadLimits{}};
    ASSERT_EQ(first.read_head("GET / HT"), HeadStatus::incomplete);
    RequestReader second = std::move(first);
    ASSERT_EQ(second.read_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), HeadStatus::complete);
    EXPECT_EQ(second.head().target, "/");
}

}  // namespace
}  // namespace halogate::http
