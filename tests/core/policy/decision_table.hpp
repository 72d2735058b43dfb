// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/path/canonical_target.hpp"
#include "core/policy/explanation.hpp"
#include "core/policy/policy.hpp"
#include "settings/catalogue_reader.hpp"

/// From the bytes of a request line and a body to the decision, as a table. Every row is asked of the
/// functions that judge calls and of the one that explains decisions, which must not differ.
namespace halogate::policy::table {

enum Consumer : std::size_t {
    anonymous,  ///< reads the three usual domains
    bridge,     ///< creates tickets
    fixer,      ///< updates and deletes tickets
    desk,       ///< does all with tickets
    boss,       ///< holds all
    auditor,    ///< holds all, with deny rules
    seller,
    nobody,
    namer,  ///< holds nothing and names routes
    chief,  ///< holds all and names routes
};

inline ConsumerPolicy consumer(std::string name, std::initializer_list<std::string_view> allow,
                               std::vector<ConsumerPolicy::Deny> deny = {},
                               std::vector<ConsumerPolicy::Named> named = {}) {
    ConsumerPolicy result;
    result.name = std::move(name);
    for (const auto permission : allow) EXPECT_TRUE(result.allow.add(permission)) << permission;
    result.deny = std::move(deny);
    result.named = std::move(named);
    return result;
}

inline Policy::Settings settings() {
    Policy::Settings result;
    result.routes = halogate::settings::built_in_catalogue();
    result.consumers = {
        consumer("anonymous", {"read:tickets", "read:customers", "read:assets"}),
        consumer("bridge", {"create:tickets", "read:customers"}),
        consumer("fixer", {"update:tickets", "delete:tickets"}),
        consumer("desk", {"edit:tickets", "read:customers", "edit:reporting"}),
        consumer("boss", {"all"}),
        consumer("auditor", {"all"},
                 {{"DELETE", "/api/**"},
                  {"*", "/api/Invoice/**"},
                  {"post", "/api/Site"},
                  {"GET", "/api/Client/*"}}),
        consumer("seller",
                 {"read:sales", "update:sales", "edit:invoices", "edit:timesheets", "create:assets"}),
        consumer("nobody", {}),
        consumer("namer", {}, {{"*", "/api/SLA/7"}},
                 {{"GET", "/api/SLA"},
                  {"*", "/api/SLA/{id}"},
                  {"POST", "/api/Attachment"},
                  {"POST", "/api/Report"},
                  {"GET", "/api/Tickets"},
                  {"GET", "/api/IntegrationData/Get/Azure"},
                  {"*", "/api/Webhook/**"},
                  {"GET", "/api/Newcomer/{id}"},
                  {"GET", "/api/LicenseInfo/**"},
                  {"*", "/api/**"}}),
        consumer("chief", {"all"}, {}, {{"GET", "/api/Roles"}, {"POST", "/api/Report/**"}}),
    };
    return result;
}

inline std::string as_text(const Decision& decision, std::string_view call) {
    if (decision.verdict == Decision::Verdict::allowed) {
        EXPECT_EQ(decision.message, "") << call;
        if (decision.rule == Decision::Rule::named) {
            return decision.permission.empty() ? "named" : "named " + decision.permission;
        }
        return decision.permission.empty() ? "free" : decision.permission;
    }
    EXPECT_NE(decision.message, "") << call;
    if (decision.code == ErrorCode::insufficient_permission) return '-' + decision.permission;
    return '!' + std::string{to_string(decision.code)};
}

/// "permission asked" when allowed, "-permission asked" when that is missing, "!code" for any other refusal.
inline std::string decided(const Policy& policy, std::size_t who, std::string_view call,
                           std::string_view body) {
    const auto blank = call.find(' ');
    const auto method = call.substr(0, blank);
    const auto target = path::canonical_target(call.substr(blank + 1));
    if (!target) return "!invalid_path";
    auto decision = policy.judge_head(who, method, target->folded_path);
    if (decision.verdict == Decision::Verdict::needs_body || decision.body_refines) {
        decision = policy.judge_body(who, decision, "application/json", body);
    }
    auto result = as_text(decision, call);
    const auto explained =
        policy.explain(who, method, target->folded_path, Policy::Body{"application/json", body});
    EXPECT_EQ(as_text(explained.decision, call), result) << "explained otherwise: " << call;
    EXPECT_EQ(explained.decision.message, decision.message) << call;
    EXPECT_FALSE(explained.steps.empty()) << call;
    return result;
}

struct Row {
    Consumer who;
    std::string_view call;
    std::string_view body;
    std::string_view decision;
};

inline constexpr std::string_view add = R"([{"summary":"x"}])";
inline constexpr std::string_view change = R"([{"id":7,"summary":"x"}])";
inline constexpr std::string_view mixed = R"([{"id":7},{"summary":"x"}])";
inline constexpr std::string_view unclear = R"([{"id":0}])";

inline void check(std::span<const Row> rows) {
    const Policy policy{settings()};
    for (const auto& row : rows) {
        EXPECT_EQ(decided(policy, row.who, row.call, row.body), row.decision)
            << policy.consumer_name(row.who) << ": " << row.call << "  " << row.body;
    }
}

}  // namespace halogate::policy::table
