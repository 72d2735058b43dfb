// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "program/support/gateway.hpp"
#include "program/support/memory.hpp"
#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t mebibyte = 1024 * 1024;
const std::string all_tickets = "/api/Tickets?order=id&halogate_all=true";

/// Makes it a thousand: the sandbox begins with 260.
void fill_up(Gateway& gateway) {
    std::string many = "[";
    for (int i = 260; i < 1000; ++i)
        many +=
            std::string{i == 260 ? "" : ","} + R"({"summary":"number )" + std::to_string(i) + R"( ]}\""})";
    ASSERT_EQ(gateway.post("/api/Tickets", many + "]").status, 201U);
}

std::string page_of(int number) {
    return "/api/Tickets?order=id&pageinate=true&page_size=100&page_no=" + std::to_string(number);
}

TEST(Paging, AllPagesAreOneDocumentOfTheRowsOfEach) {
    Gateway gateway;
    fill_up(gateway);
    std::vector<std::string> rows;
    for (int number = 1; number <= 10; ++number)
        for (auto& row : json_elements(gateway.get(page_of(number)).at("/tickets"))) rows.push_back(row);
    ASSERT_EQ(rows.size(), 1000U);
    const Answer list = gateway.get(all_tickets);
    EXPECT_EQ(list.status, 200U);
    EXPECT_TRUE(list.complete);
    EXPECT_EQ(list.field("Content-Type"), "application/json");
    EXPECT_EQ(list.field("Content-Length"), "");
    EXPECT_EQ(list.at("/record_count"), "1000");
    EXPECT_TRUE(json_elements(list.at("/tickets")) == rows);
    const std::string line = gateway.program().wait_for_line("halogate_all");
    EXPECT_EQ(json_at(line, "/exchanges"), "10");
    EXPECT_EQ(json_at(line, "/status"), "200");
    for (const auto& seen : gateway.sandbox.everything())
        EXPECT_EQ(seen.target.find("halogate"), std::string::npos);
    EXPECT_EQ(gateway.sandbox.seen("GET " + page_of(10)).size(), 2U);
    EXPECT_TRUE(gateway.sandbox.seen("GET " + page_of(11)).empty());
}

TEST(Paging, AllPagesStayInsideTheBudget) {
    Gateway gateway{{.sandbox = {"--window", "5/1s"},
                     .sections = "limits: {window: {requests: 5, per: 1s}, reserve: 0%}\n"}};
    fill_up(gateway);
    const auto began = Clock::now();
    const Answer list = gateway.get(all_tickets);
    // The window holds five, one of which was spent: the fifth page and the tenth wait for a new one. How
    // long depends on when that one was spent.
    EXPECT_GE(Clock::now() - began, milliseconds{1000});
    EXPECT_TRUE(list.complete);
    EXPECT_EQ(json_elements(list.at("/tickets")).size(), 1000U);
    EXPECT_EQ(gateway.sandbox.state("throttled"), 0);
    EXPECT_LE(gateway.sandbox.state("max_in_window"), 5);
}

TEST(Paging, AThrottledPageIsAskedForAgain) {
    Gateway gateway;
    gateway.sandbox.plan({.match = "GET /api/Tickets", .kind = "429", .count = 1, .retry_after = 1});
    const Answer list = gateway.get(all_tickets);
    EXPECT_TRUE(list.complete);
    EXPECT_EQ(json_elements(list.at("/tickets")).size(), 260U);
}

TEST(Paging, AllPagesTakeNoMemory) {
    RawGateway gateway;
    const std::string row = R"({"text":")" + std::string(100'000, 'x') + R"("})";
    constexpr int pages = 60;
    for (int number = 1; number <= pages; ++number) {
        std::string rows;
        for (int i = 0; i < 10; ++i)
            rows += (i == 0 ? R"({"id":)" : R"(,{"id":)") + std::to_string(number * 10 + i) + "}," + row;
        const std::string body =
            R"({"record_count":)" + std::to_string(pages * 20) + R"(,"tickets":[)" + rows + "]}";
        gateway.tenant.answer(
            "GET /api/Tickets?pageinate=true&page_size=20&page_no=" + std::to_string(number) + " ",
            {.bytes = raw_answer(body, "Content-Type: application/json\r\n")});
    }
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::size_t before = peak_memory(gateway.program().pid());
    const Answer list = gateway.get("/api/Tickets?halogate_all=true&page_size=20");
    EXPECT_TRUE(list.complete);
    EXPECT_GT(list.body.size(), 50 * mebibyte);
    EXPECT_LT(peak_memory(gateway.program().pid()) - before, at_most(4 * mebibyte));
}

TEST(Paging, ALargerPageThanTheTenantGivesIsSaid) {
    Gateway gateway;
    const Answer answer = gateway.get("/api/Tickets?Page%5Fsize=1000");
    EXPECT_EQ(answer.field("X-Halogate-Warning"), "page_size_capped;asked=1000;sent=100");
    EXPECT_EQ(gateway.sandbox.seen().at(0).target.find("1000"), std::string::npos);
    EXPECT_EQ(gateway.get("/api/Tickets?page_size=100").field("X-Halogate-Warning"), "");
}

TEST(Paging, TheSizeOfAPageAndWhetherPagingIsAddedAreSettings) {
    Gateway gateway{{.sections = "paging: {page_size: 50, add: true}\n"}};
    const Answer added = gateway.get("/api/Tickets");
    EXPECT_EQ(added.field("X-Halogate-Warning"), "paging_added;sent=50");
    EXPECT_EQ(json_elements(added.at("/tickets")).size(), 50U);
    EXPECT_EQ(json_elements(gateway.get("/api/Tickets?page_size=80").at("/tickets")).size(), 50U);
    EXPECT_EQ(json_elements(gateway.get(all_tickets).at("/tickets")).size(), 260U);
}

}  // namespace

}  // namespace halogate::program
