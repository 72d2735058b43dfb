// SPDX-License-Identifier: MIT
#include "observe/series_table.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace halogate::observe {
namespace {

using Table = SeriesTable<int>;

int value_of(const Table& table, std::string_view first, std::string_view second) {
    for (const auto& series : table.all())
        if (series.first == first && series.second == second) return series.cells;
    return -1;
}

TEST(SeriesTable, KeepsOneSeriesForEachPairOfWords) {
    Table table{10};
    ++table.at("a", "/x");
    ++table.at("a", "/y");
    ++table.at(std::string{"a"}, std::string{"/x"});
    EXPECT_EQ(table.all().size(), 2U);
    EXPECT_EQ(value_of(table, "a", "/x"), 2);
    EXPECT_EQ(value_of(table, "a", "/y"), 1);
}

TEST(SeriesTable, WhatWasAskedForLastIsNotTakenForAnother) {
    SeriesTable<int> table{10};
    std::string first = "alerts";
    table.at(first, "/api/Tickets") = 1;
    first = "report";  // the words were the asker's: they may change
    EXPECT_EQ(table.at(first, "/api/Tickets"), 0);
    EXPECT_EQ(table.at("alerts", "/api/Tickets"), 1);
    EXPECT_EQ(table.at("alerts", "/api/Ticket"), 0);
    EXPECT_EQ(table.at("alerts", "/api/Tickets"), 1);
}

TEST(SeriesTable, WhatHasNoNameIsCalledNone) {
    Table table{10};
    ++table.at("", "");
    EXPECT_EQ(value_of(table, "(none)", "(none)"), 1);
}

TEST(SeriesTable, BeyondItsBoundOnlyTheSecondWordIsGivenUpAtFirst) {
    Table table{2};
    ++table.at("a", "/1");
    ++table.at("a", "/2");
    ++table.at("a", "/3");
    ++table.at("a", "/4");
    ++table.at("a", "/1");
    EXPECT_EQ(value_of(table, "a", "/1"), 2) << "who was there keeps its series";
    EXPECT_EQ(value_of(table, "a", "(other)"), 2);
}

TEST(SeriesTable, IsBoundedWhateverComes) {
    Table table{4};
    for (int i = 0; i < 100; ++i) ++table.at("c" + std::to_string(i), "/" + std::to_string(i));
    EXPECT_EQ(table.all().size(), 9U) << "twice its bound, and one for all the rest";
    EXPECT_EQ(value_of(table, "(other)", "(other)"), 92);
    int sum = 0;
    for (const auto& series : table.all()) sum += series.cells;
    EXPECT_EQ(sum, 100) << "nothing is lost";
}

}  // namespace
}  // namespace halogate::observe
