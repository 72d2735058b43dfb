// SPDX-License-Identifier: MIT
// What existing Halo clients send, in their order and spelling, when nothing but their base URL is changed:
// each from connect to a created ticket.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

constexpr std::string_view callers_id = "11111111-2222-3333-4444-555555555555";
constexpr std::string_view callers_secret = "callers-own-secret-6f0a-9c1d";
constexpr std::string_view callers_tenant = "callers-own-tenant";

/// A consumer that is recognised by the pair above, and an `anonymous` that may nothing: what works, works
/// because the client was recognised.
GatewayPlan for_a_client() {
    return {.sections =
                "policy:\n"
                "  anonymous: []\n"
                "  consumers:\n"
                "    bridge:\n"
                "      identify: {client_id: " +
                std::string{callers_id} + ", client_secret: " + std::string{callers_secret} +
                "}\n"
                "      allow: [edit:tickets, read:customers]\n"};
}

std::string form(const std::string& more) {
    return "grant_type=client_credentials&client_id=" + std::string{callers_id} +
           "&client_secret=" + std::string{callers_secret} + "&scope=all" + more;
}

/// A client's connection, with the fields that it always sends.
struct Client {
    Gateway& gateway;
    Caller caller = gateway.connect();
    FieldList always = {};
    std::string token = {};
    std::vector<std::string> tokens = {};

    Answer call(std::string_view method, std::string_view target, std::string_view body = {},
                FieldList fields = {}) {
        fields.insert(fields.end(), always.begin(), always.end());
        return caller.call(method, target, body, fields);
    }
    void ask_for_a_token(std::string_view target, const std::string& body) {
        const Answer answer =
            call("POST", target, body, {{"Content-Type", "application/x-www-form-urlencoded"}});
        ASSERT_EQ(answer.status, 200U) << answer.body;
        ASSERT_EQ(answer.at("/token_type"), "Bearer");
        ASSERT_EQ(answer.at("/expires_in"), "3600");
        for (const char* name : {"/scope", "/refresh_token", "/id_token", "/access_token"})
            ASSERT_NE(answer.at(name), "") << name;
        token = answer.at("/access_token");
        tokens.push_back(token);
    }
    [[nodiscard]] FieldList authorized(FieldList more = {}) const {
        more.emplace_back("Authorization", "Bearer " + token);
        return more;
    }

    /// The tenant got one token request, the gateway's own, and nothing that the caller held.
    void expect_nothing_of_the_caller_at_the_tenant() {
        EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
        const auto seen = gateway.sandbox.seen();
        EXPECT_GE(seen.size(), 2U);
        std::vector<std::string> held = tokens;
        held.insert(held.end(), {std::string{callers_id}, std::string{callers_secret},
                                 std::string{callers_tenant}, "undefined"});
        for (const auto& request : seen) {
            EXPECT_EQ(request.values("Authorization").size(), 1U);
            for (const std::string& secret : held)
                EXPECT_EQ(request.json.find(secret), std::string::npos) << request.json;
        }
        for (const std::string& secret : tokens)
            EXPECT_EQ(gateway.written().find(secret), std::string::npos) << "in the logs";
        EXPECT_EQ(gateway.written().find(callers_secret), std::string::npos) << "in the logs";
    }
};

TEST(Clients, HaloApiConnectsAndCreatesATicket) {
    Gateway gateway{for_a_client()};
    const std::string host = "127.0.0.1:" + std::to_string(gateway.port());
    Client client{
        .gateway = gateway,
        .always = {{"Host", host},
                   {"User-Agent", "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) PowerShell/7.4.6"},
                   {"Accept-Encoding", "gzip, deflate, br"}}};
    const Answer authinfo = client.call("GET", "/api/authinfo");
    ASSERT_EQ(authinfo.status, 200U);
    EXPECT_EQ(authinfo.at("/tenant_id"), "");
    const std::string auth_url = authinfo.at("/auth_url");
    ASSERT_EQ(auth_url, "http://" + host + "/auth");
    const std::string target = auth_url.substr(("http://" + host).size()) + "/token?tenant=";
    client.ask_for_a_token(target + std::string{callers_tenant}, form(""));
    const Answer lookup = client.call("GET", "/api/lookup?lookupid=11", {}, client.authorized());
    EXPECT_EQ(lookup.status, 200U) << lookup.body;
    const Answer created =
        client.call("POST", "/api/tickets", ticket("by HaloAPI"),
                    client.authorized({{"Content-Type", "application/json; charset=utf-8"}}));
    EXPECT_EQ(created.status, 201U) << created.body;
    EXPECT_NE(created.at("/id"), "");
    client.expect_nothing_of_the_caller_at_the_tenant();
}

