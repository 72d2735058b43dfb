// SPDX-License-Identifier: MIT
#include "io/task.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "io/signal.hpp"
#include "support/reactor.hpp"

namespace halogate::io {
namespace {

Task<int> known(int value) {
    return Task<int>::ready(value);
}
Task<int> doubled(int value) {
    const int same = co_await known(value);
    co_return 2 * same;
}
Task<int> failing() {
    const int value = co_await doubled(1);
    if (value == 2) throw std::runtime_error{"a bug"};
    co_return value;
}

struct TaskTest : testing::Test {
    Task<void> keep(Task<int> task) { answer = co_await task; }
    Task<void> keep_what_is_thrown(Task<int> task) {
        try {
            answer = co_await task;
        } catch (const std::exception& error) {
            thrown = error.what();
        }
    }
    Task<int> signalled(Signal<int>& signal) {
        const int value = co_await signal.wait();
        co_return value + 1;
    }

    test::Reactor reactor;
    std::optional<int> answer;
    std::string thrown;
};

TEST_F(TaskTest, WhatNeedNotWaitEndsWithoutATurnOfTheReactor) {
    Task<void> task = keep(doubled(21));
    EXPECT_FALSE(answer) << "it begins when it is told to";
    task.start();
    EXPECT_EQ(answer, 42);
}

TEST_F(TaskTest, WhoeverAwaitsGoesOnWhenTheLastOfTheChainDoes) {
    Signal<int> signal{reactor.executor()};
    reactor.tasks.spawn(keep(signalled(signal)));
    reactor.settle();
    EXPECT_FALSE(answer);
    signal.set(6);
    EXPECT_FALSE(answer) << "never inside set()";
    reactor.settle();
    EXPECT_EQ(answer, 7);
    EXPECT_EQ(reactor.tasks.size(), 0U);
}

TEST_F(TaskTest, AnExceptionReachesWhoeverAwaits) {
    reactor.tasks.spawn(keep_what_is_thrown(failing()));
    reactor.settle();
    EXPECT_EQ(thrown, "a bug");
}

TEST_F(TaskTest, AnExceptionThatNobodyTakesIsReportedAndEndsItsTaskAlone) {
    reactor.tasks.spawn(keep(failing()));
    reactor.tasks.spawn(keep(doubled(1)));
    EXPECT_THROW(reactor.settle(), std::runtime_error);
    reactor.settle();
    EXPECT_EQ(answer, 2);
    EXPECT_EQ(reactor.tasks.size(), 0U);
}

// Each of these would lie on the stack on top of the one before if an await that ends at once did not return.
TEST_F(TaskTest, AMillionAwaitsInARowNeedNoMoreStackThanOne) {
    const auto count = [](TaskTest& test) -> Task<void> {
        int sum = 0;
        for (int i = 0; i < 1'000'000; ++i) {
            const int two = co_await doubled(1);
            sum += two;
        }
        test.answer = sum;
    };
    reactor.tasks.spawn(count(*this));
    reactor.settle();
    EXPECT_EQ(answer, 2'000'000);
}

TEST_F(TaskTest, WhatStillWaitsGoesWithItsGroup) {
    const auto destroyed = std::make_shared<int>();
    Signal<int> signal{reactor.executor()};
    const auto hold = [](std::shared_ptr<int> held, Signal<int>& until) -> Task<void> {
        const int value = co_await until.wait();
        *held = value;
    };
    {
        TaskGroup group{reactor.executor(), [](const std::exception_ptr&) {}};
        group.spawn(hold(destroyed, signal));
        reactor.settle();
        EXPECT_EQ(destroyed.use_count(), 2);
    }
    EXPECT_EQ(destroyed.use_count(), 1);
}

}  // namespace
}  // namespace halogate::io
