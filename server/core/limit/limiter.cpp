// SPDX-License-Identifier: MIT
#include "core/limit/limiter.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace halogate::limit {

namespace {

constexpr int windows_until_an_observation_lapses = 12;

/// From this part on our own window explains a 429.
constexpr bool nearly_used(std::size_t in_use, std::size_t requests) {
    return in_use * 10 >= requests * 8;
}

void check(const Limits& limits) {
    const bool valid = limits.concurrency > 0 && limits.unproven_concurrency > 0 && limits.reserve >= 0 &&
                       limits.reserve <= 1;
    if (!valid) throw std::invalid_argument{"concurrency must be above 0, and reserve between 0 and 1"};
}

ObservedLimit::Window watching(Unknown unknown) noexcept {
    return unknown == Unknown::nothing ? ObservedLimit::Window::known : ObservedLimit::Window::upper_bound;
}

}  // namespace

Limiter::Limiter(const Limits& limits)
    : stated_{limits.window},
      reserve_{limits.reserve},
      concurrency_{limits.concurrency},
      unknown_{limits.unknown},
      unproven_concurrency_{limits.unproven_concurrency},
      learn_{limits.learn},
      window_{limits.window},
      breaker_{limits.breaker},
      observed_{watching(limits.unknown)} {
    check(limits);
    if (limits.bucket) bucket_.emplace(*limits.bucket);
}

WindowShape Limiter::stated_by(const WindowShape& configured) const noexcept {
    return named_ ? obeying_both(configured, *named_) : configured;
}

void Limiter::reconfigure(const Limits& limits, TimePoint now) {
    check(limits);
    const Limiter valid{limits};  // throws for what a window or a bucket cannot be
    const bool observed = observation_lapses_.has_value() && limits.learn;
    if (!limits.learn) named_.reset();
    const Unknown unknown = named_ ? Unknown::nothing : limits.unknown;
    if (unknown != std::exchange(unknown_, unknown)) {
        observed_ = ObservedLimit{watching(unknown)};
        first_start_.reset();
        length_found_ = false;
    }
    const WindowShape found = window_.shape();
    stated_ = stated_by(limits.window);
    window_.reshape(observed ? obeying_both(stated_, found) : stated_, now);
    if (!observed) observation_lapses_.reset();
    reserve_ = limits.reserve;
    concurrency_ = limits.concurrency;
    unproven_concurrency_ = limits.unproven_concurrency;
    learn_ = limits.learn;
    if (limits.bucket && bucket_) {
        bucket_->reshape(*limits.bucket, now);
    } else {
        bucket_ = valid.bucket_;
    }
    breaker_.reconfigure(limits.breaker);
}

Verdict Limiter::ask(Urgency urgency, TimePoint now) const noexcept {
    if (window_.in_flight() >= most_in_flight(now)) return {Verdict::Kind::wait_end};
    if (pauses_.tenant().gate(now) == Pause::Gate::probe_out) return {Verdict::Kind::wait_end};
    if (breaker_.gate(now) == breaker::Breaker::Gate::probe_out) return {Verdict::Kind::wait_end};
    const std::optional<TimePoint> slot = known_slot(urgency, now);
    if (!slot) return {Verdict::Kind::wait_end};
    TimePoint at = std::max(*slot, not_before(now));
    if (bucket_) at = std::max(at, bucket_->next_permit(0, now));
    if (at > now) return {Verdict::Kind::wait, at};
    return {Verdict::Kind::go, now};
}

Exchange Limiter::start(Lane lane, TimePoint now) noexcept {
    if (unknown_ == Unknown::window && !length_found_ && window_.in_use(now) == 0) first_start_ = now;
    window_.start(now);
    if (bucket_) (void)bucket_->take(now);
    Exchange exchange{.lane = lane, .started = now};
    pauses_.start(exchange, now);
    if (breaker_.gate(now) == breaker::Breaker::Gate::probe_due) {
        exchange.probes_breaker = true;
        breaker_.probe_started();
    }
    if (latest_lane_ && latest_lane_ != lane) another_lane_at_ = now;
    latest_lane_ = lane;
    return exchange;
}

void Limiter::cancel(const Exchange& exchange, TimePoint now) {
    window_.give_back();
    if (bucket_) bucket_->give_back();
    pauses_.unused(exchange);
    forget_breaker_probe(exchange);
    watch_for_the_limit(exchange, now);
}

void Limiter::end(const Exchange& exchange, const std::optional<retry::ThrottleNotice>& notice,
                  TimePoint now) {
    const std::size_t in_flight = window_.in_flight();
    window_.end(now);
    forget_breaker_probe(exchange);
    forget_stale_observation(now);
    if (!notice) {
        pauses_.passed(exchange);
        if (unknown_ != Unknown::nothing) proven_ = std::max(proven_, observed_.taken(window_.held(now)));
    } else {
        throttled(exchange, *notice, in_flight, now);
    }
    watch_for_the_limit(exchange, now);
}

