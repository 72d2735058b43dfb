// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(Origin, AHostThatIsNotServedIsMisdirected) {
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

TEST(Origin, NamesOfThisMachineAreServed) {
    Gateway gateway{{.sections = "listeners: [{address: \"127.0.0.1:0\", hosts: [halogate]}]\n"}};
    const std::string port = ":" + std::to_string(gateway.port());
    for (const std::string& host : {std::string{"localhost"}, "localhost" + port, "127.0.0.1" + port,
                                    std::string{"LOCALHOST"}, "halogate" + port, std::string{"halogate"}})
        EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Host", host}}).status, 200U) << host;
}

TEST(Origin, APageInABrowserIsRefused) {
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

TEST(Origin, AFormPostedAsTextFromAPageIsRefused) {
    Gateway gateway;
    const FieldList page{{"Origin", "https://evil.example"}, {"Content-Type", "text/plain"}};
    EXPECT_EQ(gateway.call("POST", "/api/Tickets", ticket("from-a-page"), page).status, 403U);
    EXPECT_EQ(tickets_named(gateway, "from-a-page"), 0U);
}

}  // namespace

}  // namespace halogate::program