TEST(Clients, PyHaloPsaRenewsATokenThatIsRefusedOnceAndCreatesATicket) {
    const std::string token_before_a_restart = [] {
        Gateway before{for_a_client()};
        return before
            .call("POST", "/auth/token", form(""), {{"Content-Type", "application/x-www-form-urlencoded"}})
            .at("/access_token");
    }();
    ASSERT_NE(token_before_a_restart, "");
    Gateway gateway{for_a_client()};
    Client client{.gateway = gateway,
                  .always = {{"User-Agent", "python-httpx/0.27.0"},
                             {"Accept", "*/*"},
                             {"Accept-Encoding", "gzip, deflate"},
                             {"Connection", "keep-alive"}}};
    client.token = token_before_a_restart;
    client.tokens.push_back(token_before_a_restart);
    constexpr auto list = "/api/Tickets?pageinate=true&page_size=50&page_no=1";
    const Answer refused = client.call("GET", list, {}, client.authorized());
    EXPECT_EQ(refused.status, 401U) << refused.body;
    EXPECT_EQ(refused.field("WWW-Authenticate"), R"(Bearer realm="halogate", error="invalid_token")");
    client.ask_for_a_token("/auth/token", form("&tenant=" + std::string{callers_tenant}));
    const Answer page = client.call("GET", list, {}, client.authorized());
    EXPECT_EQ(page.status, 200U) << page.body;
    EXPECT_EQ(page.at("/page_no"), "1") << "list_all never stops without it";
    const Answer created = client.call("POST", "/api/Tickets", ticket("by pyhalopsa"),
                                       client.authorized({{"Content-Type", "application/json"}}));
    EXPECT_EQ(created.status, 201U) << created.body;
    EXPECT_EQ(gateway.sandbox.seen("POST").size(), 1U);
    client.expect_nothing_of_the_caller_at_the_tenant();
}

TEST(Clients, HalopsaRestIsRecognisedByItsListenerWhateverTokenItSends) {
    Gateway gateway{{.sections = "listeners: [{address: \"127.0.0.1:0\", consumer: rest}]\n"
                                 "policy:\n"
                                 "  anonymous: []\n"
                                 "  consumers:\n"
                                 "    rest: {allow: [edit:tickets, read:customers]}\n"}};
    Client client{.gateway = gateway,
                  .always = {{"User-Agent", "axios/1.7.7"},
                             {"Accept", "application/json, text/plain, */*"},
                             {"Accept-Encoding", "gzip, compress, deflate, br"}}};
    client.ask_for_a_token("/auth/token?tenant=" + std::string{callers_tenant}, form(""));
    // Its first call carries the token. It forgets it then.
    EXPECT_EQ(client.call("GET", "//api/Client?count=10", {}, client.authorized()).status, 200U);
    const FieldList forgotten{{"Authorization", "Bearer undefined"}};
    const Answer page = client.call("GET", "//api/Tickets?count=10", {}, forgotten);
    EXPECT_EQ(page.status, 200U) << page.body;
    const Answer created =
        client.call("POST", "//api/Tickets", ticket("by halopsa-rest"),
                    {{"Authorization", "Bearer undefined"}, {"Content-Type", "application/json"}});
    EXPECT_EQ(created.status, 201U) << created.body;
    client.expect_nothing_of_the_caller_at_the_tenant();
}

TEST(Clients, TheN8nNodeAsksForATokenBeforeEveryCallAndTheTenantDoesNotNotice) {
    Gateway gateway{for_a_client()};
    Client client{.gateway = gateway, .always = {{"User-Agent", "n8n"}, {"Accept", "application/json"}}};
    const auto call = [&](std::string_view method, std::string_view target, std::string_view body) {
        client.ask_for_a_token("/auth/token", form(""));
        return client.call(method, target, body, client.authorized({{"Content-Type", "application/json"}}));
    };
    const Answer page = call("GET", "/api/Tickets?page_size=5&page_no=1&pageinate=true", "{}");
    EXPECT_EQ(page.status, 200U) << page.body;
    const Answer created = call("POST", "/api/Tickets", ticket("by n8n"));
    ASSERT_EQ(created.status, 201U) << created.body;
    const std::string one = "/api/Tickets/" + created.at("/id");
    EXPECT_EQ(call("GET", one, "{}").status, 200U);
    const Answer deleted = call("DELETE", one + "?reason=a+test", "{}");
    EXPECT_EQ(deleted.status, 200U) << deleted.body;
    EXPECT_EQ(client.tokens.size(), 4U);
    client.expect_nothing_of_the_caller_at_the_tenant();
}

TEST(Clients, NodeHalopsaConnectsAndCreatesATicket) {
    Gateway gateway{for_a_client()};
    Client client{
        .gateway = gateway,
        .always = {{"User-Agent", "node"}, {"Accept", "*/*"}, {"Accept-Encoding", "gzip, deflate"}}};
    client.ask_for_a_token("/auth/token", form("&tenant=" + std::string{callers_tenant}));
    const FieldList json = client.authorized({{"Content-Type", "application/json"}});
    const Answer page = client.call("GET", "/api/Tickets?count=true&page_size=10&page_no=1", {}, json);
    EXPECT_EQ(page.status, 200U) << page.body;
    const Answer created = client.call("POST", "/api/Tickets", ticket("by node-halopsa"), json);
    EXPECT_EQ(created.status, 201U) << created.body;
    client.expect_nothing_of_the_caller_at_the_tenant();
}

}  // namespace

}  // namespace halogate::program
