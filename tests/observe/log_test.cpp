// SPDX-License-Identifier: MIT
#include "observe/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace halogate::observe {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::EndsWith;

struct Collected {
    std::vector<std::string> lines;
    Log::WriteLine writer() {
        return [this](std::string_view line) { lines.emplace_back(line); };
    }
};

TEST(Log, PutsTimeAndLevelInFrontOfTheEvent) {
    Collected collected;
    Log log{LogLevel::info, collected.writer()};
    log.warning("token: {} tries, {}", 3, "refused");
    ASSERT_EQ(collected.lines.size(), 1U);
    EXPECT_THAT(collected.lines[0],
                ContainsRegex("^[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z warning token: 3 tries, refused$"));
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
    Collected collected;
    Log log{LogLevel::warning, collected.writer()};
    log.debug("one");
    log.info("two");
    log.warning("three");
    log.error("four");
    EXPECT_THAT(collected.lines, ElementsAre(EndsWith("three"), EndsWith("four")));
    EXPECT_FALSE(log.writes(LogLevel::info));
    EXPECT_TRUE(log.writes(LogLevel::error));
}

TEST(Log, AMessageCannotBeginALineOfItsOwn) {
    Collected collected;
    Log log{LogLevel::debug, collected.writer()};
    log.error("the tenant said: {}", "no\n2024-01-01T00:00:00.000Z error \x1b[31mforged");
    ASSERT_EQ(collected.lines.size(), 1U);
    EXPECT_THAT(collected.lines[0], EndsWith("no?2024-01-01T00:00:00.000Z error ?[31mforged"));
}

TEST(Log, BracesInAMessageAreText) {
    Collected collected;
    Log log{LogLevel::debug, collected.writer()};
    log.info("{}", "{} %v {0}");
    EXPECT_THAT(collected.lines, ElementsAre(EndsWith("{} %v {0}")));
}

TEST(LogLevel, IsNamedAsInTheConfiguration) {
    EXPECT_EQ(log_level_from("debug"), LogLevel::debug);
    EXPECT_EQ(log_level_from("warning"), LogLevel::warning);
    EXPECT_EQ(log_level_from("warn"), std::nullopt);
    EXPECT_EQ(log_level_from("Info"), std::nullopt);
}

}  // namespace
}  // namespace halogate::observe
