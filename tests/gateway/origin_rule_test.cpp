// SPDX-License-Identifier: MIT
#include "gateway/origin_rule.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace halogate::gateway
