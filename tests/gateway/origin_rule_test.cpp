// SPDX-License-Identifier: MIT
#include "gateway/origin_rule.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <string_view>

namespace halogate::gateway {
namespace {

std::optional<ErrorCode> judged(const ListenerProfile& listener, std::string_view name,
                                std::string_view value) {
    http::Fields fields;
    fields.add({name, value});
    const auto refusal = refuse_browser(listener, fields);
    if (!refusal) return std::nullopt;
    return refusal->code;
}

TEST(OriginRule, BrowserToLocalhostDnsRebindingHostMustBeANameWeServe) {
    ListenerProfile listener;
    listener.hosts = {"halogate"};
    for (const auto* host :
         {"localhost", "localhost:4256", "127.0.0.1:4256", "[::1]:1", "LOCALHOST", "halogate:80"})
        EXPECT_EQ(judged(listener, "Host", host), std::nullopt) << host;
    for (const auto* host : {"evil.example:4256", "localhost.evil.example", "127.0.0.1.evil.example",
                             "192.0.2.1", "", "localhost:0x1", "user@localhost", "localhost."})
        EXPECT_EQ(judged(listener, "Host", host), ErrorCode::unknown_host) << host;
}

TEST(OriginRule, ANameThatIsNotServedIsToldWhereItCouldBeAdded) {
    http::Fields fields;
    fields.add({"Host", "halogate:4257"});
    ListenerProfile listener;
    EXPECT_TRUE(refuse_browser(listener, fields)->detail.ends_with("add the name to the listener's `hosts`"));
    listener.hosts_option = "`admin.hosts`";
    EXPECT_TRUE(refuse_browser(listener, fields)->detail.ends_with("add the name to `admin.hosts`"));
}

TEST(OriginRule, OnAllAddressesAnAddressIsWhereTheCallerWentAndANameIsNot) {
    ListenerProfile listener;
    listener.any_address = true;
    EXPECT_EQ(judged(listener, "Host", "192.0.2.1:4256"), std::nullopt);
    EXPECT_EQ(judged(listener, "Host", "[2001:db8::1]:4256"), std::nullopt);
    EXPECT_EQ(judged(listener, "Host", "evil.example"), ErrorCode::unknown_host);
}

TEST(OriginRule, APagesRequestIsRefused) {
    const ListenerProfile listener;
    EXPECT_EQ(judged(listener, "Origin", "https://evil.example"), ErrorCode::browser_request);
    EXPECT_EQ(judged(listener, "Origin", "null"), ErrorCode::browser_request);
    EXPECT_EQ(judged(listener, "Sec-Fetch-Site", "cross-site"), ErrorCode::browser_request);
    EXPECT_EQ(judged(listener, "Sec-Fetch-Site", "same-site"), ErrorCode::browser_request);
    EXPECT_EQ(judged(listener, "Sec-Fetch-Site", "anything-new"), ErrorCode::browser_request);
    EXPECT_EQ(judged(listener, "Sec-Fetch-Site", "none"), std::nullopt);
}

TEST(OriginRule, APageOfAConfiguredOriginMayComeInAndNoOtherThatLooksLikeIt) {
    ListenerProfile listener;
    listener.origins = {"https://tools.example.com", "http://localhost:3000"};
    for (const auto* origin : {"https://tools.example.com", "http://localhost:3000"})
        EXPECT_EQ(judged(listener, "Origin", origin), std::nullopt) << origin;
    for (const auto* origin : {"https://tools.example.com:443", "http://tools.example.com",
                               "https://tools.example.com.evil.example", "https://TOOLS.example.com",
                               "https://tools.example.com/", "https://evil.example", "null", "",
                               "https://tools.example.com, https://evil.example", "http://localhost:3001"})
        EXPECT_EQ(judged(listener, "Origin", origin), ErrorCode::browser_request) << origin;
}

TEST(OriginRule, AConfiguredOriginMakesNoOtherPartOfTheRuleWeaker) {
    ListenerProfile listener;
    listener.origins = {"https://tools.example.com"};
    const auto refused = [&listener](std::initializer_list<http::Field> list) {
        http::Fields fields;
        for (const auto& field : list) fields.add(field);
        const auto refusal = refuse_browser(listener, fields);
        return refusal ? std::optional{refusal->code} : std::nullopt;
    };
    const http::Field good{"Origin", "https://tools.example.com"};
    EXPECT_EQ(refused({good, {"Sec-Fetch-Site", "cross-site"}}), std::nullopt);
    EXPECT_EQ(refused({{"Host", "evil.example"}, good}), ErrorCode::unknown_host);
    EXPECT_EQ(refused({good, {"Origin", "https://evil.example"}}), ErrorCode::browser_request);
    EXPECT_EQ(refused({{"Sec-Fetch-Site", "cross-site"}}), ErrorCode::browser_request)
        << "a page's plain GET names no origin";
}

TEST(OriginRule, ALinkIsFollowedIntoAPageOfItsOwnAndBySaidMeansAlone) {
    const auto follows = [](std::initializer_list<http::Field> list) {
        http::Fields fields;
        for (const http::Field& field : list) fields.add(field);
        return is_followed_link(fields);
    };
    EXPECT_TRUE(follows({{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}));
    EXPECT_FALSE(follows({{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}}));
    EXPECT_FALSE(follows({{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "document"}}));
    EXPECT_FALSE(follows({{"Sec-Fetch-Mode", "navigate"}}));
    EXPECT_FALSE(follows({{"Sec-Fetch-Dest", "document"}}));
    EXPECT_FALSE(follows(
        {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Origin", "http://a.example"}}));
    EXPECT_FALSE(follows({}));
}

}  // namespace
}  // namespace halogate::gateway
