// SPDX-License-Identifier: MIT
#include "gateway/consumer_book.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <string_view>

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using call::Identity;

constexpr std::size_t anonymous = 0;
constexpr std::size_t alert_bridge = 1;
constexpr std::size_t reports = 2;
constexpr std::size_t nobody = 99;

constexpr WallTime now{1'800'000'000'000ms};
const Secret signing_key{"0123456789abcdef0123456789abcdef"};

std::vector<Consumer> consumers() {
    Consumer bridge{"alert-bridge", {}, 8s};
    bridge.credentials.keys = {sha256("the-key-of-alert-bridge"), sha256("its-next-key")};
    bridge.credentials.client = client_digest("bridge", "the secret");
    bridge.credentials.uids = {1000, 1001};
    bridge.credentials.certificate = "bridge.internal";
    Consumer reporting{"reports", {}, 8s};
    reporting.credentials.keys = {sha256("the-key-of-reports")};
    reporting.credentials.client = client_digest("reports", "another secret");
    reporting.credentials.uids = {1002};
    reporting.credentials.certificate = "reports.internal";
    return {{"anonymous", {}, 8s}, std::move(bridge), std::move(reporting)};
}

struct ConsumerBookTest : testing::Test {
    local_token::Mint mint{signing_key, 1h};
    ConsumerBook book{consumers(), mint};
    ListenerProfile loopback;
    ListenerProfile trusted_network = network(true);
    ListenerProfile open_network = network(false);
    io::PeerCredentials peer;
    http::Fields fields;

    static ListenerProfile network(bool trusted) {
        ListenerProfile profile;
        profile.loopback = false;
        profile.trusted = trusted;
        return profile;
    }
    [[nodiscard]] std::size_t who(const ListenerProfile& listener) const {
        const auto identified = book.identify(listener, peer, fields, now);
        if (identified) return identified->consumer;
        EXPECT_EQ(identified.error().code, ErrorCode::unknown_consumer);
        EXPECT_NE(identified.error().detail, "");
        return nobody;
    }
    [[nodiscard]] std::size_t who(const ListenerProfile& listener, std::string_view name,
                                  std::string_view value) const {
        http::Fields one;
        one.add({name, value});
        const auto identified = book.identify(listener, peer, one, now);
        if (identified) return identified->consumer;
        EXPECT_EQ(identified.error().code, ErrorCode::unknown_consumer);
        return nobody;
    }
    [[nodiscard]] std::size_t bearer(const ListenerProfile& listener, const std::string& token) const {
        return who(listener, "Authorization", "Bearer " + token);
    }
    [[nodiscard]] std::string reason(const ListenerProfile& listener, const std::string& token,
                                     WallTime at) const {
        const std::string value = "Bearer " + token;
        http::Fields one;
        one.add({"Authorization", value});
        const auto identified = book.identify(listener, peer, one, at);
        return identified ? "taken" : identified.error().detail;
    }
};

TEST_F(ConsumerBookTest, AKeyIsRecognisedInEitherField) {
    for (const auto* listener : {&loopback, &trusted_network, &open_network}) {
        for (const char* key : {"the-key-of-alert-bridge", "its-next-key"}) {
            EXPECT_EQ(who(*listener, "X-API-Key", key), alert_bridge);
            EXPECT_EQ(bearer(*listener, key), alert_bridge);
        }
        EXPECT_EQ(who(*listener, "authorization", "bearer  the-key-of-reports"), reports);
    }
}

