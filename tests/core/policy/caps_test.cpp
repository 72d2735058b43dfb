// SPDX-License-Identifier: MIT
#include "core/policy/caps.hpp"

#include <gtest/gtest.h>

namespace halogate::policy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

std::vector<CapShapes> shapes() {
    CapShapes second;
    second.create = limit::CapShape{10, 1h};
    second.delete_ = limit::CapShape{2, 1min};
    return {{}, second};
}

TEST(Caps, AConsumerWithoutCapsMayDoAsMuchAsItLikes) {
    Caps caps{shapes()};
    EXPECT_TRUE(caps.take(0, {1'000'000, 1'000'000, 1'000'000}, t0));
    EXPECT_TRUE(caps.take(7, {1'000'000, 0, 0}, t0));
    EXPECT_FALSE(caps.counts_elements(0));
    EXPECT_TRUE(caps.counts_elements(1));
    EXPECT_FALSE(caps.counts_elements(7));
}

TEST(Caps, ARefusalNamesTheCapWhatIsUsedAndWhenToComeBack) {
    Caps caps{shapes()};
    ASSERT_TRUE(caps.take(1, {0, 0, 2}, t0));
    const auto refused = caps.take(1, {0, 0, 1}, t0 + 20s);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().action, Action::delete_);
    EXPECT_EQ(refused.error().used, 2U);
    EXPECT_EQ(refused.error().asked, 1U);
    EXPECT_EQ(refused.error().shape, (limit::CapShape{2, 1min}));
    EXPECT_EQ(refused.error().retry_after, 40s);
    EXPECT_TRUE(caps.take(1, {0, 0, 1}, t0 + 60s));
}

TEST(Caps, MoreThanTheCapNeverComesBack) {
    Caps caps{shapes()};
    const auto refused = caps.take(1, {11, 0, 0}, t0);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().retry_after, std::nullopt);
}

TEST(Caps, AllOfTheWorkIsTakenOrNone) {
    Caps caps{shapes()};
    ASSERT_TRUE(caps.take(1, {0, 0, 2}, t0));
    EXPECT_FALSE(caps.take(1, {5, 0, 1}, t0));
    EXPECT_TRUE(caps.take(1, {10, 0, 0}, t0)) << "the refused call used nothing of the other cap";
}

TEST(Caps, TheLongestRefusalIsTheOneThatIsNamed) {
    Caps caps{shapes()};
    ASSERT_TRUE(caps.take(1, {10, 0, 2}, t0));
    const auto refused = caps.take(1, {1, 0, 1}, t0);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().action, Action::create);
    const auto never = caps.take(1, {1, 0, 3}, t0);
    ASSERT_FALSE(never);
    EXPECT_EQ(never.error().action, Action::delete_);
}

TEST(Caps, WhatIsGivenBackCanBeTakenAgain) {
    Caps caps{shapes()};
    const auto taken = caps.take(1, {10, 0, 2}, t0);
    ASSERT_TRUE(taken);
    caps.give_back(*taken);
    EXPECT_TRUE(caps.take(1, {10, 0, 2}, t0));
}

Work work(std::string_view method, std::string permission, std::size_t creates = 0, std::size_t updates = 0,
          Decision::Rule rule = Decision::Rule::permission) {
    Decision decision;
    decision.rule = rule;
    decision.permission = std::move(permission);
    decision.creates = creates;
    decision.updates = updates;
    return work_of(method, decision);
}

void expect_work(const Work& actual, std::size_t creates, std::size_t updates, std::size_t deletes) {
    EXPECT_EQ(actual.creates, creates);
    EXPECT_EQ(actual.updates, updates);
    EXPECT_EQ(actual.deletes, deletes);
}

TEST(WorkOfACall, IsCountedInTheElementsOfItsBody) {
    expect_work(work("POST", "update:tickets", 0, 50), 0, 50, 0);
    expect_work(work("POST", "create:tickets update:tickets", 3, 4), 3, 4, 0);
}

TEST(WorkOfACall, IsOneWhereNobodyCounted) {
    expect_work(work("POST", "create:tickets"), 1, 0, 0);
    expect_work(work("POST", "create:tickets update:tickets"), 1, 1, 0);
    expect_work(work("POST", "edit:reporting"), 0, 1, 0);
    expect_work(work("DELETE", "delete:tickets"), 0, 0, 1);
    expect_work(work("DELETE", "all"), 0, 0, 1);
    expect_work(work("POST", "all"), 0, 1, 0);
    expect_work(work("POST", "", 0, 0, Decision::Rule::unlisted), 0, 1, 0);
    expect_work(work("GET", "update:tickets"), 0, 1, 0);
}

TEST(WorkOfACall, IsNoneForWhatOnlyReads) {
    expect_work(work("GET", "read:tickets"), 0, 0, 0);
    expect_work(work("POST", "read:tickets"), 0, 0, 0);
    expect_work(work("GET", "all"), 0, 0, 0);
    expect_work(work("GET", "", 0, 0, Decision::Rule::free), 0, 0, 0);
    expect_work(work("POST", "", 0, 0, Decision::Rule::free), 0, 0, 0);
}

TEST(Caps, ACapThatWasAwayRemembersAndTakesNoForeignTicketBack) {
    Caps caps{shapes()};
    const auto taken = caps.take(1, {9, 0, 0}, t0);
    ASSERT_TRUE(taken);
    caps.reconfigure({{}, {}});
    EXPECT_FALSE(caps.counts_elements(1));
    EXPECT_TRUE(caps.take(1, {1'000, 0, 0}, t0)) << "there is none now";
    caps.reconfigure(shapes());
    EXPECT_FALSE(caps.take(1, {2, 0, 0}, t0));
    ASSERT_TRUE(caps.take(1, {1, 0, 0}, t0));
    caps.give_back(*taken);
    EXPECT_TRUE(caps.take(1, {9, 0, 0}, t0));
    EXPECT_FALSE(caps.take(1, {1, 0, 0}, t0));
}

}  // namespace
}  // namespace halogate::policy
