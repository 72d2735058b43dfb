// SPDX-License-Identifier: MIT
// Slow and large: bounded memory, a status that says why, and others unharmed meanwhile.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "program/support/memory.hpp"
#include "program/support/sentinel.hpp"

namespace halogate::program {

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

std::string get_with(const std::string& fields) {
    return "GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

std::string many_fields(int count) {
    std::string many;
    for (int i = 0; i < count; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
    return many;
}

void expect_others_served(const Gateway& gateway) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

void expect_timed_out(Caller& caller) {
    EXPECT_EQ(caller.receive().status, 408U);
    EXPECT_EQ(caller.receive_all(), "");
}

TEST(AttackSlowAndLarge, AHeadWithoutEnd) {
    expect_all_refused({
        {"a field of a megabyte", get_with("X-Long: " + std::string(1'000'000, 'x') + "\r\n")},
        {"a name of a megabyte", get_with(std::string(1'000'000, 'x') + ": a\r\n")},
        {"100,000 fields", get_with(many_fields(100'000))},
        {"a target of a megabyte",
         "GET /api/Tickets?" + std::string(1'000'000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        {"a method of a megabyte", std::string(1'000'000, 'G') + " / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    });
}

TEST(AttackSlowAndLarge, WhatIsTooLargeHasAStatusOfItsOwn) {
    Gateway gateway{attacked()};
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"X-Long", std::string(60'000, 'x')}}).status, 431U);
    EXPECT_EQ(gateway.get("/api/Tickets?" + std::string(10'000, 'x')).status, 414U);
    FieldList many;
    for (int i = 0; i < 500; ++i) many.emplace_back("X-" + std::to_string(i), "a");
    EXPECT_EQ(gateway.get("/api/Tickets/1", many).status, 431U);
}

// Beast refuses a response over 8 MiB, a request over 1 MiB and a head over 8 KiB unless told otherwise.
TEST(AttackSlowAndLarge, AResponseOver8MiBARequestOver1MiBAndAHeadOver8KiBAreTakenAndTakeNoMemory) {
    Gateway gateway{{.sections = "policy:\n"
                                 "  anonymous: [edit:tickets]\n"
                                 "  routes:\n"
                                 "    - {match: \"GET /api/Attachment/{id}\", permission: read:tickets}\n"
                                 "    - {match: \"POST /api/Attachment\", permission: edit:tickets}\n"}};
    expect_others_served(gateway);
    const std::size_t before = peak_memory(gateway.program().pid());
    const Answer response = gateway.get("/api/Attachment/big?bytes=" + std::to_string(32 * mebibyte));
    EXPECT_EQ(response.body.size(), 32 * mebibyte);
    const std::string body =
        R"([{"filename":"a.bin","ticket_id":1,"data_base64":")" + std::string(8 * mebibyte, 'A') + R"("}])";
    EXPECT_EQ(gateway.post("/api/Attachment", body).status, 201U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"X-Long", std::string(12'000, 'x')}}).status, 200U);
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(8 * mebibyte));
}

TEST(AttackSlowAndLarge, AHeadOfOneMegabyteOrAHundredThousandFieldsTakesNoMemory) {
    Gateway gateway{attacked()};
    expect_others_served(gateway);
    const std::size_t before = peak_memory(gateway.program().pid());
    const std::string attacks[] = {get_with("X-Long: " + std::string(mebibyte, 'x') + "\r\n"),
                                   get_with(many_fields(100'000))};
    std::vector<Caller> large;
    for (int i = 0; i < 20; ++i) {
        large.push_back(gateway.connect());
        large.back().send(attacks[i % 2]);
    }
    expect_others_served(gateway);
    for (Caller& caller : large) EXPECT_EQ(caller.receive().status, 431U);
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(4 * mebibyte));
}

TEST(AttackSlowAndLarge, ASlowHeadIsTimedOutAndOthersAreServedMeanwhile) {
    Gateway gateway{{.sections = "callers: {head_timeout: 300ms}\n" + attacked().sections}};
    Caller slow = gateway.connect();
    slow.send("GET /api/Tickets/1 HTTP/1.1\r\nHo");
    Caller begun = gateway.connect();
    begun.send("G");
    expect_others_served(gateway);
    expect_timed_out(slow);
    expect_timed_out(begun);
    expect_sentinel_never_arrived(gateway);
}

// The whole head has one span of time: a byte now and then does not lengthen it.
TEST(AttackSlowAndLarge, AHeadDrippedByteByByteIsTimedOutAsAWhole) {
    Gateway gateway{{.sections = "callers: {head_timeout: 300ms}\n"}};
    Caller slow = gateway.connect();
    slow.send("GET /api/Tickets/1 HTTP/1.1\r\nX: ");
    // Every answer to somebody else is a moment; after its own answer the gateway listens for two seconds
    // more.
    while (slow.accepted()) {
        ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
        slow.send("x");
    }
    EXPECT_EQ(slow.receive().status, 408U);
}

TEST(AttackSlowAndLarge, ASlowBodyIsTimedOutAndNeverReachesTheTenant) {
    Gateway gateway{{.sections = "callers: {body_timeout: 300ms}\n" + attacked().sections}};
    const std::string head =
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    Caller by_length = gateway.connect();
    by_length.send(head + "Content-Length: 100\r\n\r\n[{");
    Caller in_chunks = gateway.connect();
    in_chunks.send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n[{");
    expect_others_served(gateway);
    expect_timed_out(by_length);
    expect_timed_out(in_chunks);
    EXPECT_TRUE(gateway.sandbox.seen("POST").empty());
}

TEST(AttackSlowAndLarge, AThousandIdleAndHalfHeardCallersHarmNobody) {
    Gateway gateway{attacked()};
    expect_others_served(gateway);
    const std::size_t before = peak_memory(gateway.program().pid());
    std::vector<Caller> idle;
    for (int i = 0; i < 1000; ++i) {
        idle.push_back(gateway.connect());
        if (i % 2 == 0) idle.back().send("GET /api/Tickets/1 HTTP/1.1\r\nHo");
    }
    expect_others_served(gateway);
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(20 * mebibyte));
}

}  // namespace

}  // namespace halogate::program
