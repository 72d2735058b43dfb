// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

const FieldList as_form{{"Content-Type", "application/x-www-form-urlencoded"}};

GatewayPlan with_a_pair(const std::string& more = {}) {
    return {.sections =
                "policy:\n"
                "  anonymous: [read:tickets]\n"
                "  consumers:\n"
                "    bridge:\n"
                "      identify: {client_id: the bridge, client_secret: \"+%41&x=y\xc3\xbc z of it\"}\n"
                "      allow: [create:tickets, read:customers]\n" +
                more};
}

constexpr auto good_pair = "client_id=the+bridge&client_secret=%2B%2541%26x%3Dy%C3%BC%20z+of+it";

Answer ask(Gateway& gateway, const std::string& body, const FieldList& fields = as_form) {
    return gateway.call("POST", "/auth/token", "grant_type=client_credentials&" + body, fields);
}

FieldList bearer(const Answer& answer) {
    return {{"Authorization", "Bearer " + answer.at("/access_token")}};
}

TEST(TokenEndpoint, WithoutConsumersAnyClientJustWorks) {
    Gateway gateway;
    const Answer answer = ask(gateway, "client_id=whoever&client_secret=whatever&scope=all");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.field("Cache-Control"), "no-store");
    EXPECT_EQ(answer.field("Content-Type"), "application/json");
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("just-works"), bearer(answer)).status, 201U);
    const std::string line = gateway.program().wait_for_line("/auth/token");
    EXPECT_NE(line.find(R"("route":"/auth/token")"), std::string::npos) << line;
    EXPECT_EQ(line.find("whatever"), std::string::npos) << line;
}

TEST(TokenEndpoint, APairIsTakenByFormAndByBasicWhateverCharactersItHas) {
    Gateway gateway{with_a_pair()};
    const Answer by_form = ask(gateway, good_pair);
    ASSERT_EQ(by_form.status, 200U) << by_form.body;
    EXPECT_EQ(by_form.at("/scope"), "read:customers create:tickets");
    // the+bridge:%2B%2541%26x%3Dy%C3%BC+z+of+it
    FieldList basic = as_form;
    basic.emplace_back("Authorization", "Basic dGhlK2JyaWRnZTolMkIlMjU0MSUyNnglM0R5JUMzJUJDK3orb2YraXQ=");
    const Answer by_basic = ask(gateway, "scope=all", basic);
    ASSERT_EQ(by_basic.status, 200U) << by_basic.body;
    for (const Answer& answer : {by_form, by_basic}) {
        EXPECT_EQ(gateway.get("/api/Client", bearer(answer)).status, 200U);
        EXPECT_EQ(gateway.get("/api/Tickets", bearer(answer)).status, 403U)
            << "anonymous holds it, bridge does not";
    }
    EXPECT_EQ(ask(gateway, good_pair, basic).status, 400U) << "one way, not two";
    const std::string line = gateway.program().wait_for_line(R"("path":"/api/Client")");
    EXPECT_NE(line.find(R"("consumer":"bridge","identity":"local_token")"), std::string::npos) << line;
}

TEST(TokenEndpoint, ABadPairIsRefusedAndNeverAnonymous) {
    Gateway gateway{with_a_pair()};
    for (const char* body : {"client_id=the+bridge&client_secret=wrong",
                             "client_id=other&client_secret=wrong", "client_id=the+bridge", "scope=all"}) {
        const Answer answer = ask(gateway, body);
        EXPECT_EQ(answer.status, 401U) << body;
        EXPECT_EQ(answer.at("/error"), "invalid_client") << body;
        EXPECT_EQ(answer.at("/error_description"), answer.at("/Message")) << body;
        EXPECT_EQ(answer.field("WWW-Authenticate"), "Basic realm=\"halogate\"") << body;
    }
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
}

TEST(TokenEndpoint, ANarrowTokenNarrowsAndAForeignScopeIsInvalid) {
    Gateway gateway{with_a_pair()};
    const std::string pair{good_pair};
    const Answer narrow = ask(gateway, pair + "&scope=read:customers");
    EXPECT_EQ(narrow.at("/scope"), "read:customers");
    EXPECT_EQ(gateway.get("/api/Client", bearer(narrow)).status, 200U);
    const Answer refused = gateway.post("/api/Tickets", ticket("narrow"), bearer(narrow));
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.field("X-Halogate-Error"), "insufficient_permission");
    const Answer foreign = ask(gateway, pair + "&scope=edit:tickets");
    EXPECT_EQ(foreign.status, 400U);
    EXPECT_EQ(foreign.at("/error"), "invalid_scope");
    const Answer refresh =
        gateway.call("POST", "/token", "grant_type=refresh_token&refresh_token=unsupported", as_form);
    EXPECT_EQ(refresh.status, 400U);
    EXPECT_EQ(refresh.at("/error"), "unsupported_grant_type");
}

TEST(TokenEndpoint, ReplicasWithOneKeyTakeEachOthersTokens) {
    const std::string key = "  local_tokens: {key: \"a key of more than thirty-two bytes\"}\n";
    Gateway one{with_a_pair(key)};
    Gateway other{with_a_pair(key)};
    Gateway stranger{with_a_pair()};
    const FieldList token = bearer(ask(one, good_pair));
    EXPECT_EQ(other.get("/api/Client", token).status, 200U);
    const Answer refused = stranger.get("/api/Client", token);
    EXPECT_EQ(refused.status, 401U);
    EXPECT_EQ(refused.field("X-Halogate-Error"), "unknown_consumer");
}

TEST(TokenEndpoint, TheAdminListenerHasNone) {
    Gateway gateway{{.sections = "admin: {address: \"127.0.0.1:0\"}\n"}};
    Caller admin{connect_tcp(port_in(gateway.program().wait_for_line("health and status on http://")))};
    EXPECT_EQ(admin.call("POST", "/auth/token", "grant_type=client_credentials", as_form).status, 405U);
}

}  // namespace

}  // namespace halogate::program
