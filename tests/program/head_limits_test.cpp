// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(HeadLimits, AreSettings) {
    Gateway gateway{{.sections = "callers: {max_head: 1KiB, max_fields: 10, max_target: 256}\n"}};
    const auto get_with = [&](std::size_t target, std::size_t fields, std::size_t bytes) {
        FieldList list;
        for (std::size_t i = 0; i < fields; ++i) list.push_back({"X-N" + std::to_string(i), "1"});
        if (bytes > 0) list.push_back({"X-Long", std::string(bytes, 'x')});
        return gateway.get("/api/Tickets/1?search=" + std::string(target, 'x'), list);
    };
    EXPECT_EQ(get_with(200, 5, 0).status, 200U);
    EXPECT_EQ(get_with(240, 0, 0).field("X-Halogate-Error"), "uri_too_long");
    EXPECT_EQ(get_with(1, 11, 0).field("X-Halogate-Error"), "headers_too_large");
    EXPECT_EQ(get_with(1, 0, 1000).field("X-Halogate-Error"), "headers_too_large");
}

TEST(HeadLimits, AreWiderThanUsualWhereTheyAreSetSo) {
    Gateway gateway{{.sections = "callers: {max_head: 64KiB, max_fields: 200, max_target: 32KiB}\n"}};
    FieldList list{{"X-Long", std::string(20'000, 'x')}};
    for (std::size_t i = 0; i < 150; ++i) list.push_back({"X-N" + std::to_string(i), "1"});
    const Answer answer = gateway.get("/api/Tickets/1?search=" + std::string(10'000, 'x'), list);
    EXPECT_NE(answer.status, 431U) << answer.body;
    EXPECT_EQ(answer.field("X-Halogate-Error"), "") << answer.body;
}

}  // namespace

}  // namespace halogate::program