TEST_F(ConsumerBookTest, AWrongKeyIsRefusedAndNeverAnonymous) {
    for (const auto* listener : {&loopback, &trusted_network, &open_network}) {
        EXPECT_EQ(who(*listener, "X-API-Key", "another"), nobody);
        EXPECT_EQ(who(*listener, "X-API-Key", ""), nobody);
        EXPECT_EQ(who(*listener, "X-API-Key", to_hex(sha256("the-key-of-reports"))), nobody)
            << "the digest in the configuration is no key";
        EXPECT_EQ(bearer(*listener, "hgk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), nobody)
            << "by its form it is a key of ours";
    }
}

TEST_F(ConsumerBookTest, ACredentialGivenTwiceIsRefused) {
    fields.add({"X-API-Key", "the-key-of-reports"});
    fields.add({"x-api-key", "the-key-of-reports"});
    EXPECT_EQ(who(loopback), nobody);
    fields.clear();
    fields.add({"Authorization", "Bearer the-key-of-reports"});
    fields.add({"Authorization", "Bearer undefined"});
    EXPECT_EQ(who(loopback), nobody);
}

TEST_F(ConsumerBookTest, ATokenThatIsNoneOfOursCountsAsNoTokenOnLoopbackOnly) {
    for (const char* value :
         {"Bearer undefined", "Bearer ", "Basic eDp5", "Bearer eyJhbGciOiJub25lIn0.e30."}) {
        EXPECT_EQ(who(loopback, "Authorization", value), anonymous) << value;
        EXPECT_EQ(who(trusted_network, "Authorization", value), nobody) << value;
        EXPECT_EQ(who(open_network, "Authorization", value), nobody) << value;
    }
}

TEST_F(ConsumerBookTest, WithoutACredentialACallerIsAnonymousWhereTheListenerTrustsIt) {
    EXPECT_EQ(who(loopback), anonymous);
    EXPECT_EQ(who(trusted_network), anonymous);
    EXPECT_EQ(who(open_network), nobody);
}

TEST_F(ConsumerBookTest, AUidIsRecognisedAndAnUnknownOneIsAnonymousWhereTheListenerTrustsIt) {
    peer.uid = 1001;
    EXPECT_EQ(who(loopback), alert_bridge);
    EXPECT_EQ(book.identify(loopback, peer, fields, now)->identity, Identity::uid);
    peer.uid = 1002;
    EXPECT_EQ(who(loopback), reports);
    peer.uid = 0;
    EXPECT_EQ(who(loopback), anonymous);
    EXPECT_EQ(who(open_network), nobody);
}

TEST_F(ConsumerBookTest, ACertificateIsRecognisedByANameOfItsOwnAndWholeOnly) {
    peer.certificate_names = {"other.internal", "bridge.internal"};
    EXPECT_EQ(who(open_network), alert_bridge);
    EXPECT_EQ(book.identify(open_network, peer, fields, now)->identity, Identity::certificate);
    peer.certificate_names = {"a.bridge.internal", "bridge.internal.evil.example", "internal", ""};
    EXPECT_EQ(who(open_network), nobody);
}

TEST_F(ConsumerBookTest, ACertificateThatNamesTwoConsumersIsNeither) {
    peer.certificate_names = {"bridge.internal", "reports.internal"};
    EXPECT_EQ(who(loopback), nobody);
}

TEST_F(ConsumerBookTest, TheListenerGoesBeforeCertificateUidAndKey) {
    fields.add({"X-API-Key", "the-key-of-reports"});
    EXPECT_EQ(book.identify(loopback, peer, fields, now)->identity, Identity::api_key);
    EXPECT_EQ(who(loopback), reports);
    peer.uid = 1000;
    EXPECT_EQ(who(loopback), alert_bridge) << "the uid goes before the key";
    peer.certificate_names = {"reports.internal"};
    EXPECT_EQ(who(loopback), reports) << "the certificate goes before the uid";
    loopback.consumer = alert_bridge;
    EXPECT_EQ(who(loopback), alert_bridge) << "the listener goes before all";
    EXPECT_EQ(book.identify(loopback, peer, fields, now)->identity, Identity::listener);
}

TEST_F(ConsumerBookTest, XApiKeyGoesBeforeTheBearerToken) {
    fields.add({"Authorization", "Bearer the-key-of-reports"});
    fields.add({"X-API-Key", "the-key-of-alert-bridge"});
    EXPECT_EQ(who(loopback), alert_bridge);
}

TEST_F(ConsumerBookTest, WhoeverComesInThroughAConsumersListenerIsThatConsumer) {
    loopback.consumer = alert_bridge;
    EXPECT_EQ(who(loopback), alert_bridge);
    EXPECT_EQ(bearer(loopback, "undefined"), alert_bridge);
    EXPECT_EQ(who(loopback, "X-API-Key", "wrong"), alert_bridge) << "one way is enough";
}

TEST_F(ConsumerBookTest, ALocalTokenIsRecognisedWhereverItIsShown) {
    const std::string token = mint.issue({"reports"}, now);
    for (const auto* listener : {&loopback, &trusted_network, &open_network})
        EXPECT_EQ(bearer(*listener, token), reports);
    const std::string value = "Bearer " + token;
    fields.add({"Authorization", value});
    EXPECT_EQ(book.identify(loopback, peer, fields, now)->identity, Identity::local_token);
}

TEST_F(ConsumerBookTest, ALocalTokenThatIsNotGoodIsRefusedEvenOnLoopback) {
    const std::string token = mint.issue({"reports"}, now);
    EXPECT_EQ(reason(loopback, token, now + 1h - 1ms), "taken");
    EXPECT_THAT(reason(loopback, token, now + 1h), testing::HasSubstr("has expired"));
    EXPECT_THAT(reason(loopback, token.substr(0, token.size() - 2), now), testing::HasSubstr("not whole"));
    EXPECT_THAT(
        reason(loopback, local_token::Mint(Secret{std::string(32, 'k')}, 1h).issue({"reports"}, now), now),
        testing::HasSubstr("another key"));
}

TEST_F(ConsumerBookTest, ATokenOfAConsumerThatIsGoneIsRefused) {
    EXPECT_THAT(reason(loopback, mint.issue({"retired"}, now), now), testing::HasSubstr("no longer exists"));
}

TEST_F(ConsumerBookTest, AnAnonymousTokenIsGoodWhereTheListenerTrustsItsCallers) {
    const std::string token = mint.issue({"anonymous"}, now);
    EXPECT_EQ(bearer(loopback, token), anonymous);
    EXPECT_EQ(bearer(trusted_network, token), anonymous);
    EXPECT_EQ(bearer(open_network, token), nobody);
}

TEST_F(ConsumerBookTest, ANarrowTokenNarrowsAlsoWhereTheTransportHasSaidWhoItIs) {
    policy::PermissionSet reads;
    reads.add({policy::Action::read, "tickets"});
    const std::string value = "Bearer " + mint.issue({"alert-bridge", reads}, now);
    fields.add({"Authorization", value});
    for (const bool by_uid : {false, true}) {
        if (by_uid) peer.uid = 1000;
        const auto identified = book.identify(loopback, peer, fields, now);
        ASSERT_TRUE(identified && identified->only) << by_uid;
        EXPECT_THAT(identified->only->names(), testing::ElementsAre("read:tickets"));
    }
    peer.uid = 1002;
    EXPECT_FALSE(book.identify(loopback, peer, fields, now)->only) << "the token is another consumer's";
    EXPECT_EQ(who(loopback), reports);
}

TEST_F(ConsumerBookTest, AClientIsRecognisedByItsPairAndByNothingLess) {
    const auto client = [&](const ListenerProfile& listener, const char* id, const char* secret) {
        const auto found = book.identify_client(listener, peer, local_token::ClientPair{id, Secret{secret}});
        if (found) return found->consumer;
        EXPECT_EQ(found.error().code, ErrorCode::invalid_client);
        return nobody;
    };
    for (const auto* listener : {&loopback, &open_network}) {
        EXPECT_EQ(client(*listener, "bridge", "the secret"), alert_bridge);
        EXPECT_EQ(client(*listener, "reports", "another secret"), reports);
        EXPECT_EQ(client(*listener, "reports", "the secret"), nobody);
        EXPECT_EQ(client(*listener, "bridge", ""), nobody);
        EXPECT_EQ(client(*listener, "", ""), nobody);
        EXPECT_EQ(client(*listener, "bridget", "he secret"), nobody);
        EXPECT_FALSE(book.identify_client(*listener, peer, std::nullopt));
    }
    peer.uid = 1002;
    EXPECT_EQ(client(loopback, "whoever", "whatever"), reports) << "the transport has said who it is";
}

TEST_F(ConsumerBookTest, WithoutAnyPairConfiguredAnyPairIsAnonymousWhereTheListenerTrustsIt) {
    const ConsumerBook plain{{{"anonymous", {}, 8s}}, mint};
    const local_token::ClientPair any{"0d8e6a1f", Secret{"the tenant's own"}};
    EXPECT_EQ(plain.identify_client(loopback, peer, any)->consumer, anonymous);
    EXPECT_EQ(plain.identify_client(trusted_network, peer, any)->consumer, anonymous);
    EXPECT_FALSE(plain.identify_client(open_network, peer, any));
}

TEST(OwnerOf, LooksAtEveryDigestAndNotOnlyUpToTheFirstThatIsEqual) {
    // Of two that are equal the last counts: so the walk went on after the first.
    std::vector<KnownDigest> known;
    for (std::size_t i = 0; i < 100; ++i)
        known.push_back({sha256(i % 10 == 3 ? "same" : std::to_string(i)), i});
    EXPECT_EQ(owner_of(known, sha256("same")), 93U);
    EXPECT_EQ(owner_of(known, sha256("0")), 0U);
    EXPECT_EQ(owner_of(known, sha256("none")), std::nullopt);
    EXPECT_EQ(owner_of({}, sha256("none")), std::nullopt);
}

}  // namespace
}  // namespace halogate::gateway
