// SPDX-License-Identifier: MIT
// security.md: what two parsers could read differently is refused and the connection closed. Every case is
// followed, in the same bytes, by a sentinel request that no rule allows: it must never be answered.
#include <gtest/gtest.h>

#include <string>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

constexpr std::string_view sentinel = "GET /api/SENTINEL HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct RawCase {
    const char* what;
    std::string bytes;
};

std::string get_with(const std::string& fields) {
    return "GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

std::string post_with(const std::string& fields, const std::string& body) {
    return "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields +
           "\r\n" + body;
}

std::size_t answers_in(std::string bytes) {
    std::size_t count = 0;
    for (; !bytes.empty(); ++count) (void)take_answer(bytes, false, true);
    return count;
}

/// One refusal, then the close; the sentinel unanswered, the tenant unasked.
void expect_refused_and_closed(Gateway& gateway, const RawCase& raw) {
    SCOPED_TRACE(raw.what);
    Caller caller = gateway.connect();
    caller.send(raw.bytes + std::string{sentinel});
    std::string all = caller.receive_all();
    EXPECT_EQ(answers_in(all), 1U) << all;
    const auto answer = take_answer(all, false, true);
    ASSERT_TRUE(answer.has_value());
    EXPECT_GE(answer->status, 400U);
    EXPECT_LT(answer->status, 600U);
    EXPECT_NE(answer->field("X-Halogate-Error"), "");
    EXPECT_NE(answer->at("/message"), "");
}

void expect_all_refused(const std::vector<RawCase>& cases) {
    Gateway gateway;
    for (const RawCase& raw : cases) expect_refused_and_closed(gateway, raw);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U) << "and others are unharmed";
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 1);
    EXPECT_EQ(gateway.written().find("SENTINEL"), std::string::npos);
}

