// SPDX-License-Identifier: MIT
#include "http/chunked_body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::http {
namespace {

TEST(ChunkedBody, OneChunkAndTheEndBehindItTakeOneCall) {
    ChunkedBody body{Side::response};
    const std::string bytes = "5\r\nhello\r\n0\r\n\r\nnext";
    const auto progress = body.read(bytes);
    EXPECT_EQ(progress.data, "hello");
    EXPECT_EQ(progress.consumed, bytes.size() - 4);
    EXPECT_TRUE(progress.complete);
}

TEST(ChunkedBody, EachCallGivesOneRunOfContent) {
    ChunkedBody body{Side::request};
    std::string_view bytes = "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    const auto first = body.read(bytes);
    EXPECT_EQ(first.data, "ab");
    EXPECT_FALSE(first.complete);
    bytes.remove_prefix(first.consumed);
    const auto second = body.read(bytes);
    EXPECT_EQ(second.data, "cde");
    EXPECT_TRUE(second.complete);
    EXPECT_EQ(second.consumed, bytes.size());
}

TEST(ChunkedBody, FramingAloneIsConsumedAndHeldNowhere) {
    ChunkedBody body{Side::request};
    const auto progress = body.read("00");
    EXPECT_EQ(progress.consumed, 2U);
    EXPECT_TRUE(progress.data.empty());
    EXPECT_FALSE(progress.complete);
    EXPECT_EQ(body.read("").consumed, 0U);
}

TEST(ChunkedBody, SixteenDigitsAreTakenAndDoNotRunOver) {
    ChunkedBody body{Side::request};
    const auto progress = body.read("fFfFfFfFfFfFfFfF\r\nabc");
    EXPECT_EQ(progress.fault, Fault::none);
    EXPECT_EQ(progress.data, "abc");
    EXPECT_EQ(body.read("0\r\n\r\n").data, "0\r\n\r\n");
    body.reset();
    EXPECT_TRUE(body.read("0000000000000000\r\n\r\n").complete);
    body.reset();
    EXPECT_EQ(body.read("00000000000000000\r\n").fault, Fault::chunk_size_malformed);
}

TEST(ChunkedBody, TrailersUpToTheirBoundPassAndOneByteMoreDoesNot) {
    const std::string frame = "A: \r\n\r\n";
    const auto read = [&frame](std::size_t size) {
        ChunkedBody body{Side::request};
        return body.read("0\r\nA: " + std::string(size - frame.size(), 'a') + "\r\n\r\n");
    };
    // The last LF is no longer counted: it can only end the message.
    EXPECT_TRUE(read(ChunkedBody::most_trailer_bytes + 1).complete);
    EXPECT_EQ(read(ChunkedBody::most_trailer_bytes + 2).fault, Fault::trailers_too_large);
}

}  // namespace
}  // namespace halogate::http
