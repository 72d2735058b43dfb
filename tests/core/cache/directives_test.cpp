// SPDX-License-Identifier: MIT
#include "core/cache/directives.hpp"

#include <gtest/gtest.h>

namespace halogate::cache {
namespace {

using namespace std::chrono_literals;

RequestDirectives asked(std::string_view value) {
    RequestDirectives says;
    says.read(value);
    return says;
}
AnswerDirectives answered(std::string_view value) {
    AnswerDirectives says;
    says.read(value);
    return says;
}

TEST(RequestDirectives, NoCacheAndNoStoreWantAnAnswerOfTheirOwn) {
    for (const std::string_view value :
         {"no-cache", "No-Cache", "max-age=5, no-store", "max-age=0", "max-age=x", " max-age = \"0\" "})
        EXPECT_TRUE(asked(value).wants_its_own()) << value;
    for (const std::string_view value :
         {"", "max-age=5", "min-fresh=0", "max-stale", "x-no-cache", "no-cachex"})
        EXPECT_FALSE(asked(value).wants_its_own()) << value;
}

TEST(RequestDirectives, AgesAreReadInSeconds) {
    const RequestDirectives says = asked("max-age=60, min-fresh=\"7\"");
    EXPECT_EQ(says.max_age, 60s);
    EXPECT_EQ(says.min_fresh, 7s);
    EXPECT_FALSE(asked("min-fresh=1").max_age);
}

TEST(RequestDirectives, SeveralFieldsAreOneList) {
    RequestDirectives says;
    says.read("max-age=60");
    says.read("no-store");
    EXPECT_TRUE(says.no_store);
    EXPECT_FALSE(says.no_cache);
    EXPECT_EQ(says.max_age, 60s);
}

TEST(AnswerDirectives, WhatASharedCacheMustKnowIsRead) {
    const AnswerDirectives says =
        answered("Private, no-store, NO-CACHE=\"Set-Cookie\", max-age=9, s-maxage=3");
    EXPECT_TRUE(says.is_private && says.no_store && says.no_cache);
    EXPECT_EQ(says.max_age, 9s);
    EXPECT_EQ(says.shared_max_age, 3s);
    EXPECT_FALSE(answered("public, must-revalidate").no_cache);
}

TEST(DeltaSeconds, AreDigitsAndEndAtWhatFits) {
    EXPECT_EQ(parse_delta_seconds("0"), 0s);
    EXPECT_EQ(parse_delta_seconds("\"12\""), 12s);
    EXPECT_EQ(parse_delta_seconds("99999999999999999999999"), 2147483647s);
    for (const std::string_view text : {"", "-1", "1.5", " 1", "\"", "\"\"", "+1"})
        EXPECT_FALSE(parse_delta_seconds(text)) << text;
}

}  // namespace
}  // namespace halogate::cache
