// SPDX-License-Identifier: MIT
// Browser to localhost, DNS rebinding: byte for byte what browsers send. tests/browser tries it with a real
// one.
#include <gtest/gtest.h>

#include <algorithm>

#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

TEST(AttackBrowser, AHostThatIsNotServedIsMisdirected) {
    Gateway gateway;
    const std::string port = ":" + std::to_string(gateway.port());
    for (const std::string& host :
         {"evil.example" + port, std::string{"evil.example"}, "localhost.evil.example" + port,
          std::string{"10.1.2.3"}, "127.0.0.1.nip.io" + port}) {
        const Answer answer = gateway.get("/api/Tickets", {{"Host", host}});
        EXPECT_EQ(answer.status, 421U) << host;
        EXPECT_EQ(answer.field("X-Halogate-Error"), "unknown_host") << host;
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(AttackBrowser, NamesOfThisMachineAreServed) {
    Gateway gateway{{.sections = "listeners: [{address: \"127.0.0.1:0\", hosts: [halogate]}]\n"}};
    const std::string port = ":" + std::to_string(gateway.port());
    for (const std::string& host : {std::string{"localhost"}, "localhost" + port, "127.0.0.1" + port,
                                    std::string{"LOCALHOST"}, "halogate" + port, std::string{"halogate"}})
        EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Host", host}}).status, 200U) << host;
}

TEST(AttackBrowser, APageInABrowserIsRefused) {
    Gateway gateway;
    const FieldList pages[] = {{{"Origin", "https://evil.example"}},
                               {{"Origin", "null"}},
                               {{"Origin", "http://localhost:3000"}},
                               {{"Sec-Fetch-Site", "cross-site"}},
                               {{"Sec-Fetch-Site", "same-site"}}};
    for (const FieldList& page : pages) {
        for (const char* method : {"GET", "POST", "OPTIONS"}) {
            const Answer answer = gateway.call(method, "/api/Tickets", {}, page);
            EXPECT_EQ(answer.status, 403U) << page[0].first << ": " << page[0].second;
            EXPECT_EQ(answer.field("X-Halogate-Error"), "browser_request");
            for (const auto& [name, value] : answer.fields)
                EXPECT_FALSE(name.starts_with("Access-Control-")) << name;
        }
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(AttackBrowser, WhatAPageMayAskOfAnotherSiteIsNoPreflightThatPasses) {
    Gateway gateway;
    const Answer answer = gateway.call("OPTIONS", "/api/Tickets", {},
                                       {{"Origin", "https://evil.example"},
                                        {"Access-Control-Request-Method", "POST"},
                                        {"Access-Control-Request-Headers", "content-type"},
                                        {"Access-Control-Request-Private-Network", "true"}});
    EXPECT_EQ(answer.status, 403U);
    for (const auto& [name, value] : answer.fields) EXPECT_FALSE(name.starts_with("Access-Control-")) << name;
}

TEST(AttackBrowser, AReboundNameIsRefusedThoughThePageTakesItForItsOwnOrigin) {
    Gateway gateway;
    const std::string host = "evil.example:" + std::to_string(gateway.port());
    const FieldList page{
        {"Host", host}, {"Sec-Fetch-Site", "same-origin"}, {"Referer", "http://" + host + "/"}};
    for (const char* method : {"GET", "POST", "DELETE"})
        EXPECT_EQ(gateway.call(method, "/api/Tickets/1", {}, page).status, 421U) << method;
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

// `listeners[].origins` opens one door to the pages that it names and leaves all others shut.
TEST(AttackBrowser, AConfiguredOriginMayAskAndReadAndAnotherMayNot) {
    Gateway gateway{
        {.sections = "listeners: [{address: \"127.0.0.1:0\", origins: [\"https://tools.example.com\"]}]\n"}};
    const FieldList page{{"Origin", "https://tools.example.com"}, {"Sec-Fetch-Site", "cross-site"}};
    const FieldList asks{{"Origin", "https://tools.example.com"},
                         {"Access-Control-Request-Method", "POST"},
                         {"Access-Control-Request-Headers", "content-type"}};
    const Answer preflight = gateway.call("OPTIONS", "/api/Tickets", {}, asks);
    EXPECT_EQ(preflight.status, 204U);
    EXPECT_EQ(preflight.field("Access-Control-Allow-Origin"), "https://tools.example.com");
    EXPECT_NE(preflight.field("Access-Control-Allow-Methods").find("POST"), std::string::npos);
    EXPECT_NE(preflight.field("Access-Control-Allow-Headers").find("Content-Type"), std::string::npos);
    EXPECT_EQ(preflight.field("Access-Control-Allow-Credentials"), "");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0) << "a question costs nothing";

    const Answer answer = gateway.get("/api/Tickets/1", page);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "https://tools.example.com");
    EXPECT_EQ(answer.field("Vary"), "Origin");
    const Answer refused = gateway.get("/api/Invoice", page);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.field("X-Halogate-Error"), "insufficient_permission");
    EXPECT_EQ(refused.field("Access-Control-Allow-Origin"), "https://tools.example.com")
        << "a page must be able to read why";

    for (const char* other : {"https://evil.example", "http://tools.example.com", "null"}) {
        const Answer shut = gateway.get("/api/Tickets/1", {{"Origin", other}});
        EXPECT_EQ(shut.status, 403U) << other;
        EXPECT_EQ(shut.field("Access-Control-Allow-Origin"), "") << other;
        FieldList question = asks;
        question.front().second = other;
        EXPECT_EQ(gateway.call("OPTIONS", "/api/Tickets", {}, question).status, 403U) << other;
    }
    EXPECT_EQ(gateway.get("/api/Tickets/1").count("Access-Control-Allow-Origin"), 0U)
        << "a program is no page";
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Sec-Fetch-Site", "cross-site"}}).status, 403U);
}

TEST(AttackBrowser, TheAdminListenerRefusesPagesToo) {
    Gateway gateway{{.sections = "admin: {address: \"127.0.0.1:0\"}\n"}};
    const auto port = port_in(gateway.program().wait_for_line("health and status on"));
    const auto told = [port](const FieldList& fields) {
        return Caller{connect_tcp(port)}.get("/status.json", fields);
    };
    EXPECT_EQ(told({}).status, 200U);
    EXPECT_EQ(told({{"Sec-Fetch-Site", "same-origin"}}).status, 200U) << "its own pages may";
    const std::pair<FieldList, unsigned> pages[] = {
        {{{"Host", "evil.example:" + std::to_string(port)}}, 421},
        {{{"Host", "evil.example"}, {"Sec-Fetch-Site", "same-origin"}}, 421},
        {{{"Origin", "https://evil.example"}}, 403},
        {{{"Origin", "null"}}, 403},
        {{{"Sec-Fetch-Site", "cross-site"}}, 403},
        {{{"Sec-Fetch-Site", "same-site"}}, 403}};
    for (const auto& [fields, status] : pages) {
        const Answer answer = told(fields);
        EXPECT_EQ(answer.status, status) << fields[0].first << ": " << fields[0].second;
        EXPECT_EQ(answer.body.find("budget"), std::string::npos);
        for (const auto& [name, value] : answer.fields)
            EXPECT_FALSE(name.starts_with("Access-Control-")) << name;
    }
}

TEST(AttackBrowser, TheAdminListenerServesTheNamesOfItsConfigurationAndNoOther) {
    Gateway gateway{{.sections = "admin: {address: \"127.0.0.1:0\", hosts: [Halogate]}\n"}};
    const auto port = port_in(gateway.program().wait_for_line("health and status on"));
    const auto scraped = [port](const std::string& host) {
        return Caller{connect_tcp(port)}.get("/metrics", {{"Host", host}});
    };
    EXPECT_EQ(scraped("halogate:4257").status, 200U);
    EXPECT_EQ(scraped("localhost").status, 200U);
    const Answer refused = scraped("halogate.evil.example:4257");
    EXPECT_EQ(refused.status, 421U);
    EXPECT_EQ(refused.at("/error"), "unknown_host");
    EXPECT_NE(refused.at("/message").find("`admin.hosts`"), std::string::npos) << refused.body;

    gateway.reconfigure({.sections = "admin: {address: \"127.0.0.1:0\", hosts: [metrics.internal]}\n"});
    EXPECT_EQ(scraped("metrics.internal").status, 200U);
    EXPECT_EQ(scraped("halogate:4257").status, 421U) << "that name has gone";
}

TEST(AttackBrowser, APageThatTheTenantHoldsMayNotRunAsOneOfTheGatewaysOwn) {
    RawGateway gateway;
    const std::string page = "<script>fetch('/api/Tickets')</script>";
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(page.size()) + "\r\n";
    for (const char* type : {"Content-Type: text/html\r\n", "Content-Type: image/svg+xml\r\n", ""}) {
        const std::string own = "Content-Security-Policy: default-src *\r\n";
        gateway.tenant.answer("GET /api/Tickets/1",
                              {head + type + own + "\r\n" + page, RawReply::Then::keep});
        const Answer answer = gateway.get("/api/Tickets/1");
        EXPECT_EQ(answer.body, page) << "byte for byte";
        EXPECT_EQ(answer.count("Content-Security-Policy"), 2U)
            << "the tenant's stays, ours is in force beside it";
        const std::pair<std::string, std::string> ours{"Content-Security-Policy", "sandbox"};
        EXPECT_EQ(std::ranges::count(answer.fields, ours), 1);
    }
    EXPECT_EQ(gateway.get("/api/Tickets/2").count("Content-Security-Policy"), 0U) << "JSON is no page";
}

TEST(AttackBrowser, AFormPostedAsTextFromAPageIsRefused) {
    Gateway gateway;
    const FieldList page{{"Origin", "https://evil.example"}, {"Content-Type", "text/plain"}};
    EXPECT_EQ(gateway.call("POST", "/api/Tickets", ticket("from-a-page"), page).status, 403U);
    EXPECT_EQ(tickets_named(gateway, "from-a-page"), 0U);
}

}  // namespace

}  // namespace halogate::program
