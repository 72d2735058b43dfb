// SPDX-License-Identifier: MIT
#include "gateway/shared_read.hpp"

#include <gmock/gmock.h>

#include "gateway/shared_read_fixture.hpp"

/// Identical reads under way are one exchange.
namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::Asker;
using test::GatewayFixture;
using test::get;
using test::post_ticket;
using test::ScriptedTenant;
using test::uid;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using SharedRead = test::SharedRead;

struct InOneSlot : SharedRead {
    InOneSlot() : SharedRead{GatewayFixture::Shape::one_a_minute()} {
        Asker first = ask("/api/Tickets/1");
        EXPECT_THAT(heard(first), StartsWith("HTTP/1.1 200 "));
    }
};

TEST_F(SharedRead, FiveHundredAtOnceAreOneExchange) {
    fixture.tenant.holds_answers = true;
    std::vector<Asker> askers = ask_often(500);
    EXPECT_EQ(exchanges(), 1U);
    let_go();
    EXPECT_THAT(heard(askers.front()), AllOf(HasSubstr("{\"id\": 1}"), Not(HasSubstr("Cache-Status"))));
    for (std::size_t i = 1; i < askers.size(); ++i)
        ASSERT_THAT(heard(askers[i]), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("{\"id\": 1}"),
                                            HasSubstr("Cache-Status: halogate; fwd=miss; collapsed\r\n")));
    EXPECT_EQ(exchanges(), 1U);
    EXPECT_EQ(fixture.records.kept.size(), 500U);
    EXPECT_EQ(recorded("collapsed"), 499U);
    for (std::size_t i = 0; i < 500; ++i)
        EXPECT_EQ(fixture.records.kept[i].exchanges, fixture.records.kept[i].reused.empty() ? 1U : 0U);
}

TEST_F(SharedRead, EachCallerHasItsOwnRequestId) {
    fixture.tenant.holds_answers = true;
    Asker first = ask("/api/Tickets", "X-Request-Id: one\r\n");
    Asker second = ask("/api/Tickets", "X-Request-Id: two\r\n");
    let_go();
    EXPECT_THAT(heard(first), HasSubstr("X-Request-Id: one\r\n"));
    EXPECT_THAT(heard(second), AllOf(HasSubstr("X-Request-Id: two\r\n"), Not(HasSubstr("one"))));
    ASSERT_EQ(fixture.records.kept.size(), 2U);
    EXPECT_NE(fixture.records.kept[0].request_id, fixture.records.kept[1].request_id);
}

