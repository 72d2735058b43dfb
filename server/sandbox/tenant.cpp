// SPDX-License-Identifier: MIT
#include "sandbox/tenant.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "sandbox/control.hpp"
#include "sandbox/json.hpp"

namespace halogate::sandbox {

namespace {

constexpr std::string_view front_page =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sandbox tenant</title></head>\n"
    "<body><h1>Sandbox tenant</h1><p>A simulated HaloPSA. The API is below <code>/api</code>, tokens come "
    "from "
    "<code>/auth/token</code>.</p></body></html>\n";
constexpr std::string_view html_type = "text/html; charset=utf-8";

bool is_token_path(const Target& target) {
    return (target.segments.size() == 1 && target.is(0, "token")) ||
           (target.segments.size() == 2 && target.is(0, "auth") && target.is(1, "token"));
}

bool is_authinfo(const Target& target) {
    return target.segments.size() == 2 && target.is(0, "api") && target.is(1, "authinfo");
}

bool is_discovery(const Target& target) {
    return target.segments.size() == 3 && target.is(0, "auth") && target.is(1, ".well-known") &&
           target.is(2, "openid-configuration");
}

/// The tenant calls itself what it was called, as one name may hide many addresses.
std::string own_url(const Request& request) {
    const auto host = request.field("Host");
    return "https://" + (host.empty() ? std::string{"localhost"} : std::string{host});
}

Answer authinfo(const Request& request, const std::string& tenant) {
    Json body{{"auth_url", own_url(request) + "/auth"}};
    if (!tenant.empty()) body["tenant_id"] = tenant;
    return json_answer(200, to_text(body));
}

Answer discovery(const Request& request) {
    const std::string url = own_url(request);
    return json_answer(200,
                       to_text(Json{{"issuer", url + "/auth"}, {"token_endpoint", url + "/auth/token"}}));
}

Answer token_refused(Refusal refusal) {
    if (refusal == Refusal::token_not_found_400) return error_answer(400, "Token not found");
    Answer answer = error_answer(401, "Unauthorized");
    answer.fields.push_back({"WWW-Authenticate", R"(Bearer error="invalid_token")"});
    return answer;
}

std::string_view bearer(std::string_view authorization) {
    if (!ascii::starts_with_ignoring_case(authorization, "bearer ")) return {};
    return ascii::trimmed(authorization.substr(7));
}

unsigned status_of(FaultKind kind) noexcept {
    if (kind == FaultKind::status_502) return 502;
    if (kind == FaultKind::status_503) return 503;
    return kind == FaultKind::status_504 ? 504 : 500;
}

}  // namespace

Tenant::Tenant(const Options& options)
    : desk_{options.token_lifetime, options.refusal},
      token_endpoint_{options},
      throttle_{options.window},
      throttle_form_{options.throttle_form},
      log_{options.log_capacity},
      tenant_name_{options.tenant},
      latency_{options.latency} {
    for (const auto& rule : options.faults) faults_.add(rule);
}

Served Tenant::answer(const Request& request, const Origin& origin, Moment moment) {
    const Target target = parse_target(request.target);
    if (target.is(0, "sandbox")) {
        return {Control{*this}.answer(request, target, moment), std::nullopt, Duration::zero()};
    }
    Served served{{}, faults_.take(request.method, target.path), latency_};
    const bool works = !served.fault || does_the_work(served.fault->kind);
    count_arrival(target, works, moment.now);
    served.answer = works ? work(request, target, moment) : replaced(*served.fault, moment);
    const bool mute = served.fault && (served.fault->kind == FaultKind::stall ||
                                       served.fault->kind == FaultKind::reset_before ||
                                       served.fault->kind == FaultKind::reset_after);
    // Dropped by a gateway on their way to the caller; they are here so that it can be seen to do so.
    served.answer.fields.push_back({"Server", "halogate-sandbox"});
    served.answer.fields.push_back({"Set-Cookie", "sandbox_affinity=1; Path=/; Secure; HttpOnly"});
    RequestLog::Circumstances circumstances{origin.connection, origin.started_at,
                                            desk_.scope_of(bearer(request.field("Authorization")))};
    log_.add(request, std::move(circumstances), mute ? 0 : served.answer.status);
    return served;
}

void Tenant::count_arrival(const Target& target, bool judged, TimePoint now) {
    if (is_token_path(target)) {
        ++token_requests_;
    } else if (target.is(0, "api") && !is_authinfo(target)) {
        ++api_requests_;
        // A judged request is counted by the throttle itself.
        if (!judged) throttle_.note_arrival(now);
    }
}

Answer Tenant::work(const Request& request, const Target& target, Moment moment) {
    if (is_token_path(target)) return token_endpoint_.answer(request, target, desk_, moment);
    if (is_authinfo(target)) return authinfo(request, tenant_name_);
    if (target.is(0, "api")) return api(request, target, moment);
    if (is_discovery(target)) return discovery(request);
    if (target.segments.empty()) return text_answer(200, html_type, std::string{front_page});
    return text_answer(404, html_type, "<!DOCTYPE html>\n<title>Not found</title>\n");
}

Answer Tenant::api(const Request& request, const Target& target, Moment moment) {
    if (!throttle_.admit(moment.now)) {
        return throttle_answer(throttle_form_, throttle_.window(), throttle_.until_free(moment.now),
                               moment.wall);
    }
    const TokenVerdict verdict = desk_.judge(bearer(request.field("Authorization")), moment.now);
    if (verdict.scopes == nullptr) return token_refused(verdict.refusal);
    return api_.answer(request, target, *verdict.scopes, moment.wall);
}

Answer Tenant::replaced(const FaultRule& fault, Moment moment) const {
    switch (fault.kind) {
        case FaultKind::status_429: {
            const Duration wait = fault.retry_after.value_or(std::chrono::seconds{1});
            // Without a window the sentence is HaloPSA's own.
            const Window said = throttle_.window().requests == 0 ? Window{} : throttle_.window();
            return throttle_answer(fault.form, said, wait, moment.wall);
        }
        case FaultKind::token_401: return token_refused(Refusal::unauthorized_401);
        case FaultKind::token_400: return token_refused(Refusal::token_not_found_400);
        case FaultKind::html:
            return text_answer(200, html_type, "<!DOCTYPE html>\n<title>Signed out</title>\n");
        case FaultKind::redirect: {
            Answer answer = text_answer(302, html_type, {});
            answer.fields.push_back({"Location", fault.location});
            return answer;
        }
        default: break;
    }
    Answer answer = error_answer(status_of(fault.kind), "The sandbox was told to fail");
    if (fault.retry_after) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*fault.retry_after);
        answer.fields.push_back({"Retry-After", std::to_string(seconds.count())});
    }
    return answer;
}

}  // namespace halogate::sandbox
