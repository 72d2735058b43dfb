// SPDX-License-Identifier: MIT
#include "core/retry/retry_rule.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "support/retry_random.hpp"

namespace halogate::retry {
namespace {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

constexpr TimePoint now{1h};
constexpr std::array all_methods{Repeatability::read, Repeatability::erase, Repeatability::write};

/// One exchange of one call, with everything at its most ordinary, and its judgement.
struct Case {
    RetrySettings settings{};
    AttemptState state{.repeatability = Repeatability::read,
                       .attempts = 1,
                       .token_renewed = false,
                       .body_can_be_replayed = true,
                       .give_up_at = now + 8s};
    Outcome outcome{};
    RetryBudget budget{0.2};
    FixedRandom random{0.5};

    Case& by(Repeatability repeatability) {
        state.repeatability = repeatability;
        return *this;
    }
    Case& answered(unsigned status) {
        outcome.kind = Kind::answered;
        outcome.status = status;
        return *this;
    }
    Case& ended(Kind kind) {
        outcome.kind = kind;
        return *this;
    }
    Decision judged() { return judge(settings, state, outcome, budget, random, now); }
    std::string verdict();
};

std::string name_of(const Decision& decision) {
    struct Name {
        std::string operator()(const Deliver&) const { return "deliver"; }
        std::string operator()(const RenewToken&) const { return "renew"; }
        std::string operator()(const Requeue&) const { return "requeue"; }
        std::string operator()(const RetryAt& retry) const {
            return "retry+" + std::to_string((retry.at - now) / 1ms);
        }
        std::string operator()(const Fail& fail) const {
            return std::string{to_string(fail.code)} + (fail.outcome_unknown ? " unknown" : "");
        }
    };
    return std::visit(Name{}, decision);
}

std::string Case::verdict() {
    return name_of(judged());
}

struct Row {
    const char* what;
    Outcome outcome;
    const char* read;
    const char* erase;
    const char* write;
};

Outcome answer(unsigned status, bool token_unknown = false) {
    Outcome outcome;
    outcome.status = status;
    outcome.token_unknown = token_unknown;
    return outcome;
}
Outcome end(Kind kind, bool reused = false) {
    Outcome outcome;
    outcome.kind = kind;
    outcome.reused_connection = reused;
    return outcome;
}

TEST(RetryRule, EveryCellOfTheTableIsAsPromised) {
    const Row rows[] = {
        {"401", answer(401, true), "renew", "renew", "renew"},
        {"400, token unknown", answer(400, true), "renew", "renew", "renew"},
        {"400", answer(400), "deliver", "deliver", "deliver"},
        {"429", answer(429), "requeue", "requeue", "requeue"},
        {"never sent", end(Kind::never_sent), "retry+250", "retry+250", "retry+250"},
        {"kept-alive closed", end(Kind::never_sent, true), "retry+0", "retry+0", "retry+0"},
        {"no answer", end(Kind::no_answer), "retry+250", "tenant_bad_response unknown",
         "tenant_bad_response unknown"},
        {"timed out", end(Kind::timed_out), "retry+250", "tenant_timeout unknown", "tenant_timeout unknown"},
        {"malformed", end(Kind::malformed), "retry+250", "tenant_bad_response unknown",
         "tenant_bad_response unknown"},
        {"502", answer(502), "retry+250", "deliver", "deliver"},
        {"503", answer(503), "retry+250", "deliver", "deliver"},
        {"504", answer(504), "retry+250", "deliver", "deliver"},
        {"500", answer(500), "deliver", "deliver", "deliver"},
        {"501", answer(501), "deliver", "deliver", "deliver"},
        {"200", answer(200), "deliver", "deliver", "deliver"},
        {"201", answer(201), "deliver", "deliver", "deliver"},
        {"302", answer(302), "deliver", "deliver", "deliver"},
        {"403", answer(403), "deliver", "deliver", "deliver"},
        {"404", answer(404), "deliver", "deliver", "deliver"},
    };
    for (const auto& row : rows) {
        const std::array expected{row.read, row.erase, row.write};
        for (std::size_t i = 0; i < all_methods.size(); ++i) {
            Case call;
            call.outcome = row.outcome;
            EXPECT_EQ(call.by(all_methods[i]).verdict(), expected[i]) << row.what << ", method " << i;
        }
    }
}

TEST(RetryRule, TheTokenIsRenewedOncePerCall) {
    for (const auto method : all_methods) {
        Case call;
        call.outcome = answer(400, true);
        call.state.token_renewed = true;
        EXPECT_EQ(call.by(method).verdict(), "deliver");
        EXPECT_EQ(call.answered(401).verdict(), "deliver");
    }
}

TEST(RetryRule, ABodyThatIsGoneIsNeverSentAgain) {
    for (const auto method : all_methods) {
        for (const unsigned status : {200U, 400U, 401U, 429U, 500U, 502U, 503U, 504U}) {
            Case call;
            call.state.body_can_be_replayed = false;
            EXPECT_EQ(call.by(method).answered(status).verdict(), "deliver") << status;
        }
        for (const auto kind : {Kind::never_sent, Kind::no_answer, Kind::timed_out, Kind::malformed}) {
            Case call;
            call.state.body_can_be_replayed = false;
            call.outcome.reused_connection = true;
            EXPECT_TRUE(std::holds_alternative<Fail>(call.by(method).ended(kind).judged()));
        }
    }
}

TEST(RetryRule, TheLastAttemptIsTheLast) {
    Case call;
    call.state.attempts = 4;
    EXPECT_EQ(call.answered(503).verdict(), "retry+2000");
    call.state.attempts = 5;
    EXPECT_EQ(call.answered(503).verdict(), "deliver");
    EXPECT_EQ(call.ended(Kind::never_sent).verdict(), "tenant_unreachable");
    EXPECT_EQ(call.ended(Kind::no_answer).verdict(), "tenant_bad_response");
    EXPECT_EQ(call.ended(Kind::malformed).verdict(), "tenant_bad_response");
    EXPECT_EQ(call.ended(Kind::timed_out).verdict(), "tenant_timeout");
}

TEST(RetryRule, ARetryThatWouldComeAfterTheCallersWaitIsNotMade) {
    Case call;
    call.state.give_up_at = now + 250ms;
    EXPECT_EQ(call.answered(503).verdict(), "retry+250");
    call.state.give_up_at = now + 249ms;
    EXPECT_EQ(call.answered(503).verdict(), "deliver");
    EXPECT_EQ(call.ended(Kind::never_sent).verdict(), "tenant_unreachable");
    call.state.give_up_at = now - 1h;
    EXPECT_EQ(call.answered(503).verdict(), "deliver");
    call.random = FixedRandom{0};
    EXPECT_EQ(call.answered(503).verdict(), "deliver");
}

TEST(RetryRule, RetryAfterIsObeyedIfItFitsAndElseTheAnswerIsDelivered) {
    Case call;
    call.outcome.retry_after = 3s;
    EXPECT_EQ(call.answered(503).verdict(), "retry+3000");
    call.outcome.retry_after = 8s;
    EXPECT_EQ(call.answered(503).verdict(), "retry+8000");
    call.outcome.retry_after = 8001ms;
    EXPECT_EQ(call.answered(503).verdict(), "deliver");
    call.outcome.retry_after = 0s;
    EXPECT_EQ(call.answered(503).verdict(), "retry+250");
    call.outcome.retry_after = 24h;
    EXPECT_EQ(call.answered(429).verdict(), "requeue");
}

TEST(RetryRule, AClosedKeptAliveConnectionCostsNeitherTimeNorBudgetButOnlyOnce) {
    Case call;
    call.budget = RetryBudget{0};
    call.outcome = end(Kind::never_sent, true);
    call.settings.max_attempts = 1;
    call.state.give_up_at = now - 1ms;
    EXPECT_EQ(call.by(Repeatability::write).verdict(), "retry+0");

    Case again;
    again.outcome = end(Kind::never_sent, true);
    again.state.attempts = 2;
    EXPECT_EQ(again.by(Repeatability::write).verdict(), "retry+500");
}

TEST(RetryRule, ATenantInTroubleIsNotHitMuchHarder) {
    Case call;
    call.answered(503);
    int retries = 0;
    for (int i = 0; i < 1'000; ++i) {
        call.budget.count_call();
        retries += call.verdict() == "deliver" ? 0 : 1;
    }
    EXPECT_GE(retries, 200);
    EXPECT_LE(retries, 211);
}

TEST(RetryRule, OnlyARetryThatIsMadeSpendsBudget) {
    Case call;
    for (int i = 0; i < 100; ++i) {
        call.state.give_up_at = now;
        EXPECT_EQ(call.answered(503).verdict(), "deliver");
        EXPECT_EQ(call.answered(429).verdict(), "requeue");
        EXPECT_EQ(call.answered(401).verdict(), "renew");
    }
    call.state.give_up_at = now + 8s;
    EXPECT_EQ(call.answered(503).verdict(), "retry+250");
}

TEST(RetryRule, AWriteThatMayHaveBeenDoneIsNeverRepeated) {
    SeededRandom random{20};
    for (int i = 0; i < 50'000; ++i) {
        Case call;
        call.by(random.below(2) == 0 ? Repeatability::write : Repeatability::erase);
        call.state.attempts = static_cast<unsigned>(random.below(7));
        call.state.token_renewed = random.below(2) == 0;
        call.state.body_can_be_replayed = random.below(4) != 0;
        call.state.give_up_at = now + std::chrono::milliseconds{random.below(60'000)} - 10s;
        call.settings.max_attempts = static_cast<unsigned>(random.below(10));
        call.outcome.kind = static_cast<Kind>(random.below(5));
        call.outcome.status = static_cast<unsigned>(200 + random.below(400));
        call.outcome.reused_connection = random.below(2) == 0;
        if (random.below(2) == 0) call.outcome.retry_after = std::chrono::seconds{random.below(20)};
        if (call.outcome.kind == Kind::never_sent) continue;
        // Refused before anything was done: the token, or the limit.
        if (call.outcome.kind == Kind::answered && (call.outcome.status == 401 || call.outcome.status == 429))
            continue;

        const auto decision = call.judged();
        const bool is_final =
            std::holds_alternative<Deliver>(decision) || std::holds_alternative<Fail>(decision);
        ASSERT_TRUE(is_final) << name_of(decision) << " after status " << call.outcome.status;
        const auto* fail = std::get_if<Fail>(&decision);
        ASSERT_TRUE(!fail || fail->outcome_unknown);
    }
}

TEST(RetryRule, NoRetryIsEverInThePastOrBeyondTheWaitOrSoonerThanAsked) {
    SeededRandom random{21};
    int retries = 0;
    for (int i = 0; i < 20'000; ++i) {
        Case call;
        call.state.attempts = static_cast<unsigned>(1 + random.below(6));
        call.state.give_up_at = now + std::chrono::milliseconds{random.below(40'000)};
        if (random.below(2) == 0) call.outcome.retry_after = std::chrono::seconds{random.below(30)};
        call.random = FixedRandom{static_cast<double>(random.below(1000)) / 1000};
        const auto decision = call.answered(503).judged();
        const auto* retry = std::get_if<RetryAt>(&decision);
        if (!retry) continue;
        ++retries;
        ASSERT_GE(retry->at, now + call.outcome.retry_after.value_or(0s));
        ASSERT_LE(retry->at, call.state.give_up_at);
    }
    EXPECT_GT(retries, 5'000);
}

}  // namespace
}  // namespace halogate::retry
