// SPDX-License-Identifier: MIT
#include "sandbox/fault_rule.hpp"

#include <gtest/gtest.h>

#include "sandbox/control.hpp"
#include "sandbox/json.hpp"

namespace halogate::sandbox {
namespace {

using namespace std::chrono_literals;

FaultRule rule(std::string_view text) {
    auto parsed = parse_fault(text);
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error());
    return parsed ? *parsed : FaultRule{};
}

TEST(SandboxFaultText, KindAloneStrikesTheNextRequestOnce) {
    const auto stall = rule("stall");
    EXPECT_EQ(stall.kind, FaultKind::stall);
    EXPECT_EQ(stall.method, "*");
    EXPECT_EQ(stall.path, "/");
    EXPECT_EQ(stall.count, 1U);
}

TEST(SandboxFaultText, EveryWordIsUnderstood) {
    const auto all = rule("429=seconds GET /api/Tickets x3 skip=2 retry_after=2s pause=7ms");
    EXPECT_EQ(all.kind, FaultKind::status_429);
    EXPECT_EQ(all.form, ThrottleForm::seconds);
    EXPECT_EQ(all.method, "GET");
    EXPECT_EQ(all.path, "/api/Tickets");
    EXPECT_EQ(all.count, 3U);
    EXPECT_EQ(all.skip, 2U);
    EXPECT_EQ(all.retry_after, Duration{2s});
    EXPECT_EQ(all.pause, Duration{7ms});
    EXPECT_FALSE(rule("500 forever").count);
    EXPECT_EQ(rule("redirect location=https://x.example/?a=b").location, "https://x.example/?a=b");
}

TEST(SandboxFaultText, WrongWordIsNamed) {
    for (const std::string_view wrong : {"nonsense", "500=seconds", "429=often", "500 x0", "500 xx",
                                         "500 skip=a", "500 pause=7", "500 colour=red", "500 get", ""}) {
        const auto parsed = parse_fault(wrong);
        ASSERT_FALSE(parsed) << wrong;
        EXPECT_FALSE(parsed.error().empty());
    }
    EXPECT_NE(parse_fault("500 colour=red").error().find("colour=red"), std::string::npos);
}

TEST(SandboxFaultText, KindsAreReadBackUnderTheirOwnNames) {
    for (int i = 0; i <= static_cast<int>(FaultKind::bad_framing); ++i) {
        const auto kind = static_cast<FaultKind>(i);
        EXPECT_EQ(fault_kind_named(to_string(kind)), kind) << to_string(kind);
    }
}

TEST(SandboxFaultJson, SaysTheSameAsTheText) {
    const auto parsed = fault_from_json(Json::parse(
        R"({"match":"GET /api/Tickets","kind":"429","form":"date","retry_after":2,"count":"forever","skip":1})"));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->kind, FaultKind::status_429);
    EXPECT_EQ(parsed->form, ThrottleForm::date);
    EXPECT_EQ(parsed->method, "GET");
    EXPECT_EQ(parsed->path, "/api/Tickets");
    EXPECT_EQ(parsed->retry_after, Duration{2s});
    EXPECT_EQ(parsed->skip, 1U);
    EXPECT_FALSE(parsed->count);
}

TEST(SandboxFaultJson, MisspeltMemberIsAnErrorAndNotIgnored) {
    for (const auto* wrong :
         {R"({"kind":"500","cuont":2})", R"({"kind":"500","mach":"GET /"})", R"({"kind":"nope"})", R"([])",
          R"({"match":"GET /"})", R"({"kind":"500","count":0})", R"({"kind":"500","match":"GET"})",
          R"({"kind":"500","skip":-1})", R"({"kind":"500","skip":null})"}) {
        EXPECT_FALSE(fault_from_json(Json::parse(wrong))) << wrong;
    }
}

TEST(SandboxFaultBook, PathMatchesInAnyCaseAndOnlyAtASegmentsEnd) {
    FaultBook book;
    book.add(rule("500 GET /api/Client forever"));
    EXPECT_TRUE(book.take("GET", "/API/client"));
    EXPECT_TRUE(book.take("GET", "/api/Client/3"));
    EXPECT_FALSE(book.take("GET", "/api/ClientContract"));
    EXPECT_FALSE(book.take("POST", "/api/Client"));
    EXPECT_FALSE(book.take("GET", "/api"));
}

TEST(SandboxFaultBook, SkipsFirstThenStrikesAsOftenAsItShould) {
    FaultBook book;
    book.add(rule("502 x2 skip=1"));
    EXPECT_FALSE(book.take("GET", "/"));
    EXPECT_TRUE(book.take("GET", "/"));
    EXPECT_TRUE(book.take("GET", "/"));
    EXPECT_FALSE(book.take("GET", "/"));
    EXPECT_TRUE(book.rules().empty());
}

TEST(SandboxFaultBook, EarlierRuleStrikesFirstAndSkippingOneLetsTheNextTry) {
    FaultBook book;
    book.add(rule("500 skip=1"));
    book.add(rule("503 x2"));
    EXPECT_EQ(book.take("GET", "/")->kind, FaultKind::status_503);
    EXPECT_EQ(book.take("GET", "/")->kind, FaultKind::status_500);
    EXPECT_EQ(book.take("GET", "/")->kind, FaultKind::status_503);
}

}  // namespace
}  // namespace halogate::sandbox
