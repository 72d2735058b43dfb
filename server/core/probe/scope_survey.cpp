// SPDX-License-Identifier: MIT
#include "core/probe/scope_survey.hpp"

#include <algorithm>

#include "core/token/scope_names.hpp"
#include "core/token/scopes.hpp"

namespace halogate::probe {

namespace {

using token::FetchFailure;

/// What was said of a scope, so that it can be compared with what was said of another.
std::string words_of(const FetchFailure& failure, std::string_view scope) {
    std::string words = failure.code + ' ' + failure.said;
    for (auto at = words.find(scope); at != std::string::npos; at = words.find(scope))
        words.replace(at, scope.size(), "*");
    return words;
}

bool is_about_scope(const FetchFailure& failure) {
    // RFC 6749, 5.2; an application that may not have a scope is also told so by the other three.
    return failure.kind == FetchFailure::Kind::refused &&
           (failure.code == "invalid_scope" || failure.code == "unauthorized_client" ||
            failure.code == "invalid_request" || failure.code == "access_denied");
}

}  // namespace

std::string_view to_string(Standing standing) noexcept {
    switch (standing) {
        case Standing::granted: return "granted";
        case Standing::withheld: return "withheld";
        case Standing::absent: return "absent";
        case Standing::refused: return "refused";
        case Standing::ignored: return "ignored";
        case Standing::unanswered: break;
    }
    return "unanswered";
}

std::vector<std::string> scopes_to_survey(const std::vector<std::string>& configured) {
    auto scopes = token::known_scopes();
    for (auto& absent : token::absent_scopes()) scopes.push_back(std::move(absent));
    for (const auto& scope : configured)
        if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
    return scopes;
}

bool ScopeSurvey::is_about_more(const Answer& answer) {
    return !answer && !is_about_scope(answer.error());
}

void ScopeSurvey::control(const Answer& answer) {
    if (!answer && is_about_scope(answer.error())) control_words_ = words_of(answer.error(), control_scope);
}

void ScopeSurvey::add(const std::string& scope, const Answer& answer) {
    Asked asked{.scope = scope, .standing = Standing::unanswered, .said = {}, .words = {}};
    if (answer) {
        const bool is_held = token::missing_scopes(scope, answer->scope).empty();
        asked.standing = is_held ? Standing::granted : Standing::ignored;
    } else {
        if (is_about_scope(answer.error())) asked.standing = Standing::refused;
        asked.said = answer.error().said.empty() ? answer.error().code : answer.error().said;
        asked.words = words_of(answer.error(), scope);
    }
    asked_.push_back(std::move(asked));
}

Standing ScopeSurvey::closer(const Asked& asked) const {
    if (asked.standing != Standing::refused) return asked.standing;
    const bool is_as_control = control_words_ && asked.words == *control_words_;
    if (control_words_ && !is_as_control) return Standing::withheld;
    if (token::absent_scope_remark(asked.scope)) return Standing::absent;
    // Where the tenant has other words for what it withholds, these are for what it does not have.
    const bool tells_apart =
        control_words_ && std::any_of(asked_.begin(), asked_.end(), [this](const Asked& each) {
            return each.standing == Standing::refused && each.words != *control_words_;
        });
    return tells_apart ? Standing::absent : Standing::refused;
}

std::vector<ScopeFinding> ScopeSurvey::findings() const {
    std::vector<ScopeFinding> result;
    for (const auto& asked : asked_)
        result.push_back({.scope = asked.scope, .standing = closer(asked), .said = asked.said});
    return result;
}

}  // namespace halogate::probe
