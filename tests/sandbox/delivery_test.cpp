// SPDX-License-Identifier: MIT
#include "sandbox/delivery.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::sandbox {
namespace {

Delivery planned(FaultKind kind, Answer answer, std::string_view method = "GET") {
    FaultRule fault;
    fault.kind = kind;
    return plan_delivery(std::move(answer), fault, method, Persistence::keep_alive, WallTime{});
}

Delivery honest(Answer answer, std::string_view method, Persistence persistence) {
    return plan_delivery(std::move(answer), std::nullopt, method, persistence, WallTime{});
}

bool says(const Delivery& delivery, std::string_view line) {
    return delivery.head.find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
}

Answer streamed(BodyCoding coding) {
    Answer answer = text_answer(200, "application/octet-stream", {});
    answer.stream = StreamedBody{.bytes = 1000, .coding = coding};
    return answer;
}

TEST(SandboxDelivery, HonestAnswerIsWhole) {
    const auto plan = honest(json_answer(201, "{}"), "POST", Persistence::keep_alive);
    EXPECT_EQ(plan.head,
              "HTTP/1.1 201 Created\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
              "Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(plan.body, "{}");
    EXPECT_EQ(plan.ending, Ending::keep);
}

TEST(SandboxDelivery, HeadGetsTheLengthAndNoBody) {
    const auto plan = honest(json_answer(200, "{}"), "HEAD", Persistence::close);
    EXPECT_TRUE(says(plan, "Content-Length: 2"));
    EXPECT_TRUE(says(plan, "Connection: close"));
    EXPECT_TRUE(plan.body.empty());
    EXPECT_EQ(plan.ending, Ending::close);
    EXPECT_FALSE(honest(streamed(BodyCoding::content_length), "HEAD", Persistence::close).stream);
}

TEST(SandboxDelivery, StreamsAreFramedAsAskedFor) {
    EXPECT_TRUE(says(honest(streamed(BodyCoding::content_length), "GET", Persistence::keep_alive),
                     "Content-Length: 1000"));
    EXPECT_TRUE(says(honest(streamed(BodyCoding::chunked), "GET", Persistence::keep_alive),
                     "Transfer-Encoding: chunked"));
}

TEST(SandboxDelivery, ResetAndStallSendNothing) {
    EXPECT_TRUE(planned(FaultKind::reset_after, json_answer(200, "{}")).head.empty());
    EXPECT_EQ(planned(FaultKind::reset_before, json_answer(200, "{}")).ending, Ending::reset);
    EXPECT_EQ(planned(FaultKind::stall, json_answer(200, "{}")).ending, Ending::silence);
}

TEST(SandboxDelivery, TruncatedAnswerPromisesMoreThanItSends) {
    const auto plan = planned(FaultKind::truncate, json_answer(200, "123456789"));
    EXPECT_TRUE(says(plan, "Content-Length: 9"));
    EXPECT_EQ(plan.body, "1234");
    EXPECT_EQ(plan.ending, Ending::close);
    EXPECT_TRUE(says(planned(FaultKind::truncate, json_answer(200, "")), "Content-Length: 16"));
    const auto stream = planned(FaultKind::truncate, streamed(BodyCoding::chunked));
    EXPECT_EQ(stream.stream->bytes, 500U);
    EXPECT_FALSE(stream.last_chunk);
}

TEST(SandboxDelivery, ClosingOnesPromiseToStay) {
    const auto plan = planned(FaultKind::close_idle, json_answer(200, "{}"));
    EXPECT_EQ(plan.head.find("Connection:"), std::string::npos);
    EXPECT_EQ(plan.ending, Ending::close);
}

TEST(SandboxDelivery, BadFramingSaysBothLengths) {
    const auto plan = planned(FaultKind::bad_framing, json_answer(200, "{}"));
    EXPECT_TRUE(says(plan, "Content-Length: 2"));
    EXPECT_TRUE(says(plan, "Transfer-Encoding: chunked"));
    EXPECT_EQ(plan.body, "2\r\n{}\r\n0\r\n\r\n");
}

TEST(SandboxDelivery, ExtraBytesAreASecondWholeAnswer) {
    const auto plan = planned(FaultKind::extra_bytes, json_answer(200, "{}"));
    EXPECT_TRUE(plan.body.starts_with("{}HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(plan.ending, Ending::keep);
}

TEST(SandboxDelivery, ChunksCarryTheirSizeInHex) {
    EXPECT_EQ(chunk_of("abc"), "3\r\nabc\r\n");
    EXPECT_TRUE(chunk_of(std::string(255, 'x')).starts_with("ff\r\n"));
}

}  // namespace
}  // namespace halogate::sandbox
