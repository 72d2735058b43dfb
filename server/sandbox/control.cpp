// SPDX-License-Identifier: MIT
#include "sandbox/control.hpp"

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "sandbox/tenant.hpp"

namespace halogate::sandbox {

namespace {

Answer done() {
    return json_answer(200, "{}");
}

Json parsed(const Request& request) {
    return Json::parse(request.body, nullptr, false);
}

/// A number of milliseconds that is not negative and short enough to be counted in nanoseconds.
std::optional<Duration> span_in_ms(const Json& body, const char* name) {
    const auto found = body.is_object() ? body.find(name) : body.end();
    if (!body.is_object() || found == body.end() || !found->is_number()) return std::nullopt;
    const double ms = found->get<double>();
    if (!(ms >= 0) || ms > 1e9) return std::nullopt;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>{ms});
}

using Failure = std::optional<std::string>;

Failure wrong(const std::string& name) {
    return "fault: '" + name + "' has a value that does not fit";
}

Failure read_count(FaultRule& rule, const Json& value) {
    if (value == Json("forever")) {
        rule.count.reset();
        return std::nullopt;
    }
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() == 0) return wrong("count");
    rule.count = value.get<std::uint64_t>();
    return std::nullopt;
}

Failure read_match(FaultRule& rule, const std::string& match) {
    const auto blank = match.find(' ');
    if (blank == std::string::npos) return wrong("match");
    rule.method = match.substr(0, blank);
    rule.path = match.substr(blank + 1);
    if (rule.method.empty() || !rule.path.starts_with('/')) return wrong("match");
    return std::nullopt;
}

Failure read_word(FaultRule& rule, const std::string& name, const std::string& value) {
    if (name == "match") return read_match(rule, value);
    if (name == "location") {
        rule.location = value;
        return std::nullopt;
    }
    if (name == "form") {
        const auto form = throttle_form_named(value);
        if (form) rule.form = *form;
        return form ? std::nullopt : wrong(name);
    }
    if (name != "kind") return "fault: there is no '" + name + "' of that type";
    const auto kind = fault_kind_named(value);
    if (kind) rule.kind = *kind;
    return kind ? std::nullopt : wrong(name);
}

Failure read_number(FaultRule& rule, const std::string& name, double value) {
    if (!(value >= 0) || value > 1e9) return wrong(name);
    if (name == "skip") {
        rule.skip = static_cast<std::uint64_t>(value);
    } else if (name == "retry_after") {
        rule.retry_after = std::chrono::duration_cast<Duration>(std::chrono::duration<double>{value});
    } else if (name == "pause_ms") {
        rule.pause = std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>{value});
    } else {
        return "fault: there is no '" + name + "' of that type";
    }
    return std::nullopt;
}

Json fault_as_json(const FaultRule& rule) {
    Json value{{"match", rule.method + " " + rule.path}, {"kind", to_string(rule.kind)}, {"skip", rule.skip}};
    value["count"] = rule.count ? Json(*rule.count) : Json("forever");
    return value;
}

}  // namespace

Expected<FaultRule, std::string> fault_from_json(const Json& value) {
    if (!value.is_object() || !value.contains("kind")) {
        return Unexpected{std::string{"fault: must be an object with a 'kind'"}};
    }
    FaultRule rule;
    for (const auto& [name, member] : value.items()) {
        Failure failure;
        if (name == "count") {
            failure = read_count(rule, member);
        } else if (member.is_string()) {
            failure = read_word(rule, name, member.get<std::string>());
        } else if (member.is_number()) {
            failure = read_number(rule, name, member.get<double>());
        } else {
            failure = wrong(name);
        }
        if (failure) return Unexpected{*std::move(failure)};
    }
    return rule;
}

Answer Control::answer(const Request& request, const Target& target, Moment moment) {
    const std::string place = target.segments.size() > 1 ? ascii::lowered(target.segments[1]) : std::string{};
    const auto& method = request.method;
    if (place == "faults") return faults(request);
    if (place == "requests") return requests(request, target);
    if (place == "state" && method == "GET") return state();
    if (place == "window" && method == "PUT") return set_window(request);
    if (place == "latency" && method == "PUT") return set_latency(request);
    if (place == "lifetime" && method == "PUT") return set_lifetime(request);
    if (place == "data" && method == "DELETE") {
        tenant_.api_.reset();
        return done();
    }
    if (place == "tokens" && target.is(2, "revoke") && method == "POST") return revoke(request, moment);
    return error_answer(404, "There is no such control: see docs/sandbox.md");
}

