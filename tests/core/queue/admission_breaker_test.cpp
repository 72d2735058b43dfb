// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <vector>

#include "core/queue/admission.hpp"

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;
using Reason = Refused::Reason;
using Gate = breaker::Breaker::Gate;

constexpr TimePoint t0{1000s};

retry::Outcome answered(unsigned status) {
    retry::Outcome outcome;
    outcome.status = status;
    return outcome;
}

/// Two at once, so that there is a queue; the breaker opens at the second failure in a row, for 5 s.
class AdmissionBreaker : public ::testing::Test {
protected:
    static Admission::Settings settings() {
        Admission::Settings settings;
        settings.limits.window = {.requests = 100, .per = 10s};
        settings.limits.concurrency = 2;
        settings.limits.breaker.failures = 2;
        settings.consumers = {{}};
        return settings;
    }
    static Demand write(TimePoint give_up_at = t0 + 1h) {
        Demand demand;
        demand.give_up_at = give_up_at;
        return demand;
    }
    static Demand read(TimePoint give_up_at = t0 + 1h) {
        Demand demand = write(give_up_at);
        demand.reads = true;
        return demand;
    }
    DemandId start(const Demand& demand, TimePoint now) {
        return std::get<Granted>(admission_.enter(demand, now)).id;
    }
    DemandId wait(const Demand& demand, TimePoint now) {
        return std::get<Queued>(admission_.enter(demand, now)).id;
    }
    void end(DemandId id, unsigned status, TimePoint now) {
        (void)admission_.observe(id, answered(status), 0, now);
        admission_.finish(id, {}, now);
    }
    std::vector<DemandId> grant_all(TimePoint now) {
        std::vector<DemandId> ids;
        while (const auto id = admission_.grant(now)) ids.push_back(*id);
        return ids;
    }
    using Ids = std::vector<DemandId>;

    Admission admission_{settings(), t0};
};

TEST_F(AdmissionBreaker, WhileItIsOpenCallsAreRefusedWithTheTimeOfTheNextProbeAndSpendNothing) {
    end(start(read(), t0), 503, t0);
    end(start(read(), t0), 503, t0);
    const std::size_t left = admission_.budget(t0).remaining;
    for (int i = 0; i < 1000; ++i) {
        const auto refused = std::get<Refused>(admission_.enter(read(), t0 + 2s));
        EXPECT_EQ(refused.reason, Reason::tenant_unavailable);
        EXPECT_EQ(refused.retry_after, 3s);
    }
    EXPECT_EQ(admission_.budget(t0 + 2s).remaining, left);
    EXPECT_EQ(admission_.budget(t0 + 2s).waiting, 0U);
    EXPECT_FALSE(admission_.next_wake(t0 + 2s));
}

TEST_F(AdmissionBreaker, OneOfManyCallersIsTheProbe) {
    end(start(read(), t0), 503, t0);
    end(start(read(), t0), 503, t0);
    const DemandId probe = start(read(), t0 + 5s);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(std::get<Refused>(admission_.enter(read(), t0 + 5s)).reason, Reason::tenant_unavailable);
    end(probe, 200, t0 + 6s);
    (void)start(read(), t0 + 6s);
}

TEST_F(AdmissionBreaker, WhoWaitsAlreadyIsAnsweredUnlessTheProbeComesWithinTheWait) {
    const DemandId first = start(read(), t0);
    const DemandId second = start(read(), t0);
    const DemandId short_of_time = wait(read(t0 + 4s), t0);
    const DemandId patient = wait(read(t0 + 8s), t0);
    const DemandId patient_too = wait(read(t0 + 8s), t0);
    end(first, 503, t0);
    EXPECT_EQ(admission_.breaker().gate(t0), Gate::passes);
    end(second, 503, t0);
    EXPECT_EQ(grant_all(t0), Ids{});
    const auto expired = admission_.expired(t0);
    ASSERT_TRUE(expired);
    EXPECT_EQ(expired->id, short_of_time);
    EXPECT_EQ(expired->refused.reason, Reason::tenant_unavailable);
    EXPECT_EQ(expired->refused.retry_after, 5s);
    EXPECT_FALSE(admission_.expired(t0));
    EXPECT_EQ(admission_.next_wake(t0), t0 + 5s);
    EXPECT_EQ(grant_all(t0 + 5s), Ids{patient}) << "one probe";
    EXPECT_EQ(admission_.next_wake(t0 + 5s), t0 + 8s) << "nothing to do until the probe ends";
    end(patient, 200, t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), Ids{patient_too});
}