TEST(Malformed, FramingThatTwoParsersReadDifferently) {
    expect_all_refused({
        {"length and coding", post_with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"coding and length", post_with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")},
        {"two lengths", post_with("Content-Length: 2\r\nContent-Length: 3\r\n", "[]")},
        {"the same length twice", post_with("Content-Length: 2\r\nContent-Length: 2\r\n", "[]")},
        {"a list of lengths", post_with("Content-Length: 2, 2\r\n", "[]")},
        {"a signed length", post_with("Content-Length: +2\r\n", "[]")},
        {"a negative length", post_with("Content-Length: -1\r\n", "")},
        {"a hexadecimal length", post_with("Content-Length: 0x2\r\n", "[]")},
        {"a length beyond all bounds", post_with("Content-Length: 99999999999999999999999\r\n", "")},
        {"an empty length", post_with("Content-Length:\r\n", "")},
        {"coding gzip", post_with("Transfer-Encoding: gzip\r\n", "")},
        {"coding identity", post_with("Transfer-Encoding: identity\r\n", "")},
        {"coding xchunked", post_with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
        {"coding gzip, chunked", post_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
        {"coding chunked, identity", post_with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
        {"chunked twice",
         post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"chunked in quotes", post_with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
        {"chunked in HTTP/1.0",
         "POST /api/Tickets HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"a GET with a coding nobody knows", get_with("Transfer-Encoding: gzip\r\n")},
    });
}

TEST(Malformed, Chunks) {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    expect_all_refused({
        {"an extension", post_with(chunked, "2;a=b\r\n[]\r\n0\r\n\r\n")},
        {"an extension with LF in quotes", post_with(chunked, "2;a=\"\n\"\r\n[]\r\n0\r\n\r\n")},
        {"a long extension", post_with(chunked, "2;" + std::string(100'000, 'x') + "\r\n[]\r\n0\r\n\r\n")},
        {"a size that is no number", post_with(chunked, "zz\r\n[]\r\n0\r\n\r\n")},
        {"a size with 0x", post_with(chunked, "0x2\r\n[]\r\n0\r\n\r\n")},
        {"a negative size", post_with(chunked, "-2\r\n[]\r\n0\r\n\r\n")},
        {"a size beyond all bounds", post_with(chunked, "fffffffffffffffff\r\n[]\r\n0\r\n\r\n")},
        {"a chunk that is longer than it says", post_with(chunked, "1\r\n[]\r\n0\r\n\r\n")},
        {"a bare LF after a size", post_with(chunked, "2\n[]\r\n0\r\n\r\n")},
        {"a trailer of 100 kB",
         post_with(chunked, "2\r\n[]\r\n0\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n")},
    });
}

TEST(Malformed, Heads) {
    expect_all_refused({
        {"a folded line", get_with("X-Folded: a\r\n b\r\n")},
        {"a space before the colon", get_with("X-Spaced : a\r\n")},
        {"a line without a colon", get_with("nonsense\r\n")},
        {"an empty name", get_with(": a\r\n")},
        {"a bare LF", "GET /api/Tickets/1 HTTP/1.1\nHost: localhost\n\n"},
        {"one bare LF", get_with("X-A: b\nX-C: d\r\n")},
        {"a bare CR", get_with("X-A: b\rX-C: d\r\n")},
        {"a NUL in a value", get_with(std::string{"X-A: b\0c\r\n", 10})},
        {"a control character in a value", get_with("X-A: b\x01"
                                                    "c\r\n")},
        {"a name that is no token", get_with("X(A): b\r\n")},
        {"two hosts", get_with("Host: localhost\r\n")},
        {"no host", "GET /api/Tickets/1 HTTP/1.1\r\n\r\n"},
        {"a line before the first field", "GET /api/Tickets/1 HTTP/1.1\r\n Host: localhost\r\n\r\n"},
    });
}

TEST(Malformed, RequestLines) {
    const std::string host = "\r\nHost: localhost\r\n\r\n";
    expect_all_refused({
        {"an absolute target", "GET http://localhost/api/Tickets/1 HTTP/1.1" + host},
        {"another host's target", "GET http://evil.example/api/Tickets/1 HTTP/1.1" + host},
        {"an authority", "CONNECT evil.example:443 HTTP/1.1" + host},
        {"an asterisk", "OPTIONS * HTTP/1.1" + host},
        {"no slash", "GET api/Tickets/1 HTTP/1.1" + host},
        {"a fragment", "GET /api/Tickets/1#x HTTP/1.1" + host},
        {"a byte above 0x7f", "GET /api/Tickets/\xc3\xbc HTTP/1.1" + host},
        {"a blank in the target", "GET /api/Tickets/1 2 HTTP/1.1" + host},
        {"two blanks", "GET  /api/Tickets/1 HTTP/1.1" + host},
        {"a tab", "GET\t/api/Tickets/1 HTTP/1.1" + host},
        {"HTTP/2 in text", "GET /api/Tickets/1 HTTP/2.0" + host},
        {"HTTP/1.2", "GET /api/Tickets/1 HTTP/1.10" + host},
        {"HTTP/0.9", "GET /api/Tickets/1\r\n"},
        {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"a lower-case version", "GET /api/Tickets/1 http/1.1" + host},
        {"TLS", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}},
    });
}

TEST(Malformed, HeadsWithoutEnd) {
    std::string many;
    for (int i = 0; i < 100'000; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
    expect_all_refused({
        {"a field of a megabyte", get_with("X-Long: " + std::string(1'000'000, 'x') + "\r\n")},
        {"a name of a megabyte", get_with(std::string(1'000'000, 'x') + ": a\r\n")},
        {"100,000 fields", get_with(many)},
        {"a target of a megabyte",
         "GET /api/Tickets?" + std::string(1'000'000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        {"a method of a megabyte", std::string(1'000'000, 'G') + " / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    });
}

TEST(Malformed, AnExpectationThatNobodyKnowsIsNotMet) {
    Gateway gateway;
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Expect", "a-miracle"}}).status, 417U);
}

TEST(Malformed, WhatIsTooLargeHasAStatusOfItsOwn) {
    Gateway gateway;
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"X-Long", std::string(60'000, 'x')}}).status, 431U);
    EXPECT_EQ(gateway.get("/api/Tickets?" + std::string(10'000, 'x')).status, 414U);
    FieldList many;
    for (int i = 0; i < 500; ++i) many.emplace_back("X-" + std::to_string(i), "a");
    EXPECT_EQ(gateway.get("/api/Tickets/1", many).status, 431U);
}

TEST(Malformed, ABodyIsNeverReadAsARequest) {
    Gateway gateway;
    Caller caller = gateway.connect();
    const std::string hidden{sentinel};
    // A body that looks like a request: dropped for a GET, refused and closed for a POST that may not be.
    EXPECT_EQ(caller.call("GET", "/api/Tickets/1", hidden).status, 200U);
    EXPECT_EQ(caller.get("/api/Tickets/2").at("/id"), "2");
    Caller upgrading = gateway.connect();
    upgrading.send(get_with("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: " +
                            std::to_string(hidden.size()) + "\r\n") +
                   hidden + request_text("GET", "/api/Tickets/3"));
    EXPECT_EQ(upgrading.receive().at("/id"), "1");
    EXPECT_EQ(upgrading.receive().at("/id"), "3");
    EXPECT_EQ(gateway.written().find("SENTINEL"), std::string::npos);
}

TEST(Malformed, AnEarlyRefusalWithAnUnreadBodyCloses) {
    Gateway gateway;
    Caller caller = gateway.connect();
    caller.send("POST /api/Application HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n" +
                std::string{sentinel});
    EXPECT_EQ(caller.receive().status, 403U);
    EXPECT_EQ(answers_in(caller.receive_all()), 0U);
}

TEST(Malformed, ATrailerOfAnySizeDoesNotEndTheProcess) {
    Gateway gateway;
    for (const std::size_t size : {60'000, 66'000, 140'000, 2'000'000}) {
        Caller caller = gateway.connect();
        caller.send(post_with("Transfer-Encoding: chunked\r\n",
                              "2\r\n[]\r\n0\r\nX-T: " + std::string(size, 't') + "\r\n\r\n"));
        caller.receive_all();
        EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U) << size;
    }
}

TEST(Malformed, AHeadThatDoesNotComeToAnEndIsTimedOut) {
    Gateway gateway{{.sections = "callers: {head_timeout: 200ms, body_timeout: 200ms}\n"}};
    Caller slow_head = gateway.connect();
    slow_head.send("GET /api/Tickets/1 HTTP/1.1\r\nHo");
    EXPECT_EQ(slow_head.receive().status, 408U);
    EXPECT_EQ(slow_head.receive_all(), "");
    Caller slow_body = gateway.connect();
    slow_body.send(post_with("Content-Length: 100\r\n", "[{"));
    EXPECT_EQ(slow_body.receive().status, 408U);
    EXPECT_EQ(slow_body.receive_all(), "");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Malformed, AThousandIdleCallersHarmNobody) {
    Gateway gateway;
    std::vector<Caller> idle;
    for (int i = 0; i < 1000; ++i) {
        idle.push_back(gateway.connect());
        idle.back().send("GET /api/Tickets/1 HTTP/1.1\r\nHo");
    }
    for (int i = 0; i < 20; ++i) EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

}  // namespace

}  // namespace halogate::program
