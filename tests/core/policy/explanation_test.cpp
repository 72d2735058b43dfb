// SPDX-License-Identifier: MIT
#include "core/policy/explanation.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "core/policy/decision_table.hpp"

namespace halogate::policy::table {
namespace {

using testing::ElementsAre;

std::vector<std::string> steps(Consumer who, std::string_view method, std::string_view path,
                               std::optional<std::string_view> body = std::nullopt) {
    const Policy policy{settings()};
    std::optional<Policy::Body> given;
    if (body) given = Policy::Body{"application/json", *body};
    std::vector<std::string> result;
    for (const auto& step : policy.explain(who, method, path, given).steps)
        result.push_back(std::string{step.subject} + ": " + step.text);
    return result;
}

TEST(Explanation, NamesRouteEvidenceAndWhatIsHeld) {
    EXPECT_THAT(steps(desk, "POST", "/api/tickets", change),
                ElementsAre("deny: there are no deny rules",
                            "route: `POST /api/Tickets`, asks create:tickets update:tickets, risk normal, "
                            "evidence verified",
                            "permission: create:tickets is held", "permission: update:tickets is held",
                            "body: an array; elements that add: 0, that change: 1"));
    EXPECT_THAT(steps(anonymous, "DELETE", "/api/kbarticle/1"),
                ElementsAre("deny: there are no deny rules",
                            "route: `DELETE /api/KBArticle/{id}`, asks delete:kb, risk normal, evidence name",
                            "permission: delete:kb is missing"));
}

TEST(Explanation, StopsAtWhatDecides) {
    EXPECT_THAT(steps(auditor, "DELETE", "/api/tickets/1"),
                ElementsAre("deny: `DELETE /api/**` refuses this, whatever is allowed",
                            "route: `DELETE /api/Tickets/{id}`, asks delete:tickets, risk normal, evidence "
                            "verified"));
    EXPECT_THAT(steps(boss, "GET", "/api/roles"),
                ElementsAre("deny: there are no deny rules",
                            "route: `GET /api/Roles`, of unknown domain, risk privileged, evidence unknown",
                            "named: neither `allow` nor policy.routes names it"));
    EXPECT_THAT(steps(boss, "PATCH", "/api/roles"), ElementsAre("method: HaloPSA's API has no `PATCH`"));
    EXPECT_THAT(steps(boss, "GET", "/api/nowhere"),
                ElementsAre("deny: there are no deny rules",
                            "route: no route of the catalogue, nor of policy.routes"));
}

TEST(Explanation, SaysWhatABodyIsWantedFor) {
    EXPECT_EQ(steps(bridge, "POST", "/api/tickets").back(),
              "body: every element of the body decides, and there is none here");
    EXPECT_EQ(steps(bridge, "POST", "/api/tickets", R"({"id":1,"_recover":true})").back(),
              "body: one object, no array; elements that add: 0, that change: 1; element 1 undeletes, by "
              "`_recover`");
    EXPECT_EQ(steps(bridge, "POST", "/api/tickets", "[1]").back(),
              "body: the body must be an array of objects or one object");
}

// What is explained is what is decided: over every route, every consumer and bodies of all kinds.
TEST(Explanation, NeverDiffersFromTheDecision) {
    const Policy policy{settings()};
    const std::vector<std::string> bodies{
        std::string{add}, std::string{change}, std::string{mixed}, "[]", "", "{}", R"([{"sql":1}])",
        "garbage"};
    std::mt19937 random{7};
    const auto any = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>{0, count - 1}(random);
    };
    for (const auto index : policy.routes()) {
        const auto& route = policy.route(index);
        std::string path = ascii::lowered(route.pattern);
        for (const std::string_view wild : {"{id}", "{runbookid}", "**"})
            if (const auto at = path.find(wild); at != std::string::npos) path.replace(at, wild.size(), "7");
        const std::string method = route.method == "*" ? "POST" : route.method;
        for (std::size_t who = 0; who < policy.consumer_count(); ++who) {
            const auto& body = bodies[any(bodies.size())];
            auto decision = policy.judge_head(who, method, path);
            const bool asks = decision.verdict == Decision::Verdict::needs_body || decision.body_refines;
            if (asks) decision = policy.judge_body(who, decision, "application/json", body);
            const auto explained = policy.explain(who, method, path, Policy::Body{"application/json", body});
            ASSERT_EQ(explained.decision.verdict, decision.verdict) << method << ' ' << path << ' ' << body;
            ASSERT_EQ(explained.decision.message, decision.message);
            ASSERT_EQ(explained.decision.permission, decision.permission);
            ASSERT_EQ(explained.decision.rule, decision.rule);
            const auto has = [&](std::string_view subject, std::string_view part) {
                return std::any_of(explained.steps.begin(), explained.steps.end(), [&](const auto& step) {
                    return step.subject == subject && step.text.find(part) != std::string::npos;
                });
            };
            // The steps are about the same thing as the verdict.
            ASSERT_EQ(has("deny", "refuses"), decision.rule == Decision::Rule::deny);
            if (decision.code == ErrorCode::insufficient_permission && !decision.message.empty()) {
                ASSERT_TRUE(has("permission", "is missing")) << path;
            }
            if (decision.rule == Decision::Rule::named) {
                ASSERT_TRUE(has("named", "names it: ")) << path;
            }
            if (decision.rule == Decision::Rule::body && !asks) FAIL() << path;
        }
    }
}

}  // namespace
}  // namespace halogate::policy::table