TEST_F(SharedRead, WhatIsNotIdenticalIsNotShared) {
    fixture.tenant.holds_answers = true;
    std::vector<Asker> askers;
    askers.push_back(ask("/api/Tickets"));
    askers.push_back(ask("/api/Tickets?page_no=2"));
    askers.push_back(ask("/api/Tickets", "Accept: text/csv\r\n"));
    askers.push_back(ask("/api/Tickets", "Range: bytes=0-9\r\n"));
    askers.push_back(ask("/api/Tickets", "Cache-Control: no-cache\r\n"));
    askers.push_back(ask("/api/Tickets", "Cache-Control: no-store\r\n"));
    askers.push_back(ask("/api/Tickets", "Pragma: no-cache\r\n"));
    askers.push_back(fixture.ask("HEAD /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_EQ(exchanges(), askers.size());
    askers.push_back(ask("//api/./Tickets/", "User-Agent: another\r\ntraceparent: 00-1\r\n"));
    EXPECT_EQ(exchanges(), askers.size() - 1) << "this one is";
    let_go();
    for (Asker& asker : askers) EXPECT_THAT(heard(asker), StartsWith("HTTP/1.1 200 "));
}

TEST_F(SharedRead, OptingOutLeavesTheOthersTogether) {
    fixture.tenant.holds_answers = true;
    Asker own = ask("/api/Tickets", "Cache-Control: no-cache\r\n");
    Asker first = ask();
    Asker second = ask();
    EXPECT_EQ(exchanges(), 2U);
    let_go();
    EXPECT_EQ(recorded("collapsed"), 1U);
}

TEST_F(SharedRead, NothingCrossesBetweenConsumersWithDifferentRights) {
    fixture.tenant.holds_answers = true;
    Asker anonymous = ask();
    Asker reader = fixture.ask(get("/api/Tickets"), uid(1000));
    EXPECT_EQ(exchanges(), 2U) << "it may read tickets as well, and holds less";
    Asker equal = fixture.ask(get("/api/Tickets"), uid(1001));
    EXPECT_EQ(exchanges(), 2U) << "this one may do exactly the same";
    let_go();
    EXPECT_EQ(recorded("collapsed"), 1U);
}

TEST_F(SharedRead, ATokenThatHoldsLessSharesWithItsLikeOnly) {
    const WallTime now = fixture.services.clock.wall_now();
    const auto bearer = [&](std::string_view permission) {
        policy::PermissionSet only;
        EXPECT_TRUE(only.add(permission));
        const local_token::Grant grant{"anonymous", only};
        return "Authorization: Bearer " + fixture.consumers.mint().issue(grant, now) + "\r\n";
    };
    fixture.tenant.holds_answers = true;
    Asker whole = ask();
    Asker narrow = ask("/api/Tickets", bearer("read:tickets"));
    Asker other = ask("/api/Tickets", bearer("edit:tickets"));
    EXPECT_EQ(exchanges(), 3U);
    Asker like = ask("/api/Tickets", bearer("read:tickets"));
    EXPECT_EQ(exchanges(), 3U);
    let_go();
    EXPECT_THAT(heard(like), HasSubstr("collapsed"));
}

TEST_F(SharedRead, ALeaderThatHangsUpAtTheTenantLeavesItsAnswerToTheOthers) {
    fixture.tenant.holds_answers = true;
    Asker leader = ask();
    Asker follower = ask();
    leader.reset();
    fixture.reactor.settle();
    let_go();
    EXPECT_THAT(heard(follower), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("collapsed")));
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(InOneSlot, ALeaderThatHangsUpInLineLeavesItsPlaceToAFollower) {
    Asker leader = ask("/api/Tickets", "Prefer: wait=90\r\n");
    Asker follower = ask("/api/Tickets", "Prefer: wait=90\r\n");
    Asker last = ask("/api/Tickets", "Prefer: wait=90\r\n");
    EXPECT_EQ(fixture.driver.budget().waiting, 1U) << "followers stand in no line";
    leader.reset();
    fixture.reactor.settle();
    EXPECT_EQ(fixture.driver.budget().waiting, 1U);
    fixture.reactor.advance(61s);
    EXPECT_THAT(heard(follower), AllOf(StartsWith("HTTP/1.1 200 "), Not(HasSubstr("collapsed"))));
    EXPECT_THAT(heard(last), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("collapsed")));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(InOneSlot, EachFollowerHasItsOwnWait) {
    Asker leader = ask("/api/Tickets", "Prefer: wait=90\r\n");
    Asker impatient = ask("/api/Tickets", "Prefer: wait=5\r\n");
    Asker at_once = ask("/api/Tickets", "Prefer: wait=0\r\n");
    EXPECT_THAT(heard(at_once), AllOf(StartsWith("HTTP/1.1 429 "), HasSubstr("Retry-After: 120\r\n")));
    fixture.reactor.advance(4s);
    EXPECT_EQ(heard(impatient), "");
    fixture.reactor.advance(1s);
    EXPECT_THAT(heard(impatient), AllOf(StartsWith("HTTP/1.1 429 "), HasSubstr("budget_exhausted")));
    fixture.reactor.advance(60s);
    EXPECT_THAT(heard(leader), StartsWith("HTTP/1.1 200 "));
}

TEST_F(InOneSlot, AFollowerThatCanWaitLongerOutlivesItsLeader) {
    Asker leader = ask("/api/Tickets", "Prefer: wait=61\r\n");
    Asker patient = ask("/api/Tickets", "Prefer: wait=200\r\n");
    Asker other = ask("/api/Tickets/9", "Prefer: wait=200, u=1\r\nPriority: u=0\r\n");
    fixture.reactor.advance(62s);
    EXPECT_THAT(heard(other), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(heard(leader), StartsWith("HTTP/1.1 429 "));
    fixture.reactor.advance(61s);
    EXPECT_THAT(heard(patient), StartsWith("HTTP/1.1 200 "));
}

TEST_F(InOneSlot, WhoIsMoreUrgentDoesNotWaitForALessUrgentLeader) {
    Asker slow = ask("/api/Tickets", "Prefer: wait=300\r\nPriority: u=7\r\n");
    Asker urgent = ask("/api/Tickets", "Prefer: wait=300\r\nPriority: u=0\r\n");
    Asker usual = ask("/api/Tickets", "Prefer: wait=300\r\n");
    EXPECT_EQ(fixture.driver.budget().waiting, 2U);
    fixture.reactor.advance(61s);
    EXPECT_THAT(heard(urgent), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(heard(usual), HasSubstr("collapsed"));
    EXPECT_EQ(heard(slow), "");
}

TEST_F(InOneSlot, AConsumerDoesNotWaitInTheLineOfAnother) {
    Asker anonymous = ask("/api/Tickets", "Prefer: wait=300\r\n");
    Asker equal = fixture.ask(get("/api/Tickets", "Prefer: wait=300\r\n"), uid(1001));
    EXPECT_EQ(fixture.driver.budget().waiting, 2U);
}

TEST_F(SharedRead, AFollowerThatHangsUpIsForgotten) {
    fixture.tenant.holds_answers = true;
    Asker leader = ask();
    Asker follower = ask();
    follower.reset();
    fixture.reactor.settle();
    EXPECT_EQ(fixture.records.kept.size(), 1U);
    EXPECT_TRUE(fixture.records.kept.front().hung_up);
    let_go();
    EXPECT_THAT(heard(leader), StartsWith("HTTP/1.1 200 "));
}

TEST_F(SharedRead, AThrottledExchangeIsRepeatedOnceForAll) {
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
    std::vector<Asker> askers = ask_often(5);
    let_go();
    fixture.reactor.advance(3s);
    for (Asker& asker : askers) EXPECT_THAT(heard(asker), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(SharedRead, AFollowerWhoseWaitIsOverLeavesAnExchangeThatIsSentBack) {
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n");
    Asker leader = ask("/api/Tickets", "Prefer: wait=60\r\n");
    Asker follower = ask("/api/Tickets", "Prefer: wait=1\r\n");
    fixture.reactor.advance(5s);
    EXPECT_EQ(heard(follower), "") << "its exchange has begun";
    let_go();
    EXPECT_THAT(heard(follower), AllOf(StartsWith("HTTP/1.1 429 "), HasSubstr("budget_exhausted")));
    fixture.reactor.advance(10s);
    EXPECT_THAT(heard(leader), StartsWith("HTTP/1.1 200 "));
}

TEST_F(SharedRead, NobodyWaitsForTheProbeOfATenantThatFails) {
    fixture.settings.retry.max_attempts = 1;
    for (int i = 0; i < 5; ++i) {
        fixture.tenant.will_answer(ScriptedTenant::hang_up);
        ask();
    }
    fixture.reactor.advance(5s);
    fixture.tenant.holds_answers = true;
    Asker probe = ask();
    ASSERT_EQ(exchanges(), 6U);
    Asker other = ask();
    EXPECT_THAT(heard(other), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("tenant_unavailable")));
    let_go();
    EXPECT_THAT(heard(probe), StartsWith("HTTP/1.1 200 "));
}

TEST_F(SharedRead, WhoComesAfterAWriteDoesNotJoinWhatWasAskedForBeforeIt) {
    fixture.tenant.holds_answers = true;
    Asker before = ask();
    fixture.tenant.holds_answers = false;
    Asker writer = fixture.ask(post_ticket);
    EXPECT_THAT(heard(writer), StartsWith("HTTP/1.1 200 "));
    fixture.tenant.holds_answers = true;
    Asker after = ask();
    EXPECT_EQ(exchanges(), 3U);
    Asker joins = ask();
    EXPECT_EQ(exchanges(), 3U);
    let_go();
    EXPECT_THAT(heard(joins), HasSubstr("collapsed"));
    EXPECT_THAT(heard(before), StartsWith("HTTP/1.1 200 "));
}

TEST_F(SharedRead, ATenThousandthFollowerCostsNoExchange) {
    fixture.settings.max_connections = 20'000;
    fixture.tenant.holds_answers = true;
    std::vector<Asker> askers = ask_often(10'000);
    let_go();
    EXPECT_EQ(exchanges(), 1U);
    EXPECT_EQ(recorded("collapsed"), 9'999U);
    EXPECT_THAT(heard(askers.back()), EndsWith("{\"id\": 1}"));
}

TEST_F(InOneSlot, DrainRefusesTheLeaderInLineAndItsFollowers) {
    std::vector<Asker> askers;
    for (int i = 0; i < 5; ++i) askers.push_back(ask("/api/Tickets", "Prefer: wait=90\r\n"));
    fixture.gateway.drain(fixture.reactor.clock.now());
    fixture.reactor.settle();
    for (Asker& asker : askers)
        EXPECT_THAT(heard(asker), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("draining")));
}

TEST(SharedReadSwitch, SwitchedOffEachReadIsItsOwnExchange) {
    GatewayFixture::Shape shape;
    shape.sharing.in_flight = false;
    GatewayFixture fixture{shape};
    fixture.tenant.holds_answers = true;
    Asker first = fixture.ask(get("/api/Tickets"));
    Asker second = fixture.ask(get("/api/Tickets"));
    EXPECT_EQ(fixture.tenant.requests.size(), 2U);
}

// Each I/O in turn fails: nobody is left hanging, nothing stays behind (the fixture looks), and nobody gets
// the half of an answer.
TEST(SharedReadFailures, WhereverTheTenantFailsEverybodyGetsAnAnswer) {
    for (int failing = 0; failing < 40; ++failing) {
        GatewayFixture fixture{GatewayFixture::Shape::failing(failing)};
        std::vector<Asker> askers;
        for (int i = 0; i < 4; ++i) askers.push_back(fixture.ask(get("/api/Tickets", "Prefer: wait=30\r\n")));
        fixture.reactor.advance(40s);
        for (Asker& asker : askers) {
            const std::string heard = fixture.received_by(asker);
            EXPECT_THAT(heard, StartsWith("HTTP/1.1 ")) << failing;
            EXPECT_EQ(heard.find("HTTP/1.1 200") == 0, heard.ends_with("{\"id\": 1}")) << failing << heard;
        }
        EXPECT_EQ(fixture.records.kept.size(), 4U);
        if (!fixture.plan.happened) return;
    }
    FAIL() << "there are more operations than were tried";
}

}  // namespace
}  // namespace halogate::gateway
