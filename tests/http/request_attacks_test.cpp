// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/http_reading.hpp"

// The attack table: each case is followed by a request that no rule allows, and that must never come out.
namespace halogate::http {
namespace {

using namespace std::string_literals;
using test::byte_steps;
using test::read_requests;

const std::string sentinel = "GET /sentinel HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string host = "Host: localhost\r\n";

std::string with_fields(const std::string& fields) {
    return "POST /api/Tickets HTTP/1.1\r\n" + host + fields + "\r\n";
}

/// Refused with this code, whatever the steps, and nothing behind it is read.
void expect_refused(const std::string& bytes, ErrorCode code = ErrorCode::bad_request) {
    for (const auto step : byte_steps) {
        const auto read = read_requests(bytes + sentinel, step);
        ASSERT_TRUE(read.refusal) << bytes << "\nin steps of " << step;
        EXPECT_EQ(read.refusal->code, code) << bytes << "\nin steps of " << step;
        EXPECT_LE(read.messages.size(), 1U);
        for (const auto& message : read.messages) EXPECT_EQ(message.line.find("sentinel"), std::string::npos);
        EXPECT_GE(read.left_over, sentinel.size());
    }
}

void expect_body_refused(const std::string& chunks, ErrorCode code = ErrorCode::bad_request) {
    expect_refused(with_fields("Transfer-Encoding: chunked\r\n") + chunks, code);
}

TEST(RequestAttacks, TransferCodingsOtherThanChunked) {
    for (const auto* coding : {"gzip", "identity", "xchunked", "chunked, chunked", "gzip, chunked",
                               "chunked;q=1", "", "\"chunked\"", "chunked,", "chunkedx", "chunk"})
        expect_refused(with_fields("Transfer-Encoding: "s + coding + "\r\n") + "5\r\nhello\r\n0\r\n\r\n");
    expect_refused(with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
    expect_refused(with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") +
                   "0\r\n\r\n");
}

TEST(RequestAttacks, LengthAndCodingTogetherInEitherOrder) {
    expect_refused(with_fields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n");
    expect_refused(with_fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
    expect_refused(with_fields("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n") + "hello");
    expect_refused(with_fields("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
}

TEST(RequestAttacks, ChunkedInHttp10) {
    expect_refused("POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST(RequestAttacks, ChunkExtensions) {
    expect_body_refused("5;a=b\r\nhello\r\n0\r\n\r\n");
    expect_body_refused("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n");
    expect_body_refused("0;a\r\n\r\n");
    expect_body_refused("5 \r\nhello\r\n0\r\n\r\n");
    expect_body_refused("5;" + std::string(1 << 20, 'x'));
}

TEST(RequestAttacks, ChunkSizesInOddForms) {
    for (const auto* size : {"+5", "-5", "0x5", " 5", "", "g", "5\n", "5\r", "5\r\r\n", "00000000000000005",
                             "fffffffffffffffff", "5_0"})
        expect_body_refused(size + "\r\nhello\r\n0\r\n\r\n"s);
    expect_body_refused("5\0\r\nhello\r\n0\r\n\r\n"s);
    expect_body_refused("5\nhello\r\n0\r\n\r\n");
    expect_body_refused("5\r\nhelloX\r\n0\r\n\r\n");
    expect_body_refused("5\r\nhello\n0\r\n\r\n");
    expect_body_refused("5\r\nhello0\r\n\r\n");
}

TEST(RequestAttacks, TrailersAreDroppedAndBounded) {
    const auto evil = with_fields("Transfer-Encoding: chunked\r\n") +
                      "1\r\nx\r\n0\r\nAuthorization: Bearer evil\r\nHost: evil\r\nConnection: close\r\n\r\n";
    for (const auto step : byte_steps) {
        const auto read = read_requests(evil + sentinel, step);
        ASSERT_EQ(read.messages.size(), 2U);
        EXPECT_EQ(read.messages[0].fields.size(), 2U);
        EXPECT_EQ(read.messages[0].body, "x");
        EXPECT_TRUE(read.messages[0].keep_alive);
    }
    expect_body_refused("0\r\nA: " + std::string(70000, 'a') + "\r\n\r\n", ErrorCode::headers_too_large);
    std::string many = "0\r\n";
    for (int i = 0; i < 5000; ++i) many += "A: b\r\n";
    expect_body_refused(many + "\r\n", ErrorCode::headers_too_large);
    for (const auto* trailer : {"A : b\r\n", " A: b\r\n", "A: b\n", "A\r\n", ": b\r\n", "A: \x01\r\n",
                                "A: b\r\n c\r\n", "A: \x80\r\n", "A: b\rC: d\r\n"})
        expect_body_refused("0\r\n"s + trailer + "\r\n");
    expect_body_refused("0\r\n\n");
    expect_body_refused("0\r\n\rX");
}

// Another parser (Node's) reads these as if they stood in the head, and refuses the whole.
TEST(RequestAttacks, TrailersThatWouldSayWhereABodyEnds) {
    for (const auto* trailer : {"Content-Length: 7\r\n", "content-LENGTH:0\r\n",
                                "Transfer-Encoding: chunked\r\n", "A: b\r\nTransfer-Encoding: x\r\n"})
        expect_body_refused("0\r\n"s + trailer + "\r\n");
    for (const auto* trailer : {"Content-Lengt: 7\r\n", "Content-Length2: 7\r\n", "X-Content-Length: 7\r\n",
                                "Transfer-Encoding-: chunked\r\n", "A: Content-Length: 7\r\n"}) {
        const auto read = read_requests(
            with_fields("Transfer-Encoding: chunked\r\n") + "0\r\n" + trailer + "\r\n" + sentinel, 3);
        EXPECT_EQ(read.messages.size(), 2U) << trailer;
    }
}

TEST(RequestAttacks, HostMissingOrRepeated) {
    expect_refused("GET / HTTP/1.1\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + host + "\r\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + "host: evil\r\n\r\n");
    expect_refused("GET / HTTP/1.0\r\n" + host + host + "\r\n");
    expect_refused("GET / HTTP/1.0\r\n\r\n");
}

TEST(RequestAttacks, ContentLengthInOddForms) {
    for (const auto* length : {"5, 5", "5,5", "+5", "-5", "0x5", "5 5", "", "5.", "a", "18446744073709551616",
                               "00000000000000000005", "5\t5", "\"5\""})
        expect_refused(with_fields("Content-Length: "s + length + "\r\n") + "hello");
    expect_refused(with_fields("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello");
    expect_refused(with_fields("Content-Length: 5\r\ncontent-length: 6\r\n") + "hello");
}

TEST(RequestAttacks, FoldedLines) {
    expect_refused("GET / HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + "A: b\r\n\tc: d\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\n " + host + "\r\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + "A: b\r\n \r\n\r\n");
}

TEST(RequestAttacks, TargetsThatAreNoPath) {
    for (const auto* target :
         {"http://evil.example/", "https://localhost/api", "*", "localhost:80", "api/Tickets", "?x",
          "/api#frag", "/a\x7f", "/\x80", "/caf\xc3\xa9", "/a\tb", "/a\x01", "\\api"})
        expect_refused("GET "s + target + " HTTP/1.1\r\n" + host + "\r\n");
    expect_refused("GET /a\0b HTTP/1.1\r\n"s + host + "\r\n");
    expect_refused("OPTIONS * HTTP/1.1\r\n" + host + "\r\n");
}

TEST(RequestAttacks, BytesAbove7fAnywhere) {
    expect_refused("G\x80T / HTTP/1.1\r\n" + host + "\r\n");
    expect_refused(with_fields("N\xc3\xa4me: a\r\n"));
    expect_refused(with_fields("A: \x80\r\n"));
    expect_refused(with_fields("A: caf\xc3\xa9\r\n"));
}

TEST(RequestAttacks, RequestLinesInOddForms) {
    for (const auto* line :
         {"GET  / HTTP/1.1", "GET /  HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET /", "GET",
          "GET\t/\tHTTP/1.1", "GET / http/1.1", "GET / HTTP/1.1\t", "GET / HTTP/1", "GET / HTTP/01.1",
          "GET / HTTP/1.10", "GET / XTTP/1.1", "GET / / HTTP/1.1", "G(T / HTTP/1.1", "GET:x / HTTP/1.1",
          "GET  HTTP/1.1", "GET / HTTP/+1.1"})
        expect_refused(line + "\r\n"s + host + "\r\n");
    expect_refused(std::string(33, 'G') + " / HTTP/1.1\r\n" + host + "\r\n");
}

TEST(RequestAttacks, OtherVersions) {
    for (const auto* version : {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9"})
        expect_refused("GET / "s + version + "\r\n" + host + "\r\n", ErrorCode::version_not_supported);
    expect_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ErrorCode::version_not_supported);
}

TEST(RequestAttacks, TunnelsAndTraces) {
    expect_refused("CONNECT evil.example:443 HTTP/1.1\r\n" + host + "\r\n", ErrorCode::method_not_allowed);
    expect_refused("TRACE / HTTP/1.1\r\n" + host + "\r\n", ErrorCode::method_not_allowed);
    expect_refused("connect / HTTP/1.1\r\n" + host + "\r\n", ErrorCode::method_not_allowed);
}

TEST(RequestAttacks, UpgradeIsAnOrdinaryRequestWhoseFieldsAreThere) {
    const auto read =
        read_requests(with_fields("Connection: Upgrade\r\nUpgrade: websocket\r\n") + sentinel, 1000);
    ASSERT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.messages[0].fields.size(), 3U);
}

TEST(RequestAttacks, LineEndsThatAreNotCrlf) {
    expect_refused("GET / HTTP/1.1\n" + host + "\r\n");
    expect_refused("GET / HTTP/1.1\r\nHost: a\n\r\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + "\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + "A: b\rC: d\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\n" + host + "A: b\r\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\r\n" + host + "\r\n");
    expect_refused("GET /\r HTTP/1.1\r\n" + host + "\r\n");
    expect_refused("\nGET / HTTP/1.1\r\n" + host + "\r\n");
    expect_refused("\rGET / HTTP/1.1\r\n" + host + "\r\n");
    expect_refused("\r\n\nGET / HTTP/1.1\r\n" + host + "\r\n");
}

TEST(RequestAttacks, ControlCharactersInNamesAndValues) {
    for (int c = 0; c < 0x80; ++c) {
        if ((c >= 0x20 && c != 0x7f) || c == '\t') continue;
        const std::string odd(1, static_cast<char>(c));
        expect_refused(with_fields("A: b" + odd + "c\r\n"));
        expect_refused(with_fields("A" + odd + "B: c\r\n"));
    }
}

TEST(RequestAttacks, FieldNamesInOddForms) {
    for (const auto* line : {"A : b", "A\t: b", ": b", "A", "A b: c", "A(: b", "A\"b: c", "Host@: c",
                             "{a}: b", "Content-Length : 5", "Transfer-Encoding\x0b: chunked"})
        expect_refused(with_fields(line + "\r\n"s));
}

TEST(RequestAttacks, ExpectationsOtherThanContinue) {
    for (const auto* value : {"200-ok", "100-continue, x", "", "100-continue;q=1"})
        expect_refused(with_fields("Expect: "s + value + "\r\n"), ErrorCode::expectation_failed);
}

TEST(RequestAttacks, ConnectionsThatAreNoListOfTokens) {
    for (const auto* name : {"Connection", "connection", "Proxy-Connection"})
        for (const auto* value : {"close, (x)", "\"close\"", "keep-alive x", "close;q=1", "a, b:c"})
            expect_refused(with_fields(name + ": "s + value + "\r\n"));
}

TEST(RequestAttacks, HeadsWithoutBounds) {
    expect_refused(with_fields("A: " + std::string(1 << 20, 'a') + "\r\n"), ErrorCode::headers_too_large);
    std::string many;
    for (int i = 0; i < 200; ++i) many += "A: b\r\n";
    expect_refused(with_fields(many), ErrorCode::headers_too_large);
    expect_refused("GET /" + std::string(1 << 20, 'a') + " HTTP/1.1\r\n" + host + "\r\n",
                   ErrorCode::uri_too_long);
}

TEST(RequestAttacks, EveryRefusalIsOneSentenceWithARemedy) {
    for (const auto& bytes : {"GET / HTTP/1.1\r\n\r\n"s, with_fields("A : b\r\n"), with_fields("A: \x01\r\n"),
                              "TRACE / HTTP/1.1\r\n\r\n"s, "GET / HTTP/2.0\r\n\r\n"s}) {
        const auto read = read_requests(bytes, 1000);
        ASSERT_TRUE(read.refusal);
        const std::string& detail = read.refusal->detail;
        EXPECT_TRUE(detail.ends_with('.')) << detail;
        EXPECT_NE(detail.find("; "), std::string::npos) << detail;
        EXPECT_EQ(std::count(detail.begin(), detail.end(), '\n'), 0) << detail;
    }
}

}  // namespace
}  // namespace halogate::http
