// SPDX-License-Identifier: MIT
#include "core/policy/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include "settings/catalogue_reader.hpp"

namespace halogate::policy {
namespace {

using testing::HasSubstr;
using Verdict = Decision::Verdict;

ConsumerPolicy holder(std::string name, std::initializer_list<std::string_view> allow) {
    ConsumerPolicy result;
    result.name = std::move(name);
    for (const auto permission : allow) EXPECT_TRUE(result.allow.add(permission)) << permission;
    return result;
}

/// Consumers 0 `anonymous` (read:tickets), 1 `x` (create:tickets), 2 `boss` (all), 3 `analyst`
/// (edit:reporting).
Policy::Settings with(std::vector<Route> corrections, Unlisted unlisted = Unlisted::deny) {
    Policy::Settings settings;
    settings.routes = settings::built_in_catalogue();
    for (auto& route : corrections) settings.routes.push_back(std::move(route));
    settings.consumers = {holder("anonymous", {"read:tickets"}), holder("x", {"create:tickets"}),
                          holder("boss", {"all"}), holder("analyst", {"edit:reporting"})};
    settings.unlisted = unlisted;
    return settings;
}

Route correction(std::string method, std::string pattern, std::string_view permission,
                 Risk risk = Risk::normal) {
    const auto parsed = parse_permission(permission);
    EXPECT_TRUE(parsed) << permission;
    Route route;
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.action = parsed->action;
    route.domain = parsed->domain;
    route.risk = risk;
    route.evidence = Evidence::configured;
    return route;
}

TEST(Policy, AMissingPermissionIsNamedWithThePlaceToAddIt) {
    const Policy policy{with({})};
    const auto body = policy.judge_head(1, "POST", "/api/tickets");
    ASSERT_EQ(body.verdict, Verdict::needs_body);
    EXPECT_EQ(policy.judge_body(1, body, "", R"([{"a":1},{"id":4}])").message,
              "consumer \"x\" may not update tickets (element 2 of the body changes what exists): add "
              "\"update:tickets\" (or \"edit:tickets\") to policy.consumers.x.allow");
    EXPECT_EQ(policy.judge_head(1, "GET", "/api/tickets").message,
              "consumer \"x\" may not read tickets: add \"read:tickets\" (or \"edit:tickets\") to "
              "policy.consumers.x.allow");
    EXPECT_EQ(policy.judge_head(0, "POST", "/api/tickets").message,
              "consumer \"anonymous\" may not create or update tickets: add \"create:tickets\" or "
              "\"update:tickets\" (or \"edit:tickets\") to policy.anonymous");
}

TEST(Policy, RefusalsSayWhatToDo) {
    const Policy policy{with({})};
    EXPECT_THAT(policy.judge_head(1, "PATCH", "/api/tickets/1").message,
                HasSubstr("PUT and PATCH do not exist"));
    EXPECT_THAT(policy.judge_head(1, "HEAD", "/api/foo").message,
                HasSubstr("{match: \"GET /api/foo\", permission: all}"));
    EXPECT_THAT(policy.judge_head(2, "POST", "/api/report").message, HasSubstr("policy.routes"));
    EXPECT_THAT(policy.judge_head(1, "GET", "/api/attachment").message,
                HasSubstr("add \"GET /api/Attachment\" or \"all\" to policy.consumers.x.allow"));
    const auto head = policy.judge_head(1, "POST", "/api/tickets");
    EXPECT_THAT(policy.judge_body(1, head, "text/plain", "[{}]").message, HasSubstr("send application/json"));
    EXPECT_THAT(policy.judge_body(1, head, "", "[1]").message, HasSubstr("array of objects"));
}

TEST(Policy, ADenyRuleIsNamed) {
    auto settings = with({});
    settings.consumers[1].deny = {{"POST", "/api/Tickets"}};
    const Policy policy{std::move(settings)};
    const auto decision = policy.judge_head(1, "POST", "/api/tickets");
    EXPECT_EQ(decision.code, ErrorCode::route_denied);
    EXPECT_EQ(decision.message,
              "consumer \"x\" is refused this by the rule \"POST /api/Tickets\" in policy.consumers.x.deny");
    EXPECT_EQ(policy.route_pattern(decision.route), "/api/Tickets");
}

TEST(Policy, TheConfigurationOpensAPrivilegedRouteToHoldersOfItsPermission) {
    const Policy policy{with({correction("POST", "/api/Report", "edit:reporting", Risk::privileged)})};
    const auto decision = policy.judge_head(3, "POST", "/api/report");
    EXPECT_EQ(decision.verdict, Verdict::allowed);
    EXPECT_EQ(decision.permission, "edit:reporting");
    EXPECT_EQ(policy.judge_head(2, "POST", "/api/report").verdict, Verdict::allowed);
    EXPECT_EQ(policy.judge_head(1, "POST", "/api/report").verdict, Verdict::denied);
    EXPECT_EQ(policy.judge_head(2, "POST", "/api/report/createpdf").verdict, Verdict::denied);
}

TEST(Policy, TheConfigurationOpensAPrivilegedRouteToHoldersOfAllAlone) {
    const Policy policy{with({correction("GET", "/api/Application", "all", Risk::privileged)})};
    EXPECT_EQ(policy.judge_head(2, "GET", "/api/application").verdict, Verdict::allowed);
    EXPECT_EQ(policy.judge_head(2, "GET", "/api/application").permission, "all");
    EXPECT_EQ(policy.judge_head(2, "GET", "/api/application/1").verdict, Verdict::denied);
    EXPECT_EQ(policy.judge_head(2, "POST", "/api/application").verdict, Verdict::denied);
    const auto other = policy.judge_head(3, "GET", "/api/application");
    EXPECT_EQ(other.code, ErrorCode::insufficient_permission);
    EXPECT_THAT(other.message, HasSubstr("add \"all\" to policy.consumers.analyst.allow"));
}

TEST(Policy, LaterRoutesCorrectTheCatalogue) {
    const Policy policy{with({correction("get", "/api/attachment/{number}", "read:tickets"),
                              correction("GET", "/api/Agent", "read:customers"),
                              correction("POST", "/api/Tickets", "edit:tickets"),
                              correction("GET", "/api/Xero/**", "read:tickets")})};
    const auto attachment = policy.judge_head(0, "GET", "/api/attachment/5");
    EXPECT_EQ(attachment.verdict, Verdict::allowed);
    EXPECT_EQ(policy.route_pattern(attachment.route), "/api/attachment/{number}");
    EXPECT_EQ(policy.judge_head(0, "GET", "/api/agent").permission, "read:customers");
    EXPECT_EQ(policy.judge_head(0, "GET", "/api/agent/me").verdict, Verdict::allowed);
    EXPECT_EQ(policy.judge_head(1, "POST", "/api/tickets").permission, "edit:tickets");
    EXPECT_EQ(policy.judge_head(1, "POST", "/api/tickets").verdict, Verdict::denied);
    EXPECT_EQ(policy.judge_head(0, "GET", "/api/xero/a/b").verdict, Verdict::allowed);
    EXPECT_EQ(policy.judge_head(0, "POST", "/api/xero/a").code, ErrorCode::route_unknown);
}

TEST(Policy, UnlistedRoutesAreOpenToAllOnlyWhenConfigured) {
    const Policy open{with({}, Unlisted::allow)};
    const auto decision = open.judge_head(2, "GET", "/api/xero");
    EXPECT_EQ(decision.verdict, Verdict::allowed);
    EXPECT_EQ(decision.permission, "all");
    EXPECT_EQ(decision.route, 0U);
    EXPECT_EQ(open.judge_head(2, "POST", "/api/tickets/object").verdict, Verdict::allowed);
    EXPECT_EQ(open.judge_head(1, "GET", "/api/xero").code, ErrorCode::route_unknown);
    EXPECT_EQ(open.judge_head(2, "POST", "/api/report").code, ErrorCode::route_denied);
    EXPECT_EQ(open.judge_head(2, "PUT", "/api/tickets").code, ErrorCode::route_unknown);
    EXPECT_EQ(open.judge_head(2, "GET", "/elsewhere").code, ErrorCode::route_unknown);
    const Policy closed{with({})};
    EXPECT_EQ(closed.judge_head(2, "GET", "/api/xero").code, ErrorCode::route_unknown);
}

TEST(Policy, TheBodyRefinesWhatWasAllowedAnyway) {
    const Policy policy{with({})};
    const auto head = policy.judge_head(2, "POST", "/api/tickets");
    EXPECT_EQ(head.verdict, Verdict::allowed);
    EXPECT_TRUE(head.body_refines);
    EXPECT_EQ(head.permission, "create:tickets update:tickets");
    EXPECT_EQ(policy.judge_body(2, head, "application/json", R"([{"id":1}])").permission, "update:tickets");
    EXPECT_FALSE(policy.judge_head(2, "GET", "/api/tickets").body_refines);
}

TEST(Policy, OnlyJsonDecides) {
    const Policy policy{with({})};
    const auto head = policy.judge_head(1, "POST", "/api/tickets");
    EXPECT_EQ(policy.judge_body(1, head, "text/json; charset=utf-8", "[{}]").verdict, Verdict::allowed);
    EXPECT_EQ(policy.judge_body(1, head, "application/x-www-form-urlencoded", "[{}]").code,
              ErrorCode::invalid_body);
    EXPECT_EQ(policy.judge_body(1, head, "application/json; charset=utf-16", "[{}]").code,
              ErrorCode::invalid_body);
}

TEST(Policy, AQueryIsRefusedUntilTheRouteIsNamed) {
    constexpr std::string_view body = R"([{"summary":"x"},{"sql":"select 1"}])";
    const Policy closed{with({})};
    const auto head = closed.judge_head(2, "POST", "/api/tickets");
    EXPECT_FALSE(head.named);
    const auto refused = closed.judge_body(2, head, "", body);
    EXPECT_EQ(refused.code, ErrorCode::route_denied);
    EXPECT_EQ(refused.rule, Decision::Rule::body);
    EXPECT_EQ(
        refused.message,
        "element 2 of the body asks for a query (`sql`, `_loadreportonly`), which is privileged on every "
        "route: to open it, name the route in the consumer's `allow`, or in policy.routes");
    const Policy open{with({correction("POST", "/api/Report", "edit:reporting", Risk::privileged)})};
    const auto named = open.judge_head(3, "POST", "/api/report");
    EXPECT_TRUE(named.named);
    EXPECT_FALSE(named.body_refines) << "there is nothing left that the body could change";
}

TEST(Policy, UndeletingIsCalledSo) {
    const Policy policy{with({})};
    const auto head = policy.judge_head(1, "POST", "/api/tickets");
    EXPECT_THAT(policy.judge_body(1, head, "", R"([{"id":4,"_recover":true}])").message,
                HasSubstr("may not update tickets (element 1 of the body undeletes, by `_recover`)"));
    EXPECT_THAT(policy.judge_body(1, head, "", R"([{"_test":true}])").message,
                HasSubstr("(element 1 of the body has `_test` and may run what it adds)"));
}

TEST(Policy, CountsWhatTheBodyCreatesAndUpdates) {
    const Policy policy{with({})};
    const auto head = policy.judge_head(2, "POST", "/api/tickets");
    const auto decision = policy.judge_body(2, head, "", R"([{"id":1},{"id":2},{"a":1}])");
    EXPECT_EQ(decision.creates, 1U);
    EXPECT_EQ(decision.updates, 2U);
}

TEST(Policy, ALoneObjectIsWrappedWhereAnArrayIsTakenAndOnRequest) {
    auto settings = with({});
    const Policy as_it_is{settings};
    settings.wrap_single_objects = true;
    const Policy wrapping{std::move(settings)};
    const auto wrap = [](const Policy& policy, std::size_t who, const char* path, const char* body) {
        return policy.judge_body(who, policy.judge_head(who, "POST", path), "", body).wrap;
    };
    EXPECT_TRUE(wrap(wrapping, 1, "/api/tickets", R"({"a":1})"));
    EXPECT_TRUE(wrap(wrapping, 2, "/api/tickets", R"({"a":1})"));
    EXPECT_FALSE(wrap(wrapping, 2, "/api/tickets", R"([{"a":1}])"));
    EXPECT_FALSE(wrap(wrapping, 2, "/api/tickets/object", R"({"a":1})")) << "it takes one object";
    EXPECT_FALSE(wrap(as_it_is, 2, "/api/tickets", R"({"a":1})"));
    const auto refused =
        wrapping.judge_body(1, wrapping.judge_head(1, "POST", "/api/tickets"), "", R"({"id":1})");
    EXPECT_EQ(refused.verdict, Verdict::denied);
    EXPECT_FALSE(refused.wrap);
}

TEST(Policy, ABodyThatIsNoJsonIsTheTenantsMatterOnlyWhereItDecidesNothing) {
    const Policy policy{with({})};
    const auto whole = policy.judge_head(2, "POST", "/api/tickets");
    EXPECT_EQ(policy.judge_body(2, whole, "multipart/form-data; boundary=x", "--x").verdict,
              Verdict::allowed);
    EXPECT_EQ(policy.judge_body(2, whole, "application/json; charset=utf-16", "[{}]").code,
              ErrorCode::invalid_body);
    EXPECT_EQ(policy.judge_body(2, whole, "APPLICATION/X-JSON", "[{}]").code, ErrorCode::invalid_body);
    EXPECT_TRUE(Policy::must_be_watched(whole, ""));
    EXPECT_TRUE(Policy::must_be_watched(whole, "text/Json"));
    EXPECT_FALSE(Policy::must_be_watched(whole, "multipart/form-data; boundary=x"));
    EXPECT_FALSE(Policy::must_be_watched(policy.judge_head(2, "GET", "/api/tickets"), ""));
}

TEST(Policy, AllThatAllowSaysIsNamed) {
    auto consumer = holder("x", {"read:tickets"});
    consumer.named = {{"GET", "/api/SLA"}};
    EXPECT_THAT(consumer.allowed_names(), testing::ElementsAre("read:tickets", "GET /api/SLA"));
}

TEST(Policy, MalformedPatternsAndUnknownConsumersAreBugsThatThrow) {
    EXPECT_THROW(Policy{with({correction("GET", "/api/**/x", "all")})}, std::invalid_argument);
    auto settings = with({});
    settings.consumers[1].deny = {{"GET", "api"}};
    EXPECT_THROW(Policy{std::move(settings)}, std::invalid_argument);
    const Policy policy{with({})};
    EXPECT_THROW(static_cast<void>(policy.judge_head(9, "GET", "/api/tickets")), std::out_of_range);
    EXPECT_THROW(static_cast<void>(policy.judge_body(1, Decision{}, "", "[]")), std::invalid_argument);
}

TEST(Policy, NamesRoutesAndConsumers) {
    const Policy policy{with({})};
    EXPECT_EQ(policy.route_pattern(policy.judge_head(0, "HEAD", "/api/tickets/1").route),
              "/api/Tickets/{id}");
    EXPECT_EQ(policy.route_pattern(0), "");
    EXPECT_EQ(policy.route_pattern(999'999), "");
    EXPECT_EQ(policy.consumer_name(1), "x");
    EXPECT_EQ(policy.consumer_name(99), "");
}

}  // namespace
}  // namespace halogate::policy
