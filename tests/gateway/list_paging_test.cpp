// SPDX-License-Identifier: MIT
// What is asked of the tenant where a caller asks for a list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using test::GatewayFixture;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct ListQueries : testing::Test {
    /// The answer to a request for this target.
    std::string ask(std::string_view target, std::string_view method = "GET") {
        fixture.caller.reset();
        fixture.send(std::string{method} + ' ' + std::string{target} +
                     " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return fixture.received();
    }
    /// What the tenant was asked for.
    std::string asked() {
        if (fixture.tenant.requests.empty()) return "nothing";
        const std::string& request = fixture.tenant.requests.back();
        return request.substr(0, request.find(" HTTP/"));
    }
    GatewayFixture fixture;
};

TEST_F(ListQueries, ALargerPageThanTheTenantGivesIsCappedAndSaidSo) {
    EXPECT_THAT(ask("/api/Tickets?page_size=500&search=x"),
                HasSubstr("X-Halogate-Warning: page_size_capped;asked=500;sent=100\r\n"));
    EXPECT_EQ(asked(), "GET /api/Tickets?page_size=100&search=x");
    EXPECT_THAT(ask("/api/Tickets?PAGE%5FSIZE=101", "HEAD"), HasSubstr("page_size_capped"));
    EXPECT_EQ(asked(), "HEAD /api/Tickets?page_size=100");
    EXPECT_THAT(ask("/api/Tickets?page_size=99999999999999999999"),
                HasSubstr("asked=999999999999999;sent=100"));
    EXPECT_THAT(ask("/api/Tickets?page_size=100"), Not(HasSubstr("X-Halogate-Warning")));
}

TEST_F(ListQueries, TheTenantsWordIsNotTakenForOurs) {
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nX-Halogate-Warning: x\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(ask("/api/Tickets"), Not(HasSubstr("X-Halogate-Warning")));
}

TEST_F(ListQueries, WhatReadersDifferAboutIsRefused) {
    EXPECT_THAT(ask("/api/Tickets?a=1;page_size=500"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask("/api/Tickets?page_size=0x1F4"), StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(asked(), "nothing");
}

TEST_F(ListQueries, AFalseWordOfAllPagesIsTakenOut) {
    ask("/api/Tickets?halogate_all=false&a=1");
    EXPECT_EQ(asked(), "GET /api/Tickets?a=1");
}

TEST_F(ListQueries, PagingIsAddedOnlyWhereTheConfigurationSaysSo) {
    ask("/api/Tickets");
    EXPECT_EQ(asked(), "GET /api/Tickets");
    fixture.settings.paging.add = true;
    EXPECT_THAT(ask("/api/Tickets"), HasSubstr("X-Halogate-Warning: paging_added;sent=100\r\n"));
    EXPECT_EQ(asked(), "GET /api/Tickets?pageinate=true&page_size=100");
    ask("/api/tickets?search=x");
    EXPECT_EQ(asked(), "GET /api/tickets?search=x&pageinate=true&page_size=100");
    for (const auto* target : {"/api/Tickets?count=20", "/api/Tickets?pageinate=false", "/api/Tickets/1",
                               "/api/Tickets?page_no=2", "/api/Client/me"}) {
        EXPECT_THAT(ask(target), Not(HasSubstr("X-Halogate-Warning"))) << target;
        EXPECT_EQ(asked(), std::string{"GET "} + target);
    }
}

}  // namespace
}  // namespace halogate::gateway