void Limiter::throttled(const Exchange& exchange, const retry::ThrottleNotice& notice, std::size_t in_flight,
                        TimePoint now) {
    bool taught = false;
    if (learn_ && notice.window && notice.window->requests > 0 && notice.window->per > Duration::zero()) {
        taught = obey_named(*notice.window, now);
    } else if (learn_ && notice.retry_after) {
        find_length(*notice.retry_after, now);
    }
    const std::size_t in_use = window_.in_use(now);
    const TimePoint opens = std::max(window_.next_permit(now), window_.next_return(now).value_or(now));
    const Pauses::Outlook outlook{nearly_used(in_use, window_.shape().requests), opens};
    Pauses::Width width = pauses_.throttled(exchange, notice, outlook, now);
    // Where there is no other lane, none can agree.
    if (is_the_only_lane(exchange.lane, now)) width = Pauses::Width::tenant;
    if (observation_lapses_) observation_lapses_ = now + windows_until_an_observation_lapses * stated_.per;
    if (!learn_) return;
    // A probe meets what the burst before it used up: it is no second opinion on the limit.
    if (!exchange.probes_tenant && !exchange.probes_lane) observed_.throttled(width, in_flight, now);
    // Named again what is obeyed already, and refused nevertheless: others share the limit.
    if (taught) observed_.named();
}

bool Limiter::obey_named(const WindowShape& named, TimePoint now) {
    unknown_ = Unknown::nothing;
    named_ = named_ ? obeying_both(*named_, named) : named;
    const WindowShape both = obeying_both(stated_, named);
    if (both == stated_) return false;
    stated_ = both;
    window_.reshape(stated_, now);
    observation_lapses_.reset();
    return true;
}

void Limiter::find_length(Duration retry_after, TimePoint now) {
    if (unknown_ != Unknown::window || !first_start_ || retry_after <= Duration::zero()) return;
    // Retry-After is rounded up to whole seconds, and nobody's window has a part of a second.
    const Duration since = std::chrono::floor<std::chrono::seconds>(now + retry_after - *first_start_);
    const Duration length = std::clamp<Duration>(since, std::chrono::seconds{1}, stated_.per);
    const Duration known = window_.shape().per;
    // Once found it can only be too short, when somebody else's request was the tenant's oldest: then the
    // next 429s come soon. A late one is about something else.
    if (length_found_ && (length <= known || length > known * 2 + retry_after)) return;
    length_found_ = true;
    observation_lapses_ = now + windows_until_an_observation_lapses * stated_.per;
    window_.reshape({stated_.requests, length}, now);
}

bool Limiter::is_the_only_lane(Lane lane, TimePoint now) const noexcept {
    return latest_lane_ == lane && (!another_lane_at_ || *another_lane_at_ + window_.shape().per <= now);
}

void Limiter::watch_for_the_limit(const Exchange& exchange, TimePoint now) {
    const auto limit = observed_.ended(exchange.started, window_.held(now), window_.shape(), now);
    if (!limit) return;
    window_.reshape({*limit, window_.shape().per}, now);
    proven_ = std::min(proven_, *limit);
    observation_lapses_ = now + windows_until_an_observation_lapses * stated_.per;
}

void Limiter::forget_stale_observation(TimePoint now) {
    if (!observation_lapses_ || now < *observation_lapses_) return;
    observation_lapses_.reset();
    length_found_ = false;
    window_.reshape(stated_, now);
}

std::optional<breaker::Change> Limiter::observe(Exchange& exchange, const retry::Outcome& outcome,
                                                double jitter, TimePoint now) noexcept {
    if (std::exchange(exchange.probes_breaker, false)) return breaker_.probed(outcome, jitter, now);
    return breaker_.observe(outcome, exchange.started, jitter, now);
}

void Limiter::forget_breaker_probe(const Exchange& exchange) noexcept {
    if (exchange.probes_breaker) breaker_.probe_unused();
}

TimePoint Limiter::not_before(TimePoint now) const noexcept {
    return std::max(now + pauses_.tenant().left(now), breaker_.until());
}

TimePoint Limiter::earliest(Urgency urgency, std::size_t ahead, TimePoint now) const noexcept {
    const TimePoint from = not_before(now);
    const std::size_t kept = withheld(urgency, now);
    TimePoint at = window_.next_permit({.ahead = ahead, .withheld = kept, .not_before = from}, now);
    if (kept > 0) {
        const TimePoint open_to_all = std::max(from, reserve_lapses());
        at = std::min(at, window_.next_permit({.ahead = ahead, .not_before = open_to_all}, now));
    }
    if (bucket_) at = std::max(at, bucket_->next_permit(ahead, from));
    return at;
}

std::size_t Limiter::most_in_flight(TimePoint now) const noexcept {
    if (unknown_ == Unknown::nothing || window_.in_use(now) < proven_) return concurrency_;
    return std::min(concurrency_, unproven_concurrency_);
}

std::size_t Limiter::withheld(Urgency urgency, TimePoint now) const noexcept {
    if (is_urgent(urgency) || !urgent_seen_ || now >= reserve_lapses()) return 0;
    return static_cast<std::size_t>(static_cast<double>(window_.shape().requests) * reserve_);
}

TimePoint Limiter::reserve_lapses() const noexcept {
    return *urgent_seen_ + window_.shape().per;
}

std::optional<TimePoint> Limiter::known_slot(Urgency urgency, TimePoint now) const noexcept {
    const std::size_t kept = withheld(urgency, now);
    const std::optional<TimePoint> at = window_.known_permit(kept, now);
    if (kept == 0) return at;
    const std::optional<TimePoint> with_reserve = window_.known_permit(0, now);
    if (!with_reserve) return at;
    const TimePoint later = std::max(*with_reserve, reserve_lapses());
    return at ? std::min(*at, later) : later;
}

}  // namespace halogate::limit
