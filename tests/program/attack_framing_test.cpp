// SPDX-License-Identifier: MIT
// Framing: what two parsers could read differently is refused and the connection closed; what is served is
// served once, and the bytes behind it are the next request and nothing else.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "program/support/sentinel.hpp"

namespace halogate::program {

namespace {

const std::string hidden{sentinel};
const std::string chunked = "Transfer-Encoding: chunked\r\n";

std::string get_with(const std::string& fields) {
    return "GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

std::string post_with(const std::string& fields, const std::string& body) {
    return "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields +
           "\r\n" + body;
}

/// A body that is the hidden request and is announced in full.
std::string length_of_hidden() {
    return "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
}

std::string chunk_of(const std::string& bytes) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

TEST(AttackFraming, TransferEncodingOtherThanChunkedOnce) {
    expect_all_refused({
        {"gzip", post_with("Transfer-Encoding: gzip\r\n", hidden)},
        {"identity", post_with("Transfer-Encoding: identity\r\n", hidden)},
        {"xchunked", post_with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + hidden)},
        {"gzip, chunked", post_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" + hidden)},
        {"chunked, identity", post_with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + hidden)},
        {"chunked twice", post_with(chunked + chunked, "0\r\n\r\n" + hidden)},
        {"in quotes", post_with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n" + hidden)},
        {"with a parameter", post_with("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n" + hidden)},
        {"none", post_with("Transfer-Encoding:\r\n", hidden)},
        {"of a GET", get_with("Transfer-Encoding: gzip\r\n") + hidden},
    });
}

TEST(AttackFraming, TransferEncodingAndContentLengthInEitherOrder) {
    expect_all_refused({
        {"length first", post_with("Content-Length: 4\r\n" + chunked, "0\r\n\r\n" + hidden)},
        {"coding first", post_with(chunked + "Content-Length: 4\r\n", "0\r\n\r\n" + hidden)},
        {"a length of 0", post_with("Content-Length: 0\r\n" + chunked, "0\r\n\r\n" + hidden)},
        {"a length of the whole", post_with(chunked + length_of_hidden(), hidden)},
        {"an unknown coding", post_with("Transfer-Encoding: gzip\r\n" + length_of_hidden(), hidden)},
    });
}

TEST(AttackFraming, ChunkedInHttp10) {
    expect_all_refused({
        {"alone", "POST /api/Tickets HTTP/1.0\r\nHost: localhost\r\n" + chunked + "\r\n0\r\n\r\n" + hidden},
        {"kept alive", "POST /api/Tickets HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n" +
                           chunked + "\r\n0\r\n\r\n" + hidden},
    });
}

TEST(AttackFraming, ChunkExtensions) {
    expect_all_refused({
        {"one", post_with(chunked, "2;a=b\r\n[]\r\n0\r\n\r\n")},
        {"LF in quotes", post_with(chunked, "2;a=\"\n\"\r\n[]\r\n0\r\n\r\n")},
        {"a bare LF that ends a line for some", post_with(chunked, "2;\n[]\r\n0\r\n\r\n" + hidden)},
        {"1 MiB", post_with(chunked, "2;" + std::string(1U << 20U, 'x') + "\r\n[]\r\n0\r\n\r\n")},
        {"at the last chunk", post_with(chunked, "2\r\n[]\r\n0;a\r\n\r\n")},
    });
}

TEST(AttackFraming, ChunkSizesInOddForms) {
    expect_all_refused({
        {"no number", post_with(chunked, "zz\r\n[]\r\n0\r\n\r\n")},
        {"0x", post_with(chunked, "0x2\r\n[]\r\n0\r\n\r\n")},
        {"negative", post_with(chunked, "-2\r\n[]\r\n0\r\n\r\n")},
        {"beyond all bounds", post_with(chunked, "fffffffffffffffff\r\n[]\r\n0\r\n\r\n")},
        {"smaller than the chunk", post_with(chunked, "1\r\n[]\r\n0\r\n\r\n")},
        {"a bare LF behind it", post_with(chunked, "2\n[]\r\n0\r\n\r\n")},
        {"a blank behind it", post_with(chunked, "2 \r\n[]\r\n0\r\n\r\n")},
    });
}

TEST(AttackFraming, TwoHostsOrNone) {
    expect_all_refused({
        {"two", get_with("Host: localhost\r\n")},
        {"another one", get_with("Host: evil.example\r\n")},
        {"none", "GET /api/Tickets/1 HTTP/1.1\r\n\r\n"},
        {"none in HTTP/1.0", "GET /api/Tickets/1 HTTP/1.0\r\n\r\n"},
    });
}

TEST(AttackFraming, ContentLengthThatIsNoSingleNumber) {
    expect_all_refused({
        {"5, 5", post_with("Content-Length: 5, 5\r\n", "[   ]" + hidden)},
        {"two that differ", post_with("Content-Length: 2\r\nContent-Length: 3\r\n", "[]")},
        {"the same twice", post_with("Content-Length: 2\r\nContent-Length: 2\r\n", "[]")},
        {"signed", post_with("Content-Length: +2\r\n", "[]")},
        {"negative", post_with("Content-Length: -1\r\n", "")},
        {"hexadecimal", post_with("Content-Length: 0x2\r\n", "[]")},
        {"beyond all bounds", post_with("Content-Length: 99999999999999999999999\r\n", "")},
        {"empty", post_with("Content-Length:\r\n", "")},
    });
}

TEST(AttackFraming, ObsFold) {
    expect_all_refused({
        {"a blank", get_with("X-Folded: a\r\n b\r\n")},
        {"a tab", get_with("X-Folded: a\r\n\tTransfer-Encoding: chunked\r\n")},
        {"of the first field", "GET /api/Tickets/1 HTTP/1.1\r\n Host: localhost\r\n\r\n"},
        {"of Transfer-Encoding", post_with("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" + hidden)},
    });
}

TEST(AttackFraming, FieldsInOddForms) {
    expect_all_refused({
        {"a blank before the colon", get_with("X-Spaced : a\r\n")},
        {"a coding with a blank before the colon", post_with("Transfer-Encoding : chunked\r\n", hidden)},
        {"no colon", get_with("nonsense\r\n")},
        {"no name", get_with(": a\r\n")},
        {"a bare LF", "GET /api/Tickets/1 HTTP/1.1\nHost: localhost\n\n"},
        {"one bare LF", get_with("X-A: b\nX-C: d\r\n")},
        {"a bare CR", get_with("X-A: b\rX-C: d\r\n")},
        {"NUL in a value", get_with(std::string{"X-A: b\0c\r\n", 10})},
        {"a control character in a value", get_with("X-A: b\x01"
                                                    "c\r\n")},
        {"a byte from 0x80 in a value", get_with("X-A: caf\xc3\xa9\r\n")},
        {"a byte from 0x80 in a name", get_with("X-\xc3\xa9: b\r\n")},
        {"a name that is no token", get_with("X(A): b\r\n")},
    });
}

TEST(AttackFraming, AbsoluteFormHashHighByteOrNoSlashInTheTarget) {
    const std::string host = "\r\nHost: localhost\r\n\r\n";
    expect_all_refused({
        {"absolute form", "GET http://localhost/api/Tickets/1 HTTP/1.1" + host},
        {"another host's absolute form", "GET http://evil.example/api/Tickets/1 HTTP/1.1" + host},
        {"a hash", "GET /api/Tickets/1#x HTTP/1.1" + host},
        {"a byte from 0x80", "GET /api/Tickets/\xc3\xbc HTTP/1.1" + host},
        {"no slash", "GET api/Tickets/1 HTTP/1.1" + host},
        {"a query alone", "GET ?x=1 HTTP/1.1" + host},
        {"an asterisk", "OPTIONS * HTTP/1.1" + host},
        {"a blank", "GET /api/Tickets/1 2 HTTP/1.1" + host},
        {"two blanks", "GET  /api/Tickets/1 HTTP/1.1" + host},
        {"a tab", "GET\t/api/Tickets/1 HTTP/1.1" + host},
    });
}

TEST(AttackFraming, OtherVersionsAndProtocols) {
    const std::string host = "\r\nHost: localhost\r\n\r\n";
    expect_all_refused({
        {"HTTP/2 in text", "GET /api/Tickets/1 HTTP/2.0" + host},
        {"HTTP/1.2", "GET /api/Tickets/1 HTTP/1.10" + host},
        {"HTTP/0.9", "GET /api/Tickets/1\r\n"},
        {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"a lower-case version", "GET /api/Tickets/1 http/1.1" + host},
        {"TLS", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}},
    });
}

TEST(AttackFraming, ConnectAndTraceAreRefused) {
    const std::string host = "\r\nHost: localhost\r\n\r\n";
    expect_all_refused({
        {"CONNECT", "CONNECT evil.example:443 HTTP/1.1" + host},
        {"CONNECT with a path", "CONNECT /api/Tickets/1 HTTP/1.1" + host},
        {"TRACE", "TRACE /api/Tickets/1 HTTP/1.1" + host},
        {"TRACE in lower case", "trace /api/Tickets/1 HTTP/1.1" + host},
    });
}

TEST(AttackFraming, UpgradeIsNeverATunnel) {
    const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    expect_served_and_sentinel_refused({
        {"websocket", get_with(upgrade)},
        {"h2c", get_with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n")},
        {"with a body", get_with(upgrade + length_of_hidden()) + hidden},
        {"TLS", get_with("Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n")},
    });
}

TEST(AttackFraming, GetWithABodyIsAllowedAndTheBodyDropped) {
    expect_served_and_sentinel_refused({
        {"an empty object", get_with("Content-Length: 2\r\n") + "{}"},
        {"a request", get_with(length_of_hidden()) + hidden},
        {"a request in a chunk", get_with(chunked) + chunk_of(hidden) + "0\r\n\r\n"},
        {"an empty body in chunks", get_with(chunked) + "0\r\n\r\n"},
    });
}

TEST(AttackFraming, TrailersAuthorizationAndHostAreDropped) {
    Gateway gateway{attacked()};
    Caller caller = gateway.connect();
    const std::string body = R"([{"summary":"trailed"}])";
    caller.send(post_with(chunked, chunk_of(body) +
                                       "0\r\nAuthorization: Bearer evil\r\nHost: evil.example\r\n"
                                       "X-Trailer: yes\r\n\r\n") +
                hidden);
    EXPECT_EQ(caller.receive().status, 201U);
    EXPECT_EQ(caller.receive().status, 403U);
    const auto seen = gateway.sandbox.seen("POST").at(0);
    EXPECT_EQ(seen.json.find("evil"), std::string::npos) << seen.json;
    EXPECT_FALSE(seen.has("X-Trailer"));
    EXPECT_EQ(seen.values("Authorization").size(), 1U);
    EXPECT_EQ(seen.values("Content-Length"), std::vector<std::string>{"23"});
    EXPECT_EQ(seen.body, body);
    expect_sentinel_never_arrived(gateway);
}

TEST(AttackFraming, ATrailerThatSaysWhereABodyEndsIsRefused) {
    const auto with_trailer = [](const std::string& trailer) {
        return post_with(chunked, "2\r\n[]\r\n0\r\n" + trailer + "\r\n\r\n") + hidden;
    };
    const std::vector<RawCase> cases{{"a length", with_trailer("Content-Length: 5")},
                                     {"a coding", with_trailer("transfer-encoding: chunked")}};
    expect_all_refused(cases);
}

TEST(AttackFraming, ATrailerOfSeventyKilobytesDoesNotEndTheProcess) {
    std::vector<RawCase> cases;
    for (const std::size_t size : {60'000, 66'000, 70'000, 140'000, 2'000'000})
        cases.push_back(
            {"a long trailer",
             post_with(chunked, "2\r\n[]\r\n0\r\nX-T: " + std::string(size, 't') + "\r\n\r\n" + hidden)});
    std::string many;
    for (int i = 0; i < 10'000; ++i) many += "X-T: t\r\n";
    cases.push_back({"many trailers", post_with(chunked, "2\r\n[]\r\n0\r\n" + many + "\r\n" + hidden)});
    expect_all_refused(cases);
}

TEST(AttackFraming, ABodyThatLooksLikeARequestIsABody) {
    Gateway gateway{attacked()};
    Caller caller = gateway.connect();
    for (const char* id : {"1", "2", "3"}) {
        caller.send(post_with(length_of_hidden(), hidden) + hidden);
        EXPECT_EQ(caller.receive().status, 400U) << "it is no JSON";
        EXPECT_EQ(caller.receive().status, 403U) << "and the next request is the next request";
        const std::string remove =
            "DELETE /api/Tickets/" + std::string{id} + " HTTP/1.1\r\nHost: localhost\r\n";
        caller.send(remove + chunked + "\r\n" + chunk_of(hidden) + "0\r\n\r\n" + hidden);
        EXPECT_EQ(caller.receive().status, 200U) << "where the body does not matter it crosses as it is";
        EXPECT_EQ(caller.receive().status, 403U);
    }
    EXPECT_EQ(gateway.sandbox.seen("DELETE /api/Tickets").size(), 3U);
    for (const auto& seen : gateway.sandbox.seen()) EXPECT_EQ(seen.body, hidden);
    expect_sentinel_never_arrived(gateway);
}

TEST(AttackFraming, AnEarlyRefusalWithAnUnreadBodyCloses) {
    expect_all_refused({
        {"announced by length",
         "POST /api/Application HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n"},
        {"in chunks", "POST /api/Application HTTP/1.1\r\nHost: localhost\r\n" + chunked + "\r\n3e8\r\n"},
        {"expected", "POST /api/Application HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" +
                         length_of_hidden() + "\r\n"},
    });
}

TEST(AttackFraming, AnExpectationThatNobodyKnowsIsNotMet) {
    Gateway gateway;
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Expect", "a-miracle"}}).status, 417U);
}

}  // namespace

}  // namespace halogate::program
