// SPDX-License-Identifier: MIT
#include "sandbox/tenant.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sandbox/json.hpp"

namespace halogate::sandbox {
namespace {

using namespace std::chrono_literals;

class SandboxTenant : public testing::Test {
protected:
    Served serve(const std::string& method, const std::string& target, const std::string& body = {}) {
        Request request{
            .method = method, .target = target, .fields = {{"Host", "tenant.example"}}, .body = body};
        if (!token_.empty()) request.fields.push_back({"Authorization", "Bearer " + token_});
        return tenant().answer(request, {.connection = 1, .started_at = now_}, {now_, WallTime{}});
    }
    unsigned status(const std::string& method, const std::string& target) {
        return serve(method, target).answer.status;
    }
    Json control(const std::string& method, const std::string& target, const std::string& body = {}) {
        return Json::parse(serve(method, target, body).answer.body);
    }
    void log_in() {
        Request request{.method = "POST",
                        .target = "/auth/token",
                        .fields = {{"Content-Type", "application/x-www-form-urlencoded"}},
                        .body = "grant_type=client_credentials&scope=all&client_id=" + options_.client_id +
                                "&client_secret=" + options_.client_secret};
        token_ = Json::parse(tenant().answer(request, {}, {now_, WallTime{}}).answer.body)["access_token"];
    }
    Tenant& tenant() {
        if (!tenant_) tenant_.emplace(options_);
        return *tenant_;
    }

