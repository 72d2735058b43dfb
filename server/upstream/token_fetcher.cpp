// SPDX-License-Identifier: MIT
#include "upstream/token_fetcher.hpp"

#include <utility>

#include "core/retry/retry_after.hpp"
#include "core/token/token_reply.hpp"
#include "upstream/fetch.hpp"

namespace halogate::upstream {

namespace {

using token::FetchFailure;

FetchFailure unreachable(const FetchError& error) {
    return {FetchFailure::Kind::unreachable, error.detail, std::nullopt};
}

FetchFailure refused(std::string message) {
    return {FetchFailure::Kind::refused, std::move(message), std::nullopt};
}

}  // namespace

Expected<Url, std::string> HaloTokenFetcher::parse(const std::string& address) const {
    auto url = parse_https_url(address);
    const auto base = parse_https_url(settings_.base_url);
    if (url && base && url->origin.host == base->origin.host) url->origin.server_name = settings_.server_name;
    return url;
}

Expected<Url, FetchFailure> HaloTokenFetcher::keep(const std::string& token_url) {
    auto url = parse(token_url);
    if (!url) return Unexpected{refused("token_url: " + url.error())};
    if (!settings_.tenant.empty()) {
        url->query += url->query.empty() ? "tenant=" : "&tenant=";
        url->query += token::form_encoded(settings_.tenant);
    }
    found_ = *url;
    return *url;
}

io::Task<Expected<std::string, FetchFailure>> HaloTokenFetcher::ask_authinfo() {
    auto url = parse(settings_.base_url + "/api/authinfo");
    if (!url) co_return Unexpected{refused("base_url: " + url.error())};
    FetchRequest request;
    request.url = *url;
    const TimePoint deadline = clock_.now() + settings_.timeout;
    const auto answer = co_await upstream::fetch(dialer_, request, deadline);
    if (!answer) co_return Unexpected{unreachable(answer.error())};
    // Not every tenant has authinfo: what it does not say is taken from the usual place.
    const auto info = token::parse_authinfo(answer->status, answer->content_type, answer->body);
    if (!info) co_return settings_.base_url + "/auth/token";
    auto token_url = token::token_url_from(*info, settings_.base_url);
    if (!token_url) co_return Unexpected{refused(token_url.error())};
    co_return *token_url;
}

io::Task<Expected<Url, FetchFailure>> HaloTokenFetcher::find_token_url() {
    if (found_) co_return *found_;
    if (!settings_.token_url.empty()) co_return keep(settings_.token_url);
    const auto token_url = co_await ask_authinfo();
    if (!token_url) co_return Unexpected{token_url.error()};
    co_return keep(*token_url);
}

io::Task<Expected<token::AccessToken, FetchFailure>> HaloTokenFetcher::fetch(std::string scope) {
    auto url = co_await find_token_url();
    if (!url) co_return Unexpected{url.error()};
    FetchRequest request;
    request.method = http::Method::post;
    request.url = *url;
    request.content_type = "application/x-www-form-urlencoded";
    request.body = Secret{token::token_request_body(settings_.client_id, settings_.client_secret, scope)};
    const TimePoint deadline = clock_.now() + settings_.timeout;
    const auto answer = co_await upstream::fetch(dialer_, request, deadline);
    if (!answer) co_return Unexpected{unreachable(answer.error())};
    if (answer->status == 429) {
        const auto notice =
            retry::parse_throttle_notice(answer->retry_after, answer->date, answer->body, clock_.wall_now());
        co_return Unexpected{FetchFailure{FetchFailure::Kind::throttled,
                                          "the tenant's token endpoint answered 429", notice.retry_after}};
    }
    auto reply = token::parse_token_reply(answer->status, answer->content_type, answer->body,
                                          settings_.client_secret.reveal(), scope);
    // Perhaps authinfo was in trouble, and what we took for the usual place is not this tenant's.
    if (!reply && reply.error().kind == FetchFailure::Kind::unusable) found_.reset();
    co_return reply;
}

}  // namespace halogate::upstream
