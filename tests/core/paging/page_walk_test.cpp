// SPDX-License-Identifier: MIT
#include "core/paging/page_walk.hpp"

#include <gtest/gtest.h>

namespace halogate::paging {
namespace {

using Step = PageWalk::Step;

PageSeen page(std::uint64_t rows, std::uint64_t fingerprint) {
    return {rows, std::nullopt, std::nullopt, fingerprint};
}
PageSeen page_of(std::uint64_t total, std::uint64_t rows, std::uint64_t fingerprint) {
    return {rows, total, std::nullopt, fingerprint};
}

TEST(PageWalk, EndsWhenAllRowsThatTheTenantCountsHaveCome) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after(page_of(250, 100, 1)), Step::next);
    EXPECT_EQ(walk.after(page_of(250, 100, 2)), Step::next);
    EXPECT_EQ(walk.after(page_of(250, 50, 3)), Step::done);
    EXPECT_EQ(walk.rows(), 250U);
    EXPECT_EQ(walk.pages(), 3U);
}

TEST(PageWalk, AsksForNoPageBeyondAFullLastOne) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after(page_of(200, 100, 1)), Step::next);
    EXPECT_EQ(walk.after(page_of(200, 100, 2)), Step::done);
}

TEST(PageWalk, GoesOnBehindAShortPageWhereTheTenantCountsMore) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after(page_of(80, 50, 1)), Step::next) << "a tenant whose pages are smaller";
    EXPECT_EQ(walk.after(page_of(80, 30, 2)), Step::done);
}

TEST(PageWalk, CountsTheLatestTotalOfAListThatChanges) {
    PageWalk grows{100};
    EXPECT_EQ(grows.after(page_of(100, 99, 1)), Step::next);
    EXPECT_EQ(grows.after(page_of(120, 20, 2)), Step::next);
    EXPECT_EQ(grows.after(page_of(119, 0, 3)), Step::done);
    PageWalk shrinks{100};
    EXPECT_EQ(shrinks.after(page_of(150, 100, 1)), Step::next);
    EXPECT_EQ(shrinks.after(page_of(90, 0, 2)), Step::done);
}

TEST(PageWalk, IsIncompleteWhereRowsThatAreCountedDoNotCome) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after(page_of(250, 100, 1)), Step::next);
    EXPECT_EQ(walk.after(page_of(250, 0, 2)), Step::incomplete);
}

TEST(PageWalk, EndsWithAPageThatIsNotFullWhereNothingIsCounted) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after(page(100, 1)), Step::next);
    EXPECT_EQ(walk.after(page(99, 2)), Step::done);
    PageWalk exact{100};
    EXPECT_EQ(exact.after(page(100, 1)), Step::next);
    EXPECT_EQ(exact.after(page(0, 2)), Step::done);
    PageWalk empty{100};
    EXPECT_EQ(empty.after(page(0, 1)), Step::done);
}

TEST(PageWalk, BelievesTheTenantThatItsPagesAreSmaller) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after({50, std::nullopt, 50, 1}), Step::next);
    EXPECT_EQ(walk.after({49, std::nullopt, 50, 2}), Step::done);
    PageWalk larger{20};
    EXPECT_EQ(larger.after({20, std::nullopt, 100, 1}), Step::next);
}

TEST(PageWalk, TakesMoreRowsThanAskedForAsAListThatKnowsNoPages) {
    PageWalk walk{100};
    EXPECT_EQ(walk.after(page(130, 1)), Step::done);
}

TEST(PageWalk, SeesAPageThatComesAgain) {
    PageWalk counted{100};
    EXPECT_EQ(counted.after(page_of(717, 100, 7)), Step::next);
    EXPECT_EQ(counted.after(page_of(717, 100, 7)), Step::repeated);
    PageWalk uncounted{100};
    EXPECT_EQ(uncounted.after(page(100, 7)), Step::next);
    EXPECT_EQ(uncounted.after(page(100, 7)), Step::repeated);
}

TEST(PageWalk, IsBounded) {
    PageWalk walk{1};
    for (std::uint64_t i = 1; i < PageWalk::most_pages; ++i) ASSERT_EQ(walk.after(page(1, i)), Step::next);
    EXPECT_EQ(walk.after(page(1, PageWalk::most_pages)), Step::too_many);
}

}  // namespace
}  // namespace halogate::paging
