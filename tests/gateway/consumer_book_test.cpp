// SPDX-License-Identifier: MIT
#include "gateway/consumer_book.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t anonymous = 0;
constexpr std::size_t alert_bridge = 1;
constexpr std::size_t nobody = 99;

struct ConsumerBookTest : testing::Test {
    ConsumerBook book{{{"anonymous", Secret{}, 8s}, {"alert-bridge", Secret{"the-key-of-alert-bridge"}, 8s}}};
    ListenerProfile loopback;
    ListenerProfile trusted_network = network(true);
    ListenerProfile open_network = network(false);

    static ListenerProfile network(bool trusted) {
        ListenerProfile profile;
        profile.loopback = false;
        profile.trusted = trusted;
        return profile;
    }
    [[nodiscard]] std::size_t who(const ListenerProfile& listener, std::string_view name = {},
                                  std::string_view value = {}) const {
        http::Fields fields;
        if (!name.empty()) fields.add({name, value});
        const auto identified = book.identify(listener, fields);
        if (identified) return identified->consumer;
        EXPECT_EQ(identified.error().code, ErrorCode::unknown_consumer);
        return nobody;
    }
};

TEST_F(ConsumerBookTest, AKeyIsRecognisedInEitherField) {
    for (const auto* listener : {&loopback, &trusted_network, &open_network}) {
        EXPECT_EQ(who(*listener, "X-API-Key", "the-key-of-alert-bridge"), alert_bridge);
        EXPECT_EQ(who(*listener, "Authorization", "Bearer the-key-of-alert-bridge"), alert_bridge);
        EXPECT_EQ(who(*listener, "authorization", "bearer  the-key-of-alert-bridge"), alert_bridge);
    }
}

TEST_F(ConsumerBookTest, AWrongKeyIsRefusedAndNeverAnonymous) {
    for (const auto* listener : {&loopback, &trusted_network, &open_network}) {
        EXPECT_EQ(who(*listener, "X-API-Key", "another"), nobody);
        EXPECT_EQ(who(*listener, "X-API-Key", ""), nobody);
    }
}

TEST_F(ConsumerBookTest, ATokenThatIsNoneOfOursCountsAsNoTokenOnLoopbackOnly) {
    EXPECT_EQ(who(loopback, "Authorization", "Bearer undefined"), anonymous);
    EXPECT_EQ(who(loopback, "Authorization", "Basic eDp5"), anonymous);
    EXPECT_EQ(who(trusted_network, "Authorization", "Bearer undefined"), nobody);
    EXPECT_EQ(who(open_network, "Authorization", "Basic eDp5"), nobody);
}

TEST_F(ConsumerBookTest, WithoutACredentialACallerIsAnonymousWhereTheListenerTrustsIt) {
    EXPECT_EQ(who(loopback), anonymous);
    EXPECT_EQ(who(trusted_network), anonymous);
    EXPECT_EQ(who(open_network), nobody);
}

TEST_F(ConsumerBookTest, WhoeverComesInThroughAConsumersListenerIsThatConsumer) {
    loopback.consumer = alert_bridge;
    EXPECT_EQ(who(loopback), alert_bridge);
    EXPECT_EQ(who(loopback, "Authorization", "Bearer undefined"), alert_bridge);
}

}  // namespace
}  // namespace halogate::gateway
