// SPDX-License-Identifier: MIT
#include "base/name_set.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate {
namespace {

constexpr auto names = name_set("Host", "Via", "X-Request-Id", "Date", "TE");

TEST(NameSet, HoldsItsNamesInAnyLetterCase) {
    for (const auto* name : {"Host", "host", "HOST", "vIA", "x-request-ID", "date", "te", "TE"})
        EXPECT_TRUE(names.contains(name)) << name;
}

TEST(NameSet, HoldsNothingElse) {
    for (const auto* name : {"", "T", "Hos", "Hosts", "Most", "Hose", "Vi", "X-Request-I", "X_Request-Id",
                             "Dat\xe5", "@E", "X-Request-Id "})
        EXPECT_FALSE(names.contains(name)) << name;
    EXPECT_FALSE(names.contains(std::string(39, 'x')));
    EXPECT_FALSE(names.contains(std::string(100'000, 'x')));
}

TEST(NameSet, IsNotTakenInByBytesThatDifferInTheBitOfLetterCaseAlone) {
    // '@' and '`', '[' and '{' differ as 'A' and 'a' do.
    constexpr auto odd = name_set("a@b", "a[c");
    EXPECT_TRUE(odd.contains("A@B"));
    EXPECT_FALSE(odd.contains("a`b"));
    EXPECT_FALSE(odd.contains("a{c"));
}

}  // namespace
}  // namespace halogate
