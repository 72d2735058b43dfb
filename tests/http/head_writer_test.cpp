// SPDX-License-Identifier: MIT
#include "http/head_writer.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "support/http_reading.hpp"

namespace halogate::http {
namespace {

using namespace std::string_literals;

TEST(HeadWriter, WritesARequestInExactlyTheseBytes) {
    std::string out = "before|";
    HeadWriter writer{out};
    writer.request_line("POST", RequestTarget::checked("/api/Tickets?a=%20").value());
    writer.field("Host", FieldValue::literal("x.halopsa.com"));
    writer.field("Content-Length", std::numeric_limits<std::uint64_t>::max());
    writer.field(Field{"X-A", "b"});
    writer.field("X-A", FieldValue::checked("").value());
    writer.end();
    EXPECT_EQ(out,
              "before|POST /api/Tickets?a=%20 HTTP/1.1\r\nHost: x.halopsa.com\r\n"
              "Content-Length: 18446744073709551615\r\nX-A: b\r\nX-A: \r\n\r\n");
}

TEST(HeadWriter, WritesOurOwnReasonForAStatusAndNoneForAnUnknownOne) {
    std::string out;
    HeadWriter writer{out};
    writer.status_line(429);
    writer.status_line(299);
    EXPECT_EQ(out, "HTTP/1.1 429 Too Many Requests\r\nHTTP/1.1 299 \r\n");
}

TEST(HeadWriter, EveryStatusOfTheGatewayHasAReason) {
    for (int code = 0; code <= static_cast<int>(ErrorCode::version_not_supported); ++code)
        EXPECT_FALSE(reason_phrase(http_status(static_cast<ErrorCode>(code))).empty()) << code;
    EXPECT_EQ(reason_phrase(100), "Continue");
    EXPECT_EQ(reason_phrase(511), "Network Authentication Required");
    EXPECT_EQ(reason_phrase(0), "");
    EXPECT_EQ(reason_phrase(1000), "");
}

TEST(HeadWriter, AValueWithAControlCharacterCannotBeMade) {
    EXPECT_FALSE(FieldValue::checked("v\r\nInjected: 1"));
    for (int c = 0; c < 0x100; ++c) {
        const bool allowed = c == '\t' || (c >= 0x20 && c != 0x7f);
        EXPECT_EQ(FieldValue::checked("a"s + static_cast<char>(c) + "b").has_value(), allowed) << c;
    }
}

TEST(HeadWriter, ATargetIsAPathOfVisibleAscii) {
    EXPECT_TRUE(RequestTarget::checked("/"));
    for (const auto* target : {"", "api", "*", "http://a/", "?a"})
        EXPECT_FALSE(RequestTarget::checked(target));
    for (int c = 0; c < 0x100; ++c) {
        const bool allowed = c > 0x20 && c < 0x7f && c != '#';
        EXPECT_EQ(RequestTarget::checked("/"s + static_cast<char>(c)).has_value(), allowed) << c;
    }
}

TEST(HeadWriter, ChunksAreReadBackAsTheyWereWritten) {
    std::string out;
    HeadWriter writer{out};
    writer.status_line(200);
    writer.field("Transfer-Encoding", FieldValue::literal("chunked"));
    writer.end();
    append_chunk(out, "hello");
    append_chunk(out, "");
    append_chunk(out, std::string(300, 'x'));
    out += last_chunk;
    EXPECT_NE(out.find("\r\n12c\r\n"), std::string::npos);
    const auto read = test::read_response(out, 7);
    ASSERT_EQ(read.messages.size(), 1U);
    EXPECT_TRUE(read.messages[0].whole);
    EXPECT_EQ(read.messages[0].body, "hello" + std::string(300, 'x'));
}

}  // namespace
}  // namespace halogate::http