TEST_F(AdmissionBreaker, AProbeThatFailsSendsThoseAwayWhoseWaitEndsBeforeTheNext) {
    const DemandId first = start(read(), t0);
    const DemandId second = start(read(), t0);
    const DemandId probe = wait(read(), t0);
    const DemandId other = wait(read(t0 + 12s), t0);
    end(first, 503, t0);
    end(second, 503, t0);
    ASSERT_EQ(grant_all(t0 + 5s), Ids{probe});
    end(probe, 503, t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), Ids{});
    const auto expired = admission_.expired(t0 + 6s);
    ASSERT_TRUE(expired) << "the next probe is due at 16 s";
    EXPECT_EQ(expired->id, other);
    EXPECT_EQ(expired->refused.retry_after, 10s);
}

TEST_F(AdmissionBreaker, AProbeWhoseCallerHungUpIsFollowedByAnother) {
    const DemandId first = start(read(), t0);
    const DemandId second = start(read(), t0);
    const DemandId probe = wait(read(), t0);
    const DemandId next = wait(read(), t0);
    end(first, 503, t0);
    end(second, 503, t0);
    ASSERT_EQ(grant_all(t0 + 5s), Ids{probe});
    admission_.finish(probe, {.started = false, .throttled = {}}, t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), Ids{next});
    admission_.finish(next, {}, t0 + 7s);
    EXPECT_EQ(admission_.breaker().gate(t0 + 7s), Gate::probe_due) << "sent, and nothing known of it";
}

TEST_F(AdmissionBreaker, AReadIsTheProbeEvenWhenAWriteCameFirst) {
    const DemandId first = start(read(), t0);
    const DemandId second = start(read(), t0);
    const DemandId post = wait(write(), t0);
    const DemandId get = wait(read(), t0);
    end(first, 503, t0);
    end(second, 503, t0);
    EXPECT_EQ(grant_all(t0 + 5s), Ids{get});
    end(get, 200, t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), Ids{post});
}

// The moment of the probe has come, and the reactor has not looked yet.
TEST_F(AdmissionBreaker, AMoreUrgentWriteThatComesThenLeavesTheProbeToAReadThatWaits) {
    const DemandId first = start(read(), t0);
    const DemandId second = start(read(), t0);
    const DemandId get = wait(read(), t0);
    end(first, 503, t0);
    end(second, 503, t0);
    Demand urgent = write();
    urgent.urgency = 0;
    const DemandId post = wait(urgent, t0 + 5s);
    EXPECT_EQ(grant_all(t0 + 5s), Ids{get});
    end(get, 200, t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), Ids{post});
}

TEST_F(AdmissionBreaker, AWriteIsTheProbeWhenNothingElseWaits) {
    end(start(read(), t0), 503, t0);
    end(start(read(), t0), 503, t0);
    const DemandId probe = start(write(), t0 + 5s);
    EXPECT_EQ(admission_.breaker().gate(t0 + 5s), Gate::probe_out);
    end(probe, 201, t0 + 5s);
    EXPECT_EQ(admission_.breaker().gate(t0 + 5s), Gate::passes);
}

TEST_F(AdmissionBreaker, ACallThatHasBeenAtTheTenantWaitsForTheProbeIfItsTimeAllows) {
    end(start(read(), t0), 503, t0);
    end(start(read(), t0), 503, t0);
    Demand again = read(t0 + 8s);
    again.at_front = true;
    const DemandId id = wait(again, t0);
    again.give_up_at = t0 + 4s;
    EXPECT_EQ(std::get<Refused>(admission_.enter(again, t0)).reason, Reason::tenant_unavailable);
    EXPECT_EQ(grant_all(t0 + 5s), Ids{id});
}

TEST_F(AdmissionBreaker, AThrottledProbeShowsThatTheTenantIsThere) {
    end(start(read(), t0), 503, t0);
    end(start(read(), t0), 503, t0);
    const DemandId probe = start(read(), t0 + 5s);
    (void)admission_.observe(probe, answered(429), 0, t0 + 5s);
    admission_.finish(probe,
                      {.started = true, .throttled = retry::ThrottleNotice{.retry_after = 7s, .window = {}}},
                      t0 + 5s);
    EXPECT_EQ(admission_.breaker().gate(t0 + 5s), Gate::passes);
    const auto refused = std::get<Refused>(admission_.enter(read(t0 + 6s), t0 + 5s));
    EXPECT_EQ(refused.reason, Reason::too_late);
}

}  // namespace
}  // namespace halogate::queue
