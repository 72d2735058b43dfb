// SPDX-License-Identifier: MIT
#include "gateway/read_lead.hpp"

#include <gmock/gmock.h>

#include "gateway/shared_read_fixture.hpp"

/// What of an answer is shared, and with whom.
namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::Asker;
using test::get;
using test::ScriptedTenant;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct SharedAnswer : test::SharedRead {};

TEST_F(SharedAnswer, WhatTheTenantSaysIsTheSameForAll) {
    for (const std::string_view status : {"404 Not Found", "500 Internal Server Error", "403 Forbidden"}) {
        fixture.tenant.holds_answers = true;
        fixture.tenant.will_answer("HTTP/1.1 " + std::string{status} + "\r\nContent-Length: 2\r\n\r\n{}");
        std::vector<Asker> askers = ask_often(3);
        let_go();
        for (Asker& asker : askers) EXPECT_THAT(heard(asker), StartsWith("HTTP/1.1 " + std::string{status}));
    }
    EXPECT_EQ(exchanges(), 3U);
}

TEST_F(SharedAnswer, ATenantThatCannotBeReachedFailsAllAtOnce) {
    fixture.settings.retry.max_attempts = 2;
    fixture.tenant.holds_answers = true;
    std::vector<Asker> askers = ask_often(20);
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    fixture.tenant.reachable = false;
    fixture.pool.close_idle();
    Asker first = ask("/api/Tickets/5");
    std::vector<Asker> others;
    for (int i = 0; i < 20; ++i) others.push_back(ask("/api/Tickets/5"));
    fixture.reactor.advance(2s);
    EXPECT_THAT(heard(first), StartsWith("HTTP/1.1 502 "));
    for (Asker& other : others)
        EXPECT_THAT(heard(other), AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr("tenant_unreachable")));
    EXPECT_LE(fixture.tenant.dials, 3);
    let_go();
}

TEST_F(SharedAnswer, WhoCanWaitMuchLongerIsNotContentWithAFailureThatPasses) {
    for (const std::string_view first :
         {std::string_view{
              "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 2\r\n\r\n{}"},
          ScriptedTenant::hang_up}) {
        fixture.tenant.holds_answers = true;
        fixture.tenant.will_answer(first);
        Asker leader = ask("/api/Tickets", "Prefer: wait=0\r\n");
        Asker like = ask("/api/Tickets", "Prefer: wait=1\r\n");
        Asker patient = ask("/api/Tickets", "Prefer: wait=60\r\n");
        let_go();
        for (Asker* asker : {&leader, &like}) EXPECT_THAT(heard(*asker), StartsWith("HTTP/1.1 50")) << first;
        EXPECT_THAT(heard(patient), AllOf(StartsWith("HTTP/1.1 200 "), Not(HasSubstr("collapsed")))) << first;
    }
    EXPECT_EQ(exchanges(), 4U);
}

TEST_F(SharedAnswer, AnAnswerThatBreaksOffFailsAllAndNobodyGetsHalf) {
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    std::vector<Asker> askers = ask_often(3);
    let_go();
    fixture.reactor.advance(61s);
    for (Asker& asker : askers)
        EXPECT_THAT(heard(asker),
                    AllOf(StartsWith("HTTP/1.1 504 "), HasSubstr("tenant_timeout"), Not(HasSubstr("half"))));
    EXPECT_EQ(fixture.pool.idle(), 0U);
}

TEST_F(SharedAnswer, AnAnswerThatIsTooLargeIsFetchedByEach) {
    fixture.tenant.holds_answers = true;
    const std::size_t size = fixture.sharing.settings().largest_answer + 1;
    for (int i = 0; i < 4; ++i) fixture.tenant.will_answer(answer(size));
    std::vector<Asker> askers = ask_often(4);
    EXPECT_EQ(exchanges(), 1U);
    let_go();
    for (Asker& asker : askers) EXPECT_GT(heard(asker).size(), size);
    EXPECT_EQ(exchanges(), 4U);
    EXPECT_EQ(recorded("collapsed"), 0U);
}

