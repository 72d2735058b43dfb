// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "program/support/gateway.hpp"
#include "program/support/memory.hpp"

namespace halogate::program {

namespace {

// No source says which domain Attachment belongs to: whoever needs it says so in the configuration.
const GatewayPlan attachments{.sections =
                                  "policy:\n"
                                  "  anonymous: [edit:tickets]\n"
                                  "  routes:\n"
                                  "    - {match: \"GET /api/Attachment/{id}\", permission: read:tickets}\n"
                                  "    - {match: \"POST /api/Attachment\", permission: edit:tickets}\n"};

constexpr std::size_t mebibyte = 1024 * 1024;

std::string attachment_of(std::size_t bytes) {
    return R"([{"filename":"big.bin","ticket_id":1,"data_base64":")" + std::string(bytes / 4 * 4, 'A') +
           R"("}])";
}

TEST(Body, ALargeAttachmentComesWholeAndTakesNoMemory) {
    Gateway gateway{attachments};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::size_t before = peak_memory(gateway.program().pid());
    const Answer answer = gateway.get("/api/Attachment/big?bytes=" + std::to_string(64 * mebibyte));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body.size(), 64 * mebibyte);
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(8 * mebibyte));
}

TEST(Body, AChunkedAttachmentComesWhole) {
    Gateway gateway{attachments};
    const std::string target = "/api/Attachment/big?bytes=" + std::to_string(20 * mebibyte);
    const Answer chunked = gateway.get(target + "&chunked=true");
    EXPECT_TRUE(chunked.complete);
    EXPECT_EQ(chunked.body.size(), 20 * mebibyte);
    EXPECT_TRUE(chunked.body == gateway.get(target).body);
}

TEST(Body, AChunkedAnswerToAnOldCallerEndsWithTheConnection) {
    Gateway gateway{attachments};
    Caller caller = gateway.connect();
    caller.send("GET /api/Attachment/big?bytes=100000&chunked=true HTTP/1.0\r\nHost: localhost\r\n\r\n");
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body.size(), 100'000U);
}

TEST(Body, ACallerThatDoesNotReadHoldsTheTenantBack) {
    Gateway gateway{attachments};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::size_t before = peak_memory(gateway.program().pid());
    Caller slow = gateway.connect();
    slow.send(request_text("GET", "/api/Attachment/big?bytes=" + std::to_string(200 * mebibyte)));
    // While nobody reads, others are served, and what was not read is not in memory.
    for (int i = 0; i < 50; ++i) ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(16 * mebibyte));
    slow.close();
}

TEST(Body, ABodyLargerThanTheBufferIsStreamed) {
    Gateway gateway{attachments};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::size_t before = peak_memory(gateway.program().pid());
    const std::string body = attachment_of(20 * mebibyte);
    const Answer answer = gateway.post("/api/Attachment", body);
    EXPECT_EQ(answer.status, 201U) << answer.body;
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(8 * mebibyte));
    const Answer back = gateway.get("/api/Attachment/" + answer.at("/id"));
    EXPECT_EQ(back.body.size(), 20 * mebibyte / 4 * 3);
}

TEST(Body, AChunkedBodyLargerThanTheBufferIsStreamed) {
    Gateway gateway{attachments};
    Caller caller = gateway.connect();
    const std::string body = attachment_of(5 * mebibyte);
    caller.send(
        "POST /api/Attachment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 100'000) {
        const std::string piece = body.substr(at, 100'000);
        char size[16];
        std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
        caller.send(size + piece + "\r\n");
    }
    caller.send("0\r\n\r\n");
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 201U) << answer.body;
    EXPECT_EQ(gateway.get("/api/Attachment/" + answer.at("/id")).body.size(), 5 * mebibyte / 4 * 3);
}

TEST(Body, AStreamedBodyIsSentOnce) {
    Gateway gateway{attachments};
    gateway.sandbox.plan({.match = "POST /api/Attachment", .kind = "token_401"});
    const Answer answer = gateway.post("/api/Attachment", attachment_of(3 * mebibyte));
    EXPECT_EQ(gateway.sandbox.seen("POST /api/Attachment").size(), 1U) << "what is gone cannot be sent again";
    EXPECT_EQ(answer.status, 503U) << "a 401 would be taken for a word about the caller's own credential";
    EXPECT_EQ(answer.field("X-Halogate-Error"), "tenant_unavailable") << answer.body;
    EXPECT_EQ(answer.field("Retry-After"), "1");
    EXPECT_EQ(gateway.post("/api/Attachment", attachment_of(3 * mebibyte)).status, 201U)
        << "with a new token";
}

TEST(Body, ABodyInTheBufferIsSentAgainAfterARefusedToken) {
    Gateway gateway{attachments};
    gateway.sandbox.plan({.match = "POST /api/Attachment", .kind = "token_401"});
    EXPECT_EQ(gateway.post("/api/Attachment", attachment_of(mebibyte / 2)).status, 201U);
    EXPECT_EQ(gateway.sandbox.seen("POST /api/Attachment").size(), 2U);
}

TEST(Body, ABodyOverTheLimitIsRefusedBeforeItIsSent) {
    Gateway gateway{attachments};
    Caller caller = gateway.connect();
    caller.send(
        "POST /api/Attachment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 99999999999\r\n\r\n");
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 413U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "body_too_large");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Body, WhereTheBodyDecidesOneThatIsTooLargeToJudgeIsRefused) {
    Gateway gateway{{.sections = "policy: {anonymous: [create:tickets]}\n"}};
    const std::string padding(3 * mebibyte, ' ');
    const Answer answer = gateway.post("/api/Tickets", R"([{"summary":"x",)" + padding + R"("id":1}])");
    EXPECT_GE(answer.status, 400U);
    EXPECT_LT(answer.status, 500U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Body, ATenantThatRefusesABodyBeforeItsEndIsHeard) {
    // The sandbox says 413 when it sees the length, and closes with the rest of the body unread.
    Gateway gateway{attachments};
    const std::string head =
        "POST /api/Attachment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 70000000\r\n\r\n";
    for (const std::size_t sent : {std::size_t{0}, 100 * 1024UL, 20 * mebibyte}) {
        Caller caller = gateway.connect();
        caller.send(head + std::string(sent, 'x'));
        const Answer answer = caller.receive();
        EXPECT_EQ(answer.status, 413U) << sent << ": " << answer.body;
        EXPECT_EQ(answer.field("X-Halogate-Error"), "") << "it is the tenant's own answer";
        EXPECT_EQ(answer.field("Connection"), "close");
    }
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

TEST(Body, ATenantThatStopsInTheMiddleIsSeenToHaveStopped) {
    Gateway gateway{attachments};
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "truncate"});
    Caller caller = gateway.connect();
    const Answer answer = caller.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_FALSE(answer.complete) << "half an answer must not look like a whole one";
    EXPECT_EQ(gateway.get("/api/Tickets/2").at("/id"), "2");
}

TEST(Body, ACallerThatHangsUpInTheMiddleHarmsNobody) {
    Gateway gateway{attachments};
    for (int i = 0; i < 5; ++i) {
        Caller caller = gateway.connect();
        caller.send(
            "POST /api/Attachment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: 5000000\r\n\r\n[{\"filename\":\"half");
        caller.close();
        Caller reading = gateway.connect();
        reading.send(request_text("GET", "/api/Attachment/big?bytes=50000000"));
        reading.close();
    }
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    for (const auto& line : gateway.program().wait_for_lines("\"hung_up\":true", 5))
        EXPECT_NE(line.find("/api/Attachment"), std::string::npos);
}

}  // namespace

}  // namespace halogate::program
