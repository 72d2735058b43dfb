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

TEST(Log, ForATerminalTheTimeIsShortAndTheLevelColoured) {
    Collected collected;
    Log log{LogLevel::info, collected.writer(), LogFormat::terminal};
    log.error("no \x1b[31mtoken");
    log.set(LogLevel::info, LogFormat::plain);
    log.info("token");
    ASSERT_EQ(collected.lines.size(), 2U);
    EXPECT_THAT(collected.lines[0],
                ContainsRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2} \x1b\\[1;31merror  \x1b\\[0m no \\?\\[31mtoken$"));
    EXPECT_THAT(collected.lines[1], ContainsRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2} info    token$"));
}

TEST(Log, ForProgramsALineIsAnObject) {
    Collected collected;
    Log log{LogLevel::info, collected.writer(), LogFormat::json};
    log.warning("the tenant said \"{}\"", "no\nmore");
    ASSERT_EQ(collected.lines.size(), 1U);
    EXPECT_THAT(collected.lines[0],
                ContainsRegex(R"(^\{"time":"[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z","level":"warning",)"));
    EXPECT_THAT(collected.lines[0], EndsWith(R"("message":"the tenant said \"no\nmore\""})"));
}

TEST(LogLevel, IsNamedAsInTheConfiguration) {
    EXPECT_EQ(log_level_from("debug"), LogLevel::debug);
    EXPECT_EQ(log_level_from("warning"), LogLevel::warning);
    EXPECT_EQ(log_level_from("warn"), std::nullopt);
    EXPECT_EQ(log_level_from("Info"), std::nullopt);
}

}  // namespace
}  // namespace halogate::observe