Answer Control::faults(const Request& request) {
    if (request.method == "POST") return add_faults(request);
    if (request.method == "DELETE") {
        tenant_.faults_.clear();
        return done();
    }
    Json rules = Json::array();
    for (const auto& rule : tenant_.faults_.rules()) rules.push_back(fault_as_json(rule));
    return json_answer(200, to_text(rules));
}

Answer Control::add_faults(const Request& request) {
    Json body = parsed(request);
    if (body.is_object()) body = Json::array({std::move(body)});
    if (!body.is_array()) return error_answer(400, "Send a JSON array of faults");
    std::vector<FaultRule> rules;
    for (const auto& value : body) {
        auto rule = fault_from_json(value);
        if (!rule) return error_answer(400, rule.error());
        rules.push_back(*std::move(rule));
    }
    for (auto& rule : rules) tenant_.faults_.add(std::move(rule));
    return done();
}

Answer Control::requests(const Request& request, const Target& target) {
    if (request.method == "DELETE") {
        tenant_.log_.clear();
        return done();
    }
    const auto limit = ascii::to_unsigned(target.query.value("limit"));
    return json_answer(200, to_text(tenant_.log_.as_json(static_cast<std::size_t>(
                                limit.value_or(std::numeric_limits<std::size_t>::max())))));
}

Answer Control::revoke(const Request& request, Moment moment) {
    const Json body = parsed(request);
    const Json mode = body.is_object() && body.contains("mode") ? body["mode"] : Json("401");
    if (mode != Json("401") && mode != Json("400")) return error_answer(400, R"(mode is "401" or "400")");
    const auto refusal = mode == Json("400") ? Refusal::token_not_found_400 : Refusal::unauthorized_401;
    return json_answer(200, to_text(Json{{"revoked", tenant_.desk_.revoke_all(refusal, moment.now)}}));
}

Answer Control::set_window(const Request& request) {
    const Json body = parsed(request);
    const auto per = span_in_ms(body, "per_ms");
    const bool counted =
        body.is_object() && body.contains("requests") && body["requests"].is_number_unsigned();
    const auto requests = counted ? body["requests"].get<std::uint64_t>() : 0;
    if (!counted || (requests > 0 && (!per || *per <= Duration::zero()))) {
        return error_answer(400, R"(Send {"requests":300,"per_ms":300000}; 0 requests: no limit)");
    }
    tenant_.throttle_.replace({.requests = requests, .per = per.value_or(std::chrono::minutes{5})});
    if (!body.contains("form")) return done();
    const auto form =
        body["form"].is_string() ? throttle_form_named(body["form"].get<std::string>()) : std::nullopt;
    if (!form) return error_answer(400, "form is none, seconds, date, body, text or window");
    tenant_.throttle_form_ = *form;
    return done();
}

Answer Control::set_latency(const Request& request) {
    const auto latency = span_in_ms(parsed(request), "ms");
    if (!latency) return error_answer(400, R"(Send {"ms":20})");
    tenant_.latency_ = *latency;
    return done();
}

Answer Control::set_lifetime(const Request& request) {
    const auto lifetime = span_in_ms(parsed(request), "ms");
    if (!lifetime || *lifetime == Duration::zero()) return error_answer(400, R"(Send {"ms":3600000})");
    tenant_.desk_.set_lifetime(*lifetime);
    return done();
}

Answer Control::state() const {
    const auto& seen = tenant_.connections_;
    const auto& counts = tenant_.api_.counts();
    const Json body{{"token_requests", tenant_.token_requests_},
                    {"api_requests", tenant_.api_requests_},
                    {"throttled", tenant_.throttle_.refused()},
                    {"max_in_window", tenant_.throttle_.max_in_window()},
                    {"created", counts.created},
                    {"updated", counts.updated},
                    {"deleted", counts.deleted},
                    {"connections", seen.accepted},
                    {"open_connections", seen.open},
                    {"handshakes", seen.handshakes},
                    {"resumed", seen.resumed},
                    {"in_flight", seen.in_flight},
                    {"max_in_flight", seen.max_in_flight}};
    return json_answer(200, to_text(body));
}

}  // namespace halogate::sandbox
