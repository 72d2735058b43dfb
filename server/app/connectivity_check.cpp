// SPDX-License-Identifier: MIT
#include "app/connectivity_check.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "app/program_parts.hpp"
#include "base/ascii.hpp"
#include "core/token/scopes.hpp"
#include "core/token/token_reply.hpp"
#include "upstream/fetch.hpp"
#include "upstream/token_fetcher.hpp"
#include "upstream/url.hpp"

namespace halogate::app {

namespace {

using Results = std::vector<CheckResult>;
using Verdict = CheckResult::Verdict;
using Stage = upstream::FetchError::Stage;

constexpr std::string_view give_scope_advice =
    "give it to the API application in HaloPSA (Configuration, Integrations, HaloPSA API, Permissions), or "
    "take it out of the policy";

/// Not everything that ends a handshake is the certificate's fault: the port may not speak TLS at all.
std::string handshake_advice(std::string_view detail) {
    const bool certificate = detail.find("certificate") != std::string_view::npos ||
                             detail.find("mismatch") != std::string_view::npos;
    if (certificate) {
        return ": the certificate is not trusted for this name; for a private authority set "
               "tenant.tls.ca_file";
    }
    return ": no TLS connection could be agreed; check that tenant.base_url names the https port, and "
           "tenant.tls.min_version";
}

/// What could not be reached, and what to do about it.
void add_unreachable(Results& results, const upstream::FetchError& error) {
    switch (error.stage) {
        case Stage::resolve:
            results.push_back(
                {"DNS", Verdict::finding,
                 error.detail + ": the name has no address; check the spelling of tenant.base_url"});
            return;
        case Stage::connect:
            results.push_back(
                {"connection", Verdict::finding,
                 error.detail + ": nobody answers there; check tenant.base_url, its port and firewalls"});
            return;
        case Stage::handshake:
            results.push_back({"TLS", Verdict::finding, error.detail + handshake_advice(error.detail)});
            return;
        case Stage::exchange: break;
    }
    results.push_back({"HTTP", Verdict::finding, error.detail + "; is tenant.base_url a HaloPSA address?"});
}

bool is_html(const upstream::FetchResponse& answer) {
    return ascii::starts_with_ignoring_case(answer.content_type, "text/html");
}

/// False when asking for a token makes no sense any more.
bool judge_authinfo(Results& results, const settings::Settings& settings,
                    const upstream::FetchResponse& answer) {
    results.push_back({"TLS", Verdict::good, settings.tenant.base_url + " answers over verified TLS"});
    if (is_html(answer) && answer.status < 400) {
        results.push_back({"authinfo", Verdict::finding,
                           "/api/authinfo answers with a web page (HTML): tenant.base_url is not the address "
                           "of a HaloPSA API; "
                           "it is usually https://yourcompany.halopsa.com, without a path"});
        return false;
    }
    const auto info = token::parse_authinfo(answer.status, answer.content_type, answer.body);
    if (!info) {
        results.push_back(
            {"authinfo", Verdict::warning, info.error() + "; the usual token address is tried"});
        return true;
    }
    const bool named = !settings.tenant.name.empty() && !info->tenant_id.empty();
    if (named && !ascii::equal_ignoring_case(info->tenant_id, settings.tenant.name)) {
        results.push_back(
            {"authinfo", Verdict::finding,
             fmt::format("the tenant calls itself \"{}\" and tenant.name says \"{}\": set tenant.name to "
                         "what the tenant says",
                         info->tenant_id, settings.tenant.name)});
        return false;
    }
    results.push_back({"authinfo", Verdict::good, "the authorization server is " + info->auth_url});
    if (settings.tenant.name.empty() && !info->tenant_id.empty()) {
        results.push_back(
            {"authinfo", Verdict::warning,
             fmt::format("the tenant calls itself \"{}\" and tenant.name is empty: unless it is "
                         "self-hosted, set tenant.name (HALOPSA_TENANT) to that",
                         info->tenant_id)});
    }
    return true;
}

void judge_scopes(Results& results, const std::string& asked, const std::string& granted) {
    const auto missing = token::missing_scopes(asked, granted);
    if (missing.empty()) {
        results.push_back({"scope", Verdict::good, "granted: " + granted});
        return;
    }
    results.push_back({"scope", Verdict::finding,
                       fmt::format("not granted: {}; {}", fmt::join(missing, " "), give_scope_advice)});
}

void judge_token(Results& results, const std::string& asked, const token::AccessToken& token) {
    results.push_back(
        {"token", Verdict::good,
         fmt::format("given, valid for {} s",
                     std::chrono::duration_cast<std::chrono::seconds>(token.lifetime).count())});
    judge_scopes(results, asked, token.scope);
    if (token.agent.empty()) {
        results.push_back({"agent", Verdict::warning, "the token does not say as which agent it acts"});
        return;
    }
    results.push_back({"agent", Verdict::good, "the token acts as " + token.agent});
    results.push_back(
        {"agent", Verdict::warning,
         fmt::format("the API application's login type attributes every call to {}, whoever called, and that "
                     "agent's own rights bound what it may do: choose an agent made for this in HaloPSA",
                     token.agent)});
}

void add_token_failure(Results& results, const token::FetchFailure& failure) {
    std::string message = failure.message;
    if (failure.kind == token::FetchFailure::Kind::unreachable)
        message += "; check tenant.token_url, or what authinfo says";
    results.push_back({"token", Verdict::finding, std::move(message)});
}

}  // namespace

io::Task<std::vector<CheckResult>> check_connectivity(const settings::Settings& settings, const Clock& clock,
                                                      io::Dialer& dialer) {
    Results results;
    auto url = upstream::parse_https_url(settings.tenant.base_url + "/api/authinfo");
    if (!url) {
        results.push_back({"tenant.base_url", Verdict::finding, url.error()});
        co_return results;
    }
    upstream::FetchRequest request;
    request.url = *url;
    request.url.origin.server_name = settings.tenant.tls_server_name;
    const TimePoint deadline =
        clock.now() + settings.tenant.connect_timeout + settings.tenant.response_timeout;
    const auto answer = co_await upstream::fetch(dialer, request, deadline);
    if (!answer) {
        add_unreachable(results, answer.error());
        co_return results;
    }
    if (!judge_authinfo(results, settings, *answer)) co_return results;
    const std::string asked = wallet_settings(settings).plan.shared();
    upstream::HaloTokenFetcher fetcher{fetcher_settings(settings), clock, dialer};
    const auto token = co_await fetcher.fetch(asked);
    if (!token) {
        add_token_failure(results, token.error());
        co_return results;
    }
    judge_token(results, asked, *token);
    if (settings.tenant.tokens == token::TokenMode::shared) co_return results;
    // An application may hold edit:X and yet not be given read:X by itself.
    for (const std::string& set : wallet_settings(settings).plan.sets()) {
        if (set == asked) continue;
        const auto least = co_await fetcher.fetch(set);
        if (!least) {
            add_token_failure(results, least.error());
            results.back().subject = "token for " + set;
        } else if (!token::missing_scopes(set, least->scope).empty()) {
            results.push_back({"token for " + set, Verdict::finding,
                               "given without what was asked for; " + std::string{give_scope_advice}});
        } else {
            results.push_back({"token for " + set, Verdict::good, "given"});
        }
    }
    co_return results;
}

}  // namespace halogate::app
