// SPDX-License-Identifier: MIT
#include "gateway/pipeline.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "core/policy/narrowing.hpp"
#include "gateway/all_pages.hpp"
#include "gateway/cap_hold.hpp"
#include "gateway/cross_origin.hpp"
#include "gateway/forward.hpp"
#include "gateway/keyed_write.hpp"
#include "gateway/origin_rule.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/own_endpoint.hpp"
#include "gateway/shared_read.hpp"

namespace halogate::gateway {

namespace {

using Refusal = std::optional<OwnAnswer>;

constexpr std::uint64_t most_reserved = std::uint64_t{64} * 1024;

OwnAnswer own(http::Refusal refusal) {
    return {refusal.code, std::move(refusal.detail)};
}

Refusal check_origin(const Call& call) {
    auto refusal = refuse_browser(call.listener, call.reader.head().fields);
    if (!refusal) return std::nullopt;
    return own(std::move(*refusal));
}

Refusal identify(Call& call) {
    auto identified = call.services.consumers.identify(call.listener, call.caller.credentials(),
                                                       call.head().fields, call.services.clock.wall_now());
    if (!identified) return own(std::move(identified).error());
    call.consumer = identified->consumer;
    call.token_scope = std::move(identified->only);
    call.record.identity = identified->identity;
    call.record.consumer = call.consumer_of().name;
    call.take_wait();
    call.take_priority();
    return std::nullopt;
}

bool is_under_api(std::string_view folded_path) {
    return folded_path == "/api" || folded_path.starts_with("/api/");
}

Refusal find_path(Call& call) {
    auto target = path::canonical_target(call.head().target);
    if (!target) return OwnAnswer{ErrorCode::invalid_path, std::move(target).error()};
    call.target = std::move(*target);
    call.record.path = call.target.path;
    if (!is_under_api(call.target.folded_path))
        return OwnAnswer{ErrorCode::not_proxied,
                         "only paths under /api/ are relayed to the tenant: try /api/Tickets"};
    return std::nullopt;
}

OwnAnswer denied(policy::Decision decision) {
    OwnAnswer answer{decision.code, std::move(decision.message)};
    if (decision.code == ErrorCode::insufficient_permission)
        answer.missing_scope = std::move(decision.permission);
    return answer;
}

void note(Call& call) {
    call.record.route = call.services.policy.route_pattern(call.decision.route);
    call.record.permission = call.decision.permission;
    call.record.rule = policy::to_string(call.decision.rule);
    if (call.decision.verdict == policy::Decision::Verdict::allowed)
        call.record.judgement = call::Judgement::allowed;
}

Refusal refuse_for_good(Call& call, policy::Decision decision) {
    call.record.rule = policy::to_string(decision.rule);
    call.record.judgement = call::Judgement::refused;
    call.record.would_refuse.reset();
    return denied(std::move(decision));
}

/// The policy refuses the call, or, in `mode: observe`, says so and lets it pass. What was observed first
/// stays on record.
Refusal refuse(Call& call, policy::Decision decision) {
    if (!policy::passes(call.services.settings.mode, decision))
        return refuse_for_good(call, std::move(decision));
    if (call.record.judgement != call::Judgement::observed) {
        call.record.rule = policy::to_string(decision.rule);
        call.record.judgement = call::Judgement::observed;
        call.record.would_refuse = decision.code;
    }
    return std::nullopt;
}

/// What the consumer may do, as far as the caller's token goes.
policy::Decision within_token(const Call& call, policy::Decision decision) {
    if (!call.token_scope) return decision;
    return policy::narrowed(std::move(decision), *call.token_scope);
}

Refusal judge_head(Call& call) {
    call.decision = within_token(
        call, call.services.policy.judge_head(call.consumer, call.record.method, call.target.folded_path));
    note(call);
    Refusal refusal;
    if (call.decision.verdict == policy::Decision::Verdict::denied) refusal = refuse(call, call.decision);
    if (refusal) return refusal;
    const auto& body = call.head().body;
    if (body.kind == http::BodyFraming::Kind::length && body.length > call.services.settings.max_body_bytes)
        return OwnAnswer{ErrorCode::body_too_large, "the body is larger than callers.max_body allows"};
    return std::nullopt;
}

/// What is held of a body that is too large to be judged whole is looked at now, the rest as it comes.
Refusal watch_body(Call& call) {
    call.body_watch.emplace();
    auto refusal = call.body_watch->look_at(call.body, policy::BodyWatch::Piece::more_to_come);
    if (!refusal) return std::nullopt;
    return OwnAnswer{refusal->code, std::move(refusal->message)};
}

/// Whether a cap needs the number of the body's elements.
bool must_be_counted(const Call& call) {
    const std::string& permission = call.decision.permission;
    const bool may_hold_elements = call.decision.verdict == policy::Decision::Verdict::needs_body ||
                                   permission.empty() || permission == policy::every_domain ||
                                   permission.find(' ') != std::string::npos;
    return may_hold_elements &&
           call.services.caps.counts_elements(call.services.places.consumer(call.consumer));
}

/// The body decides, or must be counted, and cannot be read. A cap refuses what it cannot count, whatever the
/// mode.
Refusal refuse_unread(Call& call, ErrorCode code, std::string message) {
    policy::Decision decision;
    decision.rule = policy::Decision::Rule::body;
    decision.code = code;
    decision.message = std::move(message);
    return must_be_counted(call) ? refuse_for_good(call, std::move(decision))
                                 : refuse(call, std::move(decision));
}

/// Where the head has decided, the body tells which permission was used and how much is written, for the
/// record and for caps, and whether it asks for a query.
Refusal judge_body(Call& call) {
    using Verdict = policy::Decision::Verdict;
    const bool decides = call.decision.verdict == Verdict::needs_body;
    if (!decides && !call.decision.body_refines && !call.decision.body_tells) return std::nullopt;
    const bool counts = must_be_counted(call);
    const auto content_type = call.head().fields.find("Content-Type").value_or("");
    const bool is_watched = policy::Policy::must_be_watched(call.decision, content_type);
    const auto encoding = call.head().fields.find("Content-Encoding");
    if (encoding && !ascii::equal_ignoring_case(*encoding, "identity")) {
        if (!decides && !counts && !is_watched) return std::nullopt;
        return refuse_unread(call, ErrorCode::invalid_body,
                             "the body decides on the permission and is compressed: send it without "
                             "Content-Encoding");
    }
    if (!call.body_complete) {
        Refusal refusal;
        if (decides || counts)
            refusal = refuse_unread(call, ErrorCode::body_too_large,
                                    "the body decides on the permission and is larger than callers.buffer "
                                    "allows: send fewer elements per request");
        if (refusal) return refusal;
        return is_watched || (decides && !call.decision.named) ? watch_body(call) : std::nullopt;
    }
    policy::Decision decision = within_token(
        call, call.services.policy.judge_body(call.consumer, call.decision, content_type, call.body));
    const bool is_denied = decision.verdict == Verdict::denied;
    if (is_denied && decision.rule == policy::Decision::Rule::body)
        return counts ? refuse_for_good(call, std::move(decision)) : refuse(call, std::move(decision));
    call.decision = std::move(decision);
    note(call);
    if (call.decision.wrap) call.body = '[' + call.body + ']';
    return is_denied ? refuse(call, call.decision) : std::nullopt;
}

Refusal read_paging(Call& call) {
    auto refusal = read_list_paging(call);
    if (!refusal) return std::nullopt;
    return own(std::move(*refusal));
}

/// With `audit.required` nothing crosses that could not be written down.
Refusal check_audit(const Call& call) {
    const observe::AuditState audit = call.services.observer.audit();
    if (!audit.required || audit.works) return std::nullopt;
    OwnAnswer answer{ErrorCode::audit_unavailable,
                     "the audit log cannot be written, and audit.required lets nothing cross without it: see "
                     "the gateway's log for the reason"};
    answer.retry_after = std::chrono::seconds{1};
    return answer;
}

/// What is held of it is let go at once, not when the answer has been read.
OwnAnswer too_many_bodies(Call& call) {
    std::string{}.swap(call.body);
    call.buffered.set(0);
    OwnAnswer answer{ErrorCode::queue_full,
                     "too many bodies are held at once (callers.max_buffered): come back later"};
    answer.retry_after = std::chrono::seconds{1};
    return answer;
}

/// Holds the caller's body for retries, up to the buffer; a larger one is left to be streamed. A GET's body
/// is read and dropped: it means nothing, and real clients send `{}`.
io::Task<Refusal> hold_body(Call& call) {
    const auto& framing = call.head().body;
    const std::size_t buffer = call.services.settings.buffer_bytes;
    const bool is_read = call.head().method == http::Method::get || call.head().method == http::Method::head;
    const OwnAnswer too_large{ErrorCode::body_too_large, "a GET or HEAD has no use for a body this large"};
    if (framing.kind == http::BodyFraming::Kind::length) {
        if (framing.length > buffer && is_read) co_return too_large;
        if (framing.length > buffer) co_return std::nullopt;
        // What is announced is not there yet: memory is for what has come.
        if (!is_read) call.body.reserve(std::min<std::uint64_t>(framing.length, most_reserved));
    }
    while (!call.body_complete && call.body.size() <= buffer) {
        const Call::BodyPiece piece = co_await call.read_body();
        if (!piece.ok) co_return own(piece.refusal);
        if (!is_read) call.body += piece.data;
        call.buffered.set(call.body.size());
        if (call.buffered.together() > call.services.settings.max_buffered_bytes)
            co_return too_many_bodies(call);
        if (is_read && call.record.bytes_in > buffer) co_return too_large;
    }
    co_return std::nullopt;
}

/// An exchange that is this call's alone.
io::Task<void> go_to_tenant(Call& call) {
    CapHold caps{call};
    if (const Refusal refusal = caps.take()) {
        co_await send_own_answer(call, *refusal);
        co_return;
    }
    Forward forward{call, LinePlace::back};
    co_await forward.run();
}

/// All steps before the tenant may see anything. False: the call has its answer. A coroutine of its own, so
/// that what could have been refused takes no memory while the call waits for its turn.
io::Task<bool> pass_steps(Call& call) {
    const http::BodyFraming& framing = call.head().body;
    call.body_complete = framing.kind == http::BodyFraming::Kind::none ||
                         (framing.kind == http::BodyFraming::Kind::length && framing.length == 0);
    // A wrong path is told only to those who may know; but our own endpoints are found by it.
    const Refusal wrong_path = find_path(call);
    Refusal refusal = check_origin(call);
    if (!refusal && is_preflight(call)) {
        co_await serve_preflight(call);
        co_return false;
    }
    const OwnEndpoint endpoint = refusal ? OwnEndpoint::none : own_endpoint(call.target.folded_path);
    if (endpoint != OwnEndpoint::none) {
        co_await serve_own_endpoint(call, endpoint);
        co_return false;
    }
    if (!refusal) refusal = identify(call);
    if (!refusal) refusal = wrong_path;
    if (!refusal) refusal = judge_head(call);
    if (!refusal && !call.body_complete) refusal = co_await hold_body(call);
    if (!refusal) refusal = judge_body(call);
    if (!refusal) refusal = read_paging(call);
    if (!refusal) refusal = check_audit(call);
    if (!refusal) co_return true;
    co_await send_own_answer(call, *refusal);
    co_return false;
}

}  // namespace

io::Task<void> run_pipeline(Call& call) {
    const bool passed = co_await pass_steps(call);
    if (!passed) co_return;
    if (call.paging.all) {
        co_await send_all_pages(call);
    } else if (has_idempotency_key(call)) {
        co_await write_once(call);
    } else if (may_share(call)) {
        co_await share_read(call);
    } else {
        co_await go_to_tenant(call);
    }
}

}  // namespace halogate::gateway
