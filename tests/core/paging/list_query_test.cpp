// SPDX-License-Identifier: MIT
#include "core/paging/list_query.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::paging {
namespace {

constexpr Settings settings{};

ListQuery read(std::string_view query, Preference preference = Preference::none) {
    auto list = read_list_query(query, settings, preference);
    EXPECT_TRUE(list) << query << ": " << list.error();
    return list ? *std::move(list) : ListQuery{};
}
/// The query that is sent in place of this one.
std::string sent(std::string_view query) {
    return read(query).query.value_or(std::string{query});
}
std::string refusal(std::string_view query, Preference preference = Preference::none) {
    const auto list = read_list_query(query, settings, preference);
    return list ? "taken" : list.error();
}

TEST(ListQuery, IsLeftAsItIsWhereNothingIsToBeDone) {
    for (const auto* query :
         {"", "search=x", "page_size=100&page_no=2", "page_size=&a=%zz", "page_size=-1", "page_size=0",
          "Page_Size=50", "pages_size=500", "xpage_size=500", "&&", "a=%26"}) {
        EXPECT_FALSE(read(query).query) << query;
        EXPECT_EQ(read(query).asked_size, 0U) << query;
        EXPECT_FALSE(read(query).all) << query;
    }
}

TEST(ListQuery, CapsAPageSizeHoweverItsNameIsWritten) {
    EXPECT_EQ(sent("page_size=500"), "page_size=100");
    EXPECT_EQ(sent("PAGE_SIZE=500&search=A"), "page_size=100&search=A");
    EXPECT_EQ(sent("a=1&page%5Fsize=101&b=%20"), "a=1&page_size=100&b=%20");
    EXPECT_EQ(sent("page_size=%35%30%30"), "page_size=100");
    EXPECT_EQ(sent("page_size=99999999999999999999999"), "page_size=100");
    EXPECT_EQ(read("page_size=1000").asked_size, 1000U);
}

TEST(ListQuery, CapsEachOfSeveralPageSizes) {
    EXPECT_EQ(sent("page_size=50&page_size=500"), "page_size=50&page_size=100");
    EXPECT_EQ(sent("page_size=500&x&Page_size=600"), "page_size=100&x&page_size=100");
    EXPECT_EQ(read("page_size=500&page_size=600").asked_size, 600U);
}

TEST(ListQuery, ReadsItsOwnResultAsNothingToDo) {
    for (const auto* query : {"page_size=500", "a&PAGE%5FSIZE=500&&", "halogate_all=false&page_size=101"})
        EXPECT_FALSE(read(sent(query)).query) << query;
}

TEST(ListQuery, RefusesASizeThatIsReadInMoreThanOneWay) {
    for (const auto* query : {"page_size=0x1F4", "page_size=5e2", "page_size=%2B500", "page_size=+500",
                              "page_size=500%20", "page_size=500.0", "page_size=-", "page_size=many"})
        EXPECT_NE(refusal(query).find("`page_size` is a whole number"), std::string::npos) << query;
}

TEST(ListQuery, RefusesANameThatOnlySomeReadersTakeForOneOfThese) {
    for (const auto* query :
         {"page%255Fsize=500", "a=1;page_size=500", "?page_size=500", "page_size%20=500", "+page_size=5",
          "halogate%255Fall=true", "a;halogate_all=true", "%00page_no=2", "page_no=1;page_size=500"})
        EXPECT_NE(refusal(query).find("write the name plainly"), std::string::npos) << query;
}

TEST(ListQuery, AsksForAllPagesInAnyLetterCaseAndNeverSendsThat) {
    for (const auto* query : {"a=1&halogate_all=true", "a=1&HALOGATE_ALL=True", "halogate%5fall=TRUE&a=1"}) {
        EXPECT_TRUE(read(query).all) << query;
        EXPECT_EQ(sent(query), "a=1") << query;
        EXPECT_EQ(read(query).page_size, 100U) << query;
    }
    EXPECT_FALSE(read("halogate_all=false").all);
    EXPECT_EQ(sent("halogate_all=false"), "");
    EXPECT_TRUE(read("a=1", Preference::all_pages).all);
}

TEST(ListQuery, TakesThePageSizeOfAllPagesAsAWish) {
    EXPECT_EQ(read("halogate_all=true&page_size=20").page_size, 20U);
    EXPECT_EQ(read("halogate_all=true&page_size=2000").page_size, 100U);
    EXPECT_EQ(read("halogate_all=true&page_size=").page_size, 100U);
}

TEST(ListQuery, RefusesWhatContradictsAllPages) {
    EXPECT_NE(refusal("halogate_all=true&page_no=1").find("`page_no`"), std::string::npos);
    EXPECT_NE(refusal("PAGE%5FNO=1", Preference::all_pages).find("`page_no`"), std::string::npos);
    EXPECT_NE(refusal("halogate_all=true&page_size=0").find("at least 1"), std::string::npos);
    EXPECT_NE(refusal("halogate_all=true&page_size=-5").find("at least 1"), std::string::npos);
    EXPECT_NE(refusal("halogate_all=true&page_size=5&page_size=5").find("more than once"), std::string::npos);
    EXPECT_NE(refusal("halogate_all=true&halogate_all=true").find("twice"), std::string::npos);
    for (const auto* query : {"halogate_all", "halogate_all=", "halogate_all=1", "halogate_all=yes"})
        EXPECT_EQ(refusal(query), "`halogate_all` is true or false") << query;
}

TEST(ListQuery, KnowsWhetherPagesAreSpokenOf) {
    for (const auto* query : {"page_size=5", "PAGE_NO=1", "count=20", "pageinate=false", "a&Count=true"})
        EXPECT_TRUE(read(query).is_paged) << query;
    for (const auto* query : {"", "search=page_size", "counts=1"})
        EXPECT_FALSE(read(query).is_paged) << query;
}

TEST(ListQuery, IsSoughtForTheWordOfAllPagesByTheMostLenientReader) {
    for (const auto* query :
         {"halogate_all=false", "a&Halogate_All", "halogate%255fall=1", "a;halogate_all=1"})
        EXPECT_TRUE(asks_for_all(query)) << query;
    for (const auto* query : {"", "halogate_al=true", "a=halogate_all"})
        EXPECT_FALSE(asks_for_all(query)) << query;
}

TEST(ListQuery, AsksForOnePageBesideWhatElseIsAsked) {
    const std::string base = without_paging("a=1&page_size=5&Pageinate=false&page%5Fno=2&b=%20");
    EXPECT_EQ(base, "a=1&b=%20");
    EXPECT_EQ(with_page(base, 100, 3), "a=1&b=%20&pageinate=true&page_size=100&page_no=3");
    EXPECT_EQ(with_page("", 50, 1), "pageinate=true&page_size=50&page_no=1");
    EXPECT_EQ(with_paging("a", 100), "a&pageinate=true&page_size=100");
}

}  // namespace
}  // namespace halogate::paging
