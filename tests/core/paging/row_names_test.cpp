// SPDX-License-Identifier: MIT
#include "core/paging/row_names.hpp"

#include <gtest/gtest.h>

namespace halogate::paging {
namespace {

TEST(RowNames, AreThePluralOfTheResourceOrItsEnd) {
    EXPECT_TRUE(names_rows("/api/tickets", "tickets"));
    EXPECT_TRUE(names_rows("/api/tickets", "Tickets"));
    EXPECT_TRUE(names_rows("/api/client", "clients"));
    EXPECT_TRUE(names_rows("/api/category", "categories"));
    EXPECT_TRUE(names_rows("/api/clientcontract", "contracts"));
    EXPECT_TRUE(names_rows("/api/kbarticle", "articles"));
    EXPECT_TRUE(names_rows("/api/recurringinvoice", "invoices"));
    EXPECT_TRUE(names_rows("/api/softwarelicence", "licences"));
    EXPECT_TRUE(names_rows("/api/timesheet/mine", "timesheets"));
}

TEST(RowNames, FollowNoRuleForSome) {
    EXPECT_TRUE(names_rows("/api/projects", "tickets"));
    EXPECT_TRUE(names_rows("/api/opportunities", "tickets"));
    EXPECT_TRUE(names_rows("/api/quotation", "quotes"));
    EXPECT_TRUE(names_rows("/api/crmnote", "actions"));
    EXPECT_TRUE(names_rows("/api/agent", "results"));
}

TEST(RowNames, AreNoOtherArrays) {
    for (const auto* member : {"columns", "s", "", "ets", "actions", "ticket_list", "api"})
        EXPECT_FALSE(names_rows("/api/tickets", member)) << member;
    EXPECT_FALSE(names_rows("/api/client", "tickets"));
    EXPECT_FALSE(names_rows("/api/agent", "tickets"));
    EXPECT_FALSE(names_rows("/api", "apis"));
}

}  // namespace
}  // namespace halogate::paging
