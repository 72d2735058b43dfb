// SPDX-License-Identifier: MIT
#include "observe/process_stats.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

const std::string line =
    "42 (halo) S gate) S 1 42 42 0 -1 4194560 3000 0 0 0 150 50 0 0 20 0 3 0 1234 100000000 3840 "
    "18446744073709551615 1 1 0 0 0 0 0 16781312 17642 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

TEST(ProcessStats, ReadsTheSystemsLineWhateverTheProgramIsCalled) {
    const auto stats = parse_process_stat(line, {.ticks_per_second = 100, .page_bytes = 4096});
    ASSERT_TRUE(stats);
    EXPECT_EQ(stats->cpu, 2s);
    EXPECT_EQ(stats->threads, 3U);
    EXPECT_EQ(stats->started, 12340ms);
    EXPECT_EQ(stats->virtual_bytes, 100'000'000U);
    EXPECT_EQ(stats->resident_bytes, 15'728'640U);
}

TEST(ProcessStats, TakesNothingFromALineThatIsDifferent) {
    for (const char* text : {"", "42", "42 (a", "42 (a)", "42 (a) S", "42 (a) S 1 2 3", "42 (a) S 1 2 x"})
        EXPECT_FALSE(parse_process_stat(text, {})) << text;
}

TEST(ProcessStats, KnowsThisProcess) {
    const auto before = read_process_stats();
    ASSERT_TRUE(before);
    const int more = ::dup(0);
    ASSERT_GE(more, 0);
    const auto after = read_process_stats();
    ::close(more);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->open_descriptors, before->open_descriptors + 1);
    EXPECT_GT(after->resident_bytes, 1'000'000U);
    EXPECT_GE(after->most_descriptors, after->open_descriptors);
}

TEST(ProcessStats, TheCalendarSaysWhenItBegan) {
    ProcessStats stats;
    stats.started = 100s;
    EXPECT_EQ(start_by_calendar(stats, TimePoint{130s}, WallTime{1'000'000s}), WallTime{999'970s});
}

}  // namespace
}  // namespace halogate::observe
