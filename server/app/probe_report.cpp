// SPDX-License-Identifier: MIT
#include "app/probe_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/token/scope_names.hpp"

namespace halogate::app {

namespace {

using probe::Standing;

/// The two columns of the table; "?" where the tenant does not tell.
struct Words {
    std::string_view exists;
    std::string_view granted;
};

Words words_of(Standing standing) {
    switch (standing) {
        case Standing::granted: return {"yes", "yes"};
        case Standing::withheld: return {"yes", "no"};
        case Standing::absent: return {"no", "no"};
        case Standing::refused:
        case Standing::ignored: return {"?", "no"};
        case Standing::unanswered: break;
    }
    return {"?", "?"};
}

std::string status_text(unsigned status) {
    return status == 0 ? "no answer" : std::to_string(status);
}

std::string reads_of(const ProbeResult& seen, const std::string& scope) {
    std::vector<std::string> parts;
    for (const auto& read : seen.reads)
        if (read.scope == scope) parts.push_back(fmt::format("{} {}", read.path, status_text(read.status)));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string note_of(const probe::ScopeFinding& finding) {
    if (finding.standing == Standing::absent)
        return token::absent_scope_remark(finding.scope).value_or(finding.said);
    if (finding.standing == Standing::ignored) return "a token came without it";
    return finding.said;
}

/// Scopes that are granted and whose reads were all refused: then it is not the scope that is missing.
std::vector<std::string> closed_scopes(const ProbeReport& report) {
    std::vector<std::string> closed;
    for (const auto& finding : report.seen.scopes) {
        std::size_t tried = 0;
        std::size_t open = 0;
        for (const auto& read : report.seen.reads) {
            if (read.scope != finding.scope || read.status == 0 || read.status == 429) continue;
            ++tried;
            if (read.status < 300) ++open;
        }
        if (tried > 0 && open == 0) closed.push_back(finding.scope);
    }
    return closed;
}

/// YAML takes true and false where it is known, and nothing where it is not.
nlohmann::json known(std::string_view word) {
    if (word == "?") return nullptr;
    return word == "yes";
}

}  // namespace

ProbeReport probe_report(ProbeResult seen, probe::ScopeAdvice advice) {
    ProbeReport report{.seen = std::move(seen), .advice = std::move(advice), .findings = {}, .warnings = {}};
    if (!report.seen.trouble.empty()) {
        report.findings.push_back(report.seen.trouble +
                                  "; the survey ended there (`halogate check` tells more)");
    } else if (!report.advice.missing.empty()) {
        report.findings.push_back(
            fmt::format("not granted: {}; give it to the API application in HaloPSA (Configuration, "
                        "Integrations, HaloPSA "
                        "API, Permissions), or take it out of the policy",
                        fmt::join(report.advice.missing, " ")));
    }
    if (report.advice.smallest.empty())
        report.warnings.emplace_back("no consumer holds a permission that needs a scope: check `policy`");
    if (!report.advice.unneeded.empty()) {
        report.warnings.push_back(
            fmt::format("granted, and not needed by this policy: {}; take it from the API application, so "
                        "that a leaked secret opens less",
                        fmt::join(report.advice.unneeded, " ")));
    }
    for (const auto& scope : closed_scopes(report)) {
        report.warnings.push_back(fmt::format(
            "{} is granted and opens none of what was read with it: the role of the agent as whom "
            "the application acts may lack the right",
            scope));
    }
    return report;
}

std::string probe_text(const ProbeReport& report) {
    std::string text = fmt::format("{:<24}{:<8}{:<9}{}\n", "scope", "exists", "granted", "reads seen");
    const auto out = std::back_inserter(text);
    for (const auto& finding : report.seen.scopes) {
        const Words words = words_of(finding.standing);
        const auto reads = reads_of(report.seen, finding.scope);
        const auto note = finding.standing == Standing::granted ? reads : note_of(finding);
        fmt::format_to(out, "{:<24}{:<8}{:<9}{}", finding.scope, words.exists, words.granted, note);
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    fmt::format_to(out, "\nspent: {} token requests, {} API requests of at most {}\n",
                   report.seen.token_requests, report.seen.api_requests, report.seen.most_api_requests);
    if (!report.advice.smallest.empty()) {
        fmt::format_to(out,
                       "\nThe smallest set of scopes that serves the policy: {}\nTo paste below `tenant:`\n"
                       "  scopes: [{}]\n",
                       fmt::join(report.advice.smallest, " "), fmt::join(report.advice.smallest, ", "));
    }
    if (!report.findings.empty() || !report.warnings.empty()) text += '\n';
    for (const auto& sentence : report.findings) fmt::format_to(out, "finding: {}\n", sentence);
    for (const auto& sentence : report.warnings) fmt::format_to(out, "warning: {}\n", sentence);
    return text;
}

std::string probe_json(const ProbeReport& report) {
    auto scopes = nlohmann::json::array();
    for (const auto& finding : report.seen.scopes) {
        const Words words = words_of(finding.standing);
        auto reads = nlohmann::json::array();
        for (const auto& read : report.seen.reads)
            if (read.scope == finding.scope) reads.push_back({{"path", read.path}, {"status", read.status}});
        scopes.push_back({{"scope", finding.scope},
                          {"standing", probe::to_string(finding.standing)},
                          {"exists", known(words.exists)},
                          {"granted", known(words.granted)},
                          {"said", finding.said},
                          {"reads", std::move(reads)}});
    }
    const nlohmann::json body{{"scopes", std::move(scopes)},
                              {"token_requests", report.seen.token_requests},
                              {"api_requests", report.seen.api_requests},
                              {"most_api_requests", report.seen.most_api_requests},
                              {"smallest", report.advice.smallest},
                              {"missing", report.advice.missing},
                              {"unneeded", report.advice.unneeded},
                              {"findings", report.findings},
                              {"warnings", report.warnings}};
    return body.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace halogate::app
