// SPDX-License-Identifier: MIT
#include "core/policy/route_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace halogate::policy {
namespace {

struct LineText {
    std::string method;
    std::string pattern;
    Ids ids = Ids::any;
};

RouteTable table_of(const std::vector<LineText>& lines) {
    RouteTable table;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        table.add(lines[i].method, *PathPattern::parse(lines[i].pattern), lines[i].ids,
                  static_cast<RouteTable::Line>(i));
    }
    return table;
}

const std::vector<LineText> lines{
    {"GET", "/api/X"},              // 0
    {"POST", "/api/X"},             // 1
    {"GET", "/api/X/{id}"},         // 2
    {"GET", "/api/X/me"},           // 3
    {"GET", "/api/X/**"},           // 4
    {"*", "/api/X/me"},             // 5
    {"DELETE", "/api/{any}/{id}"},  // 6
    {"POST", "/api/X/{id}/void"},   // 7
    {"HEAD", "/api/X/head"},        // 8
    {"GET", "/api/X/head"},         // 9
    {"GET", "/api/{any}/me"},       // 10
};

struct Expected {
    const char* method;
    const char* path;
    int line;  ///< -1: none
};

constexpr Expected expected[]{
    {"GET", "/api/x", 0},       {"HEAD", "/api/x", 0},        {"POST", "/api/x", 1},
    {"DELETE", "/api/x", -1},   {"GET", "/api/x/1", 2},       {"GET", "/api/x/me", 3},
    {"POST", "/api/x/me", 5},   {"DELETE", "/api/x/me", 5},   {"GET", "/api/x/1/2", 4},
    {"GET", "/api/x/me/2", 4},  {"POST", "/api/x/1", -1},     {"DELETE", "/api/x/1", 6},
    {"DELETE", "/api/y/1", 6},  {"POST", "/api/x/1/void", 7}, {"GET", "/api/x/1/void", 4},
    {"HEAD", "/api/x/head", 8}, {"GET", "/api/x/head", 9},    {"DELETE", "/api/x/head", 6},
    {"GET", "/api/y/me", 10},   {"GET", "/api/y/1", -1},      {"GET", "/api", -1},
    {"GET", "/", -1},           {"GET", "/api/xx", -1},       {"PUT", "/api/x/me", 5},
};

TEST(RouteTable, PrefersLiteralToNameToRestAndPassesOverPlacesWithoutTheMethod) {
    const auto table = table_of(lines);
    for (const auto& row : expected) {
        const auto found = table.find(row.method, row.path);
        EXPECT_EQ(found ? static_cast<int>(*found) : -1, row.line) << row.method << ' ' << row.path;
    }
}

TEST(RouteTable, TheOrderOfLinesPlaysNoPart) {
    std::vector<std::size_t> order(lines.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::mt19937 random{11};
    for (int round = 0; round < 200; ++round) {
        std::shuffle(order.begin(), order.end(), random);
        RouteTable table;
        for (const auto i : order) {
            table.add(lines[i].method, *PathPattern::parse(lines[i].pattern), lines[i].ids,
                      static_cast<RouteTable::Line>(i));
        }
        for (const auto& row : expected) {
            const auto found = table.find(row.method, row.path);
            ASSERT_EQ(found ? static_cast<int>(*found) : -1, row.line) << row.method << ' ' << row.path;
        }
    }
}

TEST(RouteTable, ALaterLineAtTheSamePlaceReplacesTheEarlierOne) {
    auto table = table_of(lines);
    EXPECT_EQ(table.add("GET", *PathPattern::parse("/API/x/{other_name}"), Ids::any, 77), 2U);
    EXPECT_EQ(table.find("GET", "/api/x/1"), 77U);
    EXPECT_EQ(table.add("PUT", *PathPattern::parse("/api/X"), Ids::any, 78), std::nullopt);
}

TEST(RouteTable, IntegerNamesLeaveOtherSegmentsToTheNextBest) {
    const auto table = table_of({{"GET", "/api/X/{id}", Ids::integer}, {"GET", "/api/{any}/{id}", Ids::any}});
    EXPECT_EQ(table.find("GET", "/api/x/12"), 0U);
    EXPECT_EQ(table.find("GET", "/api/x/-1"), 0U);
    for (const auto* path : {"/api/x/view", "/api/x/1a", "/api/x/-", "/api/x/1.5", "/api/x/+1"}) {
        EXPECT_EQ(table.find("GET", path), 1U) << path;
    }
}

TEST(RouteTable, AgreesWithTheSinglePatternOnRandomPaths) {
    const auto table = table_of(lines);
    std::mt19937 random{5};
    const std::vector<std::string> words{"api", "x", "y", "me", "1", "void", "head"};
    std::uniform_int_distribution<std::size_t> word{0, words.size() - 1};
    std::uniform_int_distribution<int> length{0, 5};
    for (int i = 0; i < 20'000; ++i) {
        std::string path;
        for (int n = length(random); n > 0; --n) path += '/' + words[word(random)];
        if (path.empty()) path = "/";
        for (const std::string method : {"GET", "POST", "DELETE"}) {
            const auto found = table.find(method, path);
            const bool any = std::any_of(lines.begin(), lines.end(), [&](const LineText& line) {
                return (line.method == method || line.method == "*") &&
                       PathPattern::parse(line.pattern)->matches(path);
            });
            ASSERT_EQ(found.has_value(), any) << method << ' ' << path;
            if (found) {
                ASSERT_TRUE(PathPattern::parse(lines[*found].pattern)->matches(path));
            }
        }
    }
}

TEST(RouteTable, AnEmptyOneFindsNothing) {
    EXPECT_EQ(RouteTable{}.find("GET", "/"), std::nullopt);
    EXPECT_EQ(RouteTable{}.find("GET", "/api/x"), std::nullopt);
}

}  // namespace
}  // namespace halogate::policy