    Options options_;
    std::optional<Tenant> tenant_;
    std::string token_;
    TimePoint now_{1h};
};

TEST_F(SandboxTenant, AuthinfoNeedsNoTokenAndNamesTheHostThatWasAsked) {
    options_.tenant = "acme";
    const auto body = Json::parse(serve("GET", "/API/AuthInfo").answer.body);
    EXPECT_EQ(body["auth_url"], "https://tenant.example/auth");
    EXPECT_EQ(body["tenant_id"], "acme");
    EXPECT_EQ(control("GET", "/sandbox/state")["api_requests"], 0);
}

TEST_F(SandboxTenant, ApiWithoutAGoodTokenIs401) {
    EXPECT_EQ(status("GET", "/api/Status"), 401U);
    token_ = "invented";
    EXPECT_EQ(status("GET", "/api/Status"), 401U);
    log_in();
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
    now_ += 1h;
    EXPECT_EQ(status("GET", "/api/Status"), 401U);
}

TEST_F(SandboxTenant, TokenAndApiAreServedInAnyLetterCaseWithDotsAndSlashes) {
    log_in();
    for (const auto* path : {"/API/status", "//api//Status/", "/api/Tickets/../Status", "/%61pi/Status"}) {
        EXPECT_EQ(status("GET", path), 200U) << path;
    }
    EXPECT_EQ(status("GET", "/Token"), 405U);
    EXPECT_EQ(status("GET", "/elsewhere"), 404U);
    EXPECT_EQ(status("GET", "/"), 200U);
}

TEST_F(SandboxTenant, WindowCountsApiRequestsAndNoTokenRequests) {
    options_.window = {.requests = 2, .per = 10s};
    for (int i = 0; i < 5; ++i) log_in();
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
    const auto refused = serve("GET", "/api/Status");
    EXPECT_EQ(refused.answer.status, 429U);
    EXPECT_TRUE(field_value(refused.answer.fields, "Retry-After").empty());
    EXPECT_EQ(status("GET", "/api/authinfo"), 200U);
    now_ += 10s;
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
    const auto state = control("GET", "/sandbox/state");
    EXPECT_EQ(state["token_requests"], 5);
    EXPECT_EQ(state["api_requests"], 4);
    EXPECT_EQ(state["throttled"], 1);
    EXPECT_EQ(state["max_in_window"], 3);
}

TEST_F(SandboxTenant, FaultThatReplacesTheAnswerDoesNoWorkAndOneThatSpoilsItDoes) {
    log_in();
    control("POST", "/sandbox/faults", R"([{"match":"DELETE /api/tickets","kind":"reset_before"},
                                           {"match":"DELETE /api/tickets","kind":"502"},
                                           {"match":"DELETE /api/tickets","kind":"reset_after"}])");
    EXPECT_EQ(serve("DELETE", "/api/Tickets/1").fault->kind, FaultKind::reset_before);
    EXPECT_EQ(status("DELETE", "/api/Tickets/1"), 502U);
    EXPECT_EQ(control("GET", "/sandbox/state")["deleted"].size(), 0U);
    EXPECT_EQ(serve("DELETE", "/api/Tickets/1").fault->kind, FaultKind::reset_after);
    EXPECT_EQ(control("GET", "/sandbox/state")["deleted"]["tickets"], 1);
    EXPECT_EQ(status("DELETE", "/api/Tickets/1"), 404U);
}

TEST_F(SandboxTenant, EveryFaultLooksAsItShould) {
    log_in();
    const auto struck = [this](const std::string& kind) {
        control("POST", "/sandbox/faults", R"([{"kind":")" + kind + R"(","retry_after":3}])");
        return serve("GET", "/api/Status").answer;
    };
    EXPECT_EQ(struck("429").status, 429U);
    EXPECT_EQ(struck("500").status, 500U);
    EXPECT_EQ(field_value(struck("503").fields, "Retry-After"), "3");
    EXPECT_EQ(struck("504").status, 504U);
    EXPECT_EQ(field_value(struck("html").fields, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(struck("token_401").status, 401U);
    EXPECT_EQ(struck("token_400").body, R"({"error":"Token not found"})");
    EXPECT_EQ(field_value(struck("redirect").fields, "Location"), "https://elsewhere.invalid/");
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
}

TEST_F(SandboxTenant, FaultsStrikeTheTokenEndpointToo) {
    control("POST", "/sandbox/faults", R"([{"match":"POST /auth/token","kind":"503"}])");
    EXPECT_EQ(status("POST", "/auth/token"), 503U);
    EXPECT_EQ(control("GET", "/sandbox/state")["token_requests"], 1);
}

TEST_F(SandboxTenant, OneBadFaultInAListAddsNone) {
    EXPECT_EQ(serve("POST", "/sandbox/faults", R"([{"kind":"500"},{"kind":"nope"}])").answer.status, 400U);
    EXPECT_EQ(serve("POST", "/sandbox/faults", "nonsense").answer.status, 400U);
    EXPECT_TRUE(control("GET", "/sandbox/faults").empty());
}

TEST_F(SandboxTenant, RevokedTokensAnswerInTheModeAskedFor) {
    log_in();
    EXPECT_EQ(control("POST", "/sandbox/tokens/revoke", R"({"mode":"400"})")["revoked"], 1);
    EXPECT_EQ(status("GET", "/api/Status"), 400U);
    log_in();
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
    control("POST", "/sandbox/tokens/revoke");
    EXPECT_EQ(status("GET", "/api/Status"), 401U);
}

TEST_F(SandboxTenant, RequestsAreKeptWithWhatTheyCarried) {
    options_.log_capacity = 2;
    serve("GET", "/one");
    serve("GET", "/two?a=b");
    serve("POST", "/three", std::string(5000, 'x'));
    const auto seen = control("GET", "/sandbox/requests");
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0]["target"], "/two?a=b");
    EXPECT_EQ(seen[0]["headers"][0][0], "Host");
    EXPECT_EQ(seen[0]["body"], "");
    EXPECT_EQ(seen[0]["status"], 404);
    EXPECT_DOUBLE_EQ(seen[0]["started_at"].get<double>(), 3'600'000.0);
    EXPECT_EQ(seen[1]["body_size"], 5000);
    EXPECT_EQ(seen[1]["body_sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(control("GET", "/sandbox/requests?limit=1").size(), 1U);
    control("DELETE", "/sandbox/requests");
    EXPECT_TRUE(control("GET", "/sandbox/requests").empty());
}

TEST_F(SandboxTenant, WindowLatencyAndLifetimeCanBeChanged) {
    log_in();
    control("PUT", "/sandbox/window", R"({"requests":1,"per_ms":5000,"form":"seconds"})");
    control("PUT", "/sandbox/latency", R"({"ms":2.5})");
    EXPECT_EQ(status("GET", "/api/Status"), 200U);
    const auto refused = serve("GET", "/api/Status");
    EXPECT_EQ(field_value(refused.answer.fields, "Retry-After"), "5");
    EXPECT_EQ(refused.latency, Duration{2500us});
    control("PUT", "/sandbox/window", R"({"requests":0})");
    control("PUT", "/sandbox/lifetime", R"({"ms":1000})");
    log_in();
    now_ += 1s;
    EXPECT_EQ(status("GET", "/api/Status"), 401U);
    for (const auto* wrong : {"", "[]", R"({"requests":-1,"per_ms":5})", R"({"requests":1})"}) {
        EXPECT_EQ(serve("PUT", "/sandbox/window", wrong).answer.status, 400U) << wrong;
    }
}

}  // namespace
}  // namespace halogate::sandbox
