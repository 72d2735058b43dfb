// SPDX-License-Identifier: MIT
#include "core/idempotency/key_book.hpp"

#include <gtest/gtest.h>

namespace halogate::idempotency {
namespace {

using namespace std::chrono_literals;

const Digest one{1};
const Digest other{2};

Outcome answer(std::string body = "{}") {
    cache::Answer made;
    made.status = 201;
    made.body = std::move(body);
    return std::make_shared<const cache::Answer>(std::move(made));
}
Outcome unknown() {
    return std::make_shared<const Failure>(Failure{ErrorCode::tenant_timeout, "no answer", true});
}

struct Book : testing::Test {
    template <class Finding>
    bool finds(const std::string& key, const Digest& print = one) {
        return std::holds_alternative<Finding>(book.take(key, print, now));
    }
    void use(const std::string& key) {
        ASSERT_TRUE(finds<KeyBook::New>(key)) << key;
        book.settle(key, answer(), now);
    }
    TimePoint now{1h};
    KeyBook book{{.keep = 24h, .most_keys = 3, .most_bytes = 100'000}};
};

TEST_F(Book, AKeyIsNewOnceAndThenUnderWayAndThenSettled) {
    EXPECT_TRUE(finds<KeyBook::New>("a"));
    EXPECT_TRUE(finds<KeyBook::UnderWay>("a"));
    book.settle("a", answer("{\"id\":7}"), now);
    now += 23h;
    const auto found = book.take("a", one, now);
    const auto& settled = std::get<KeyBook::Settled>(found);
    EXPECT_EQ(std::get<cache::KeptAnswer>(settled.outcome)->body, "{\"id\":7}");
}

TEST_F(Book, AKeyIsGoodForOneRequestOnly) {
    EXPECT_TRUE(finds<KeyBook::New>("a", one));
    EXPECT_TRUE(finds<KeyBook::OtherRequest>("a", other));
    book.settle("a", answer(), now);
    EXPECT_TRUE(finds<KeyBook::OtherRequest>("a", other));
}

TEST_F(Book, WhatWasNotSentFreesTheKeyForAnything) {
    EXPECT_TRUE(finds<KeyBook::New>("a", one));
    book.release("a");
    EXPECT_EQ(book.bytes(), 0U);
    EXPECT_TRUE(finds<KeyBook::New>("a", other));
}

TEST_F(Book, WhatIsSettledStaysSo) {
    use("a");
    book.release("a");
    book.settle("a", unknown(), now);
    const auto found = book.take("a", one, now);
    EXPECT_TRUE(std::holds_alternative<cache::KeptAnswer>(std::get<KeyBook::Settled>(found).outcome));
}

TEST_F(Book, AnUnknownOutcomeIsAnOutcome) {
    EXPECT_TRUE(finds<KeyBook::New>("a"));
    book.settle("a", unknown(), now);
    const auto found = book.take("a", one, now);
    const auto& outcome = std::get<KeyBook::Settled>(found).outcome;
    EXPECT_TRUE(std::get<std::shared_ptr<const Failure>>(outcome)->outcome_unknown);
}

TEST_F(Book, IsForgottenADayAfterItsOutcome) {
    EXPECT_TRUE(finds<KeyBook::New>("a"));
    now += 1h;
    book.settle("a", answer(), now);
    now += 24h - 1ns;
    EXPECT_TRUE(finds<KeyBook::Settled>("a"));
    now += 1ns;
    EXPECT_TRUE(finds<KeyBook::New>("a"));
}

TEST_F(Book, BeyondItsNumberTheOldestOutcomeIsForgotten) {
    for (const auto* key : {"a", "b", "c", "d"}) use(key);
    EXPECT_EQ(book.size(), 3U);
    EXPECT_TRUE(finds<KeyBook::Settled>("b") && finds<KeyBook::Settled>("d"));
    EXPECT_TRUE(finds<KeyBook::New>("a"));
}

TEST_F(Book, WhatIsUnderWayIsNeverForgotten) {
    for (const auto* key : {"a", "b", "c", "d", "e"}) EXPECT_TRUE(finds<KeyBook::New>(key));
    EXPECT_EQ(book.size(), 5U);
    book.settle("e", answer(), now);
    EXPECT_TRUE(finds<KeyBook::UnderWay>("a"));
    EXPECT_EQ(book.size(), 4U) << "there is no room for an outcome";
}

TEST(BookBytes, BeyondThemTheOldestOutcomeIsForgotten) {
    KeyBook book{{.keep = 24h, .most_keys = 100, .most_bytes = 10'000}};
    const TimePoint now{1h};
    for (int i = 0; i < 8; ++i) {
        const std::string key = "key-" + std::to_string(i);
        ASSERT_TRUE(std::holds_alternative<KeyBook::New>(book.take(key, one, now)));
        book.settle(key, answer(std::string(2000, 'x')), now);
        EXPECT_LE(book.bytes(), 10'000U);
    }
    EXPECT_TRUE(std::holds_alternative<KeyBook::Settled>(book.take("key-7", one, now)));
    EXPECT_TRUE(std::holds_alternative<KeyBook::New>(book.take("key-1", one, now)));
}

TEST(ScopedKey, BelongsToItsConsumer) {
    EXPECT_NE(scoped_key("a", "k"), scoped_key("b", "k"));
    EXPECT_NE(scoped_key("a", "bk"), scoped_key("ab", "k"));
}

TEST(NotTakenUp, AreTheTokenAndTheLimitAlone) {
    EXPECT_TRUE(was_not_taken_up(401, ""));
    EXPECT_TRUE(was_not_taken_up(429, ""));
    EXPECT_TRUE(was_not_taken_up(400, R"({"error":"Token not found"})"));
    for (const unsigned status : {200U, 201U, 400U, 403U, 404U, 500U, 502U, 503U, 504U})
        EXPECT_FALSE(was_not_taken_up(status, R"({"error":"You do not have permission"})")) << status;
}

}  // namespace
}  // namespace halogate::idempotency
