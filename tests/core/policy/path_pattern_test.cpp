// SPDX-License-Identifier: MIT
#include "core/policy/path_pattern.hpp"

#include <gtest/gtest.h>

namespace halogate::policy {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
    const auto parsed = PathPattern::parse(pattern);
    EXPECT_TRUE(parsed) << pattern;
    return parsed->matches(path);
}

TEST(PathPattern, LiteralsMatchInAnyLetterCase) {
    EXPECT_TRUE(matches("/api/Tickets", "/api/tickets"));
    EXPECT_TRUE(matches("/API/tickets/", "/api/tickets"));
    EXPECT_FALSE(matches("/api/Tickets", "/api/tickets/1"));
    EXPECT_FALSE(matches("/api/Tickets", "/api"));
    EXPECT_FALSE(matches("/api/Tickets", "/api/ticket"));
}

TEST(PathPattern, ANameOrAStarStandsForOneSegment) {
    for (const auto* pattern : {"/api/Tickets/{id}", "/api/Tickets/*"}) {
        EXPECT_TRUE(matches(pattern, "/api/tickets/1"));
        EXPECT_TRUE(matches(pattern, "/api/tickets/5&2"));
        EXPECT_FALSE(matches(pattern, "/api/tickets"));
        EXPECT_FALSE(matches(pattern, "/api/tickets/1/2"));
    }
    EXPECT_TRUE(matches("/api/*/{id}/void", "/api/invoice/7/void"));
}

TEST(PathPattern, TwoStarsStandForAnyNumberOfSegments) {
    EXPECT_TRUE(matches("/api/**", "/api"));
    EXPECT_TRUE(matches("/api/**", "/api/a"));
    EXPECT_TRUE(matches("/api/**", "/api/a/b/c"));
    EXPECT_FALSE(matches("/api/**", "/apis"));
    EXPECT_FALSE(matches("/api/**", "/"));
    EXPECT_TRUE(matches("/**", "/"));
    EXPECT_TRUE(matches("/**", "/a/b"));
    EXPECT_TRUE(matches("/api/{x}/**", "/api/a"));
    EXPECT_FALSE(matches("/api/{x}/**", "/api"));
}

TEST(PathPattern, TheRootMatchesTheRootAlone) {
    EXPECT_TRUE(matches("/", "/"));
    EXPECT_FALSE(matches("/", "/api"));
    EXPECT_FALSE(matches("/{x}", "/"));
}

TEST(PathPattern, EqualOnesMatchTheSamePaths) {
    EXPECT_EQ(*PathPattern::parse("/api/Tickets/{id}"), *PathPattern::parse("/API/tickets/*/"));
    EXPECT_FALSE(*PathPattern::parse("/api/Tickets/{id}") == *PathPattern::parse("/api/Tickets/**"));
}

TEST(PathPattern, RefusesWhatCouldNeverMatch) {
    for (const auto* pattern :
         {"",         "api/Tickets", "//api",      "/api//x",         "/api/**/x",  "/api/Tick*",
          "/api/{id", "/api/{}",     "/api/id}",   "/api/{id}&{seq}", "/api/%41",   "/api/./x",
          "/api/..",  "/api/x.",     "/api/a;b",   "/api/a\\b",       "/api/x?y=1", "/api/x#y",
          "/api/ x",  "/api/x ",     "/api/{i d}", "/api/a\nb",       "/api//"}) {
        const auto parsed = PathPattern::parse(pattern);
        EXPECT_FALSE(parsed) << pattern;
        if (!parsed) {
            EXPECT_EQ(parsed.error().rfind("path pattern \"", 0), 0U);
        }
    }
}

TEST(PathPattern, KnowsHowMuchIsSpelledOut) {
    const auto spelled_out = [](std::string_view text) { return PathPattern::parse(text)->spelled_out(); };
    EXPECT_EQ(spelled_out("/api/Tickets"), 2U);
    EXPECT_EQ(spelled_out("/api/Tickets/{id}"), 2U);
    EXPECT_EQ(spelled_out("/api/Invoice/{id}/void"), 2U);
    EXPECT_EQ(spelled_out("/api/**"), 1U);
    EXPECT_EQ(spelled_out("/*/Tickets"), 0U);
    EXPECT_EQ(spelled_out("/"), 0U);
}

TEST(PathPattern, OverlapsWhatMatchesACommonPath) {
    const auto overlap = [](std::string_view a, std::string_view b) {
        const auto one = PathPattern::parse(a);
        const auto other = PathPattern::parse(b);
        EXPECT_EQ(one->overlaps(*other), other->overlaps(*one)) << a << " and " << b;
        return one->overlaps(*other);
    };
    EXPECT_TRUE(overlap("/api/Tickets", "/api/tickets"));
    EXPECT_TRUE(overlap("/api/Tickets/{id}", "/api/Tickets/me"));
    EXPECT_TRUE(overlap("/api/**", "/api/Tickets/{id}"));
    EXPECT_TRUE(overlap("/api/Tickets/**", "/api/Tickets"));
    EXPECT_TRUE(overlap("/*/Tickets", "/api/*"));
    EXPECT_FALSE(overlap("/api/Tickets", "/api/Client"));
    EXPECT_FALSE(overlap("/api/Tickets", "/api/Tickets/{id}"));
    EXPECT_FALSE(overlap("/api/Tickets/**", "/api/Client/**"));
}

}  // namespace
}  // namespace halogate::policy