TEST_F(SharedAnswer, AChunkedAnswerThatTurnsOutTooLargeArrivesWholeAtItsLeader) {
    fixture.tenant.holds_answers = true;
    const std::size_t size = fixture.sharing.settings().largest_answer + 10'000;
    std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t i = 0; i < size / 1000; ++i) chunked += "3e8\r\n" + std::string(1000, 'x') + "\r\n";
    fixture.tenant.will_answer(chunked + "0\r\n\r\n");
    Asker leader = ask();
    Asker follower = ask();
    let_go();
    const std::string whole = heard(leader);
    const auto body = whole.begin() + static_cast<std::ptrdiff_t>(whole.find("\r\n\r\n"));
    EXPECT_EQ(static_cast<std::size_t>(std::count(body, whole.end(), 'x')), size / 1000 * 1000);
    EXPECT_THAT(whole, EndsWith("0\r\n\r\n"));
    EXPECT_THAT(heard(follower), EndsWith("{\"id\": 1}"));
}

TEST_F(SharedAnswer, AChunkedAnswerIsSharedWithItsLength) {
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n");
    Asker leader = ask();
    Asker follower = ask();
    let_go();
    for (Asker* asker : {&leader, &follower})
        EXPECT_THAT(heard(*asker), AllOf(HasSubstr("Content-Length: 3\r\n"), Not(HasSubstr("chunked")),
                                         EndsWith("\r\n\r\ntwo")));
}

TEST_F(SharedAnswer, BeyondTheMemoryOfAllSharedAnswersEachFetchesItsOwn) {
    fixture.settings.body_timeout = 1h;
    const std::size_t size = std::size_t{200} * 1024;
    std::vector<Asker> slow;
    const auto read_nothing = [&](const std::string& target) {
        fixture.connect();
        fixture.caller->takes_at_most(100);
        fixture.send(get(target));
        slow.push_back(std::move(fixture.caller));
    };
    std::size_t pairs = 0;
    std::size_t most = 0;
    while (recorded("collapsed") == 0 && pairs < 200) {
        fixture.tenant.holds_answers = true;
        fixture.tenant.will_answer(answer(size));
        fixture.tenant.will_answer(answer(size));
        const std::string target = "/api/Tickets/" + std::to_string(++pairs);
        read_nothing(target);
        read_nothing(target);
        let_go();
        most = std::max(most, fixture.sharing.memory().bytes());
        if (exchanges() > pairs) break;
    }
    EXPECT_GT(pairs, 1U);
    EXPECT_LE(most, fixture.sharing.settings().most_bytes);
    slow.clear();
    fixture.reactor.settle();
}

TEST_F(SharedAnswer, AStreamOfEventsIsNotHeldBack) {
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        "d\r\ndata: hello\n\n\r\n");
    Asker leader = ask();
    Asker follower = ask();
    let_go();
    EXPECT_THAT(heard(leader), HasSubstr("data: hello"));
    EXPECT_THAT(heard(follower), EndsWith("{\"id\": 1}"));
}

TEST_F(SharedAnswer, AnAnswerThatVariesByWhoAsksIsNotShared) {
    for (const std::string_view vary : {"Vary: User-Agent\r\n", "Vary: *\r\n"}) {
        fixture.tenant.holds_answers = true;
        fixture.tenant.will_answer(answer(5, vary));
        Asker leader = ask();
        Asker follower = ask();
        let_go();
        EXPECT_THAT(heard(leader), EndsWith("xxxxx"));
        EXPECT_THAT(heard(follower), EndsWith("{\"id\": 1}")) << vary;
    }
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer(answer(5, "Vary: Accept, Accept-Encoding, Origin\r\n"));
    Asker leader = ask();
    Asker follower = ask();
    let_go();
    EXPECT_THAT(heard(follower), EndsWith("xxxxx"));
}

TEST_F(SharedAnswer, WhatMayRunAsAPageIsBoxedForFollowersToo) {
    fixture.tenant.holds_answers = true;
    fixture.tenant.will_answer(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\nServer: x\r\n"
        "Access-Control-Allow-Origin: *\r\nContent-Length: 4\r\n\r\n<p/>");
    Asker leader = ask();
    Asker follower = ask();
    let_go();
    for (Asker* asker : {&leader, &follower})
        EXPECT_THAT(heard(*asker),
                    AllOf(HasSubstr("Content-Security-Policy: sandbox\r\n"), Not(HasSubstr("Set-Cookie")),
                          Not(HasSubstr("Access-Control")), Not(HasSubstr("Server: x"))));
}

}  // namespace
}  // namespace halogate::gateway
