// SPDX-License-Identifier: MIT
#include "io/alarm.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "support/fake_alarm_clock.hpp"

namespace halogate::io {
namespace {

using namespace std::chrono_literals;

TEST(Alarm, RingsOnceAtItsTimeAndNotBefore) {
    test::FakeAlarmClock clock;
    int rung = 0;
    Alarm alarm{clock, [&] { ++rung; }};
    alarm.set(clock.now() + 10ms);
    clock.advance(9ms);
    EXPECT_EQ(rung, 0);
    clock.advance(1ms);
    EXPECT_EQ(rung, 1);
    EXPECT_FALSE(alarm.is_set());
    clock.advance(1h);
    EXPECT_EQ(rung, 1);
}

TEST(Alarm, MovedLaterIsOneStoreAndStillOnTime) {
    test::FakeAlarmClock clock;
    std::optional<TimePoint> rung_at;
    Alarm alarm{clock, [&] { rung_at = clock.now(); }};
    alarm.set(clock.now() + 10ms);
    const unsigned armed = clock.armed();
    const TimePoint due = clock.now() + 50ms;
    alarm.set(due);
    EXPECT_EQ(clock.armed(), armed);
    clock.advance(49ms);
    EXPECT_FALSE(rung_at);
    clock.advance(10ms);
    EXPECT_EQ(rung_at, due);
}

TEST(Alarm, MovedEarlierRingsEarlier) {
    test::FakeAlarmClock clock;
    int rung = 0;
    Alarm alarm{clock, [&] { ++rung; }};
    alarm.set(clock.now() + 1h);
    alarm.set(clock.now() + 1ms);
    clock.advance(1ms);
    EXPECT_EQ(rung, 1);
}

TEST(Alarm, ClearedOrDestroyedStaysSilent) {
    test::FakeAlarmClock clock;
    int rung = 0;
    Alarm cleared{clock, [&] { ++rung; }};
    cleared.set(clock.now() + 1ms);
    cleared.clear();
    {
        Alarm destroyed{clock, [&] { ++rung; }};
        destroyed.set(clock.now() + 1ms);
    }
    clock.advance(1s);
    EXPECT_EQ(rung, 0);
}

TEST(Alarm, OneMayDestroyAnotherThatIsDueAtTheSameMoment) {
    test::FakeAlarmClock clock;
    int rung = 0;
    std::unique_ptr<Alarm> second;
    Alarm first{clock, [&] {
                    ++rung;
                    second.reset();
                }};
    second = std::make_unique<Alarm>(clock, [&] { ++rung; });
    first.set(clock.now() + 1ms);
    second->set(clock.now() + 1ms);
    clock.advance(1ms);
    EXPECT_EQ(rung, 1);
}

TEST(Alarm, MaySetItselfAgainWhileItRings) {
    test::FakeAlarmClock clock;
    int rung = 0;
    std::optional<Alarm> alarm;
    alarm.emplace(clock, [&] {
        if (++rung < 3) alarm->set(clock.now() + 1s);
    });
    alarm->set(clock.now() + 1s);
    clock.advance(10s);
    EXPECT_EQ(rung, 3);
}

TEST(Alarm, RingAllRingsWhatIsSetNowAndLeavesWhatIsSetMeanwhileToItsTime) {
    test::FakeAlarmClock clock;
    int rung = 0;
    Alarm again{clock, [&] { ++rung; }};
    Alarm far{clock, [&] {
                  ++rung;
                  again.set(clock.now() + 1s);
              }};
    Alarm cleared{clock, [&] { rung += 100; }};
    far.set(TimePoint::max());
    cleared.set(clock.now() + 1h);
    cleared.clear();
    clock.ring_all();
    EXPECT_EQ(rung, 1);
    clock.advance(2s);
    EXPECT_EQ(rung, 2);
}

}  // namespace
}  // namespace halogate::io
