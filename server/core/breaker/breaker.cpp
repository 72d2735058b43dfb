// SPDX-License-Identifier: MIT
#include "core/breaker/breaker.hpp"

#include <algorithm>

#include "core/retry/backoff.hpp"

namespace halogate::breaker {

namespace {

using Kind = retry::Outcome::Kind;

constexpr double most_jitter = 0.2;

std::string words(const retry::Outcome& outcome) {
    switch (outcome.kind) {
        case Kind::answered: return "it answered " + std::to_string(outcome.status);
        case Kind::never_sent: return "no connection";
        case Kind::no_answer: return "no answer";
        case Kind::timed_out: return "no answer in time";
        case Kind::malformed: return "an unusable answer";
    }
    return "no answer";
}

}  // namespace

Health health_of(const retry::Outcome& outcome) noexcept {
    switch (outcome.kind) {
        case Kind::answered: {
            const unsigned status = outcome.status;
            return status == 502 || status == 503 || status == 504 ? Health::failed : Health::well;
        }
        case Kind::never_sent: return outcome.reused_connection ? Health::unknown : Health::failed;
        case Kind::no_answer:
        case Kind::timed_out:
        case Kind::malformed: return Health::failed;
    }
    return Health::unknown;
}

std::string sentence(const Sighting& sighting) {
    std::string text;
    if (sighting.by_rate) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(sighting.window).count();
        text = std::to_string(sighting.failed) + " of " + std::to_string(sighting.exchanges) +
               " exchanges within " + std::to_string(seconds) + " s have failed";
    } else {
        text = std::to_string(sighting.in_a_row) +
               (sighting.in_a_row == 1 ? " exchange has failed" : " exchanges in a row have failed");
    }
    return text + " (the last: " + words(sighting.last) + ")";
}

void Breaker::reconfigure(const Settings& settings) noexcept {
    // The parts are numbered in thirtieths of the window.
    if (settings.window != settings_.window) parts_ = {};
    settings_ = settings;
}

Breaker::Gate Breaker::gate(TimePoint now) const noexcept {
    if (!open_) return Gate::passes;
    if (probe_out_) return Gate::probe_out;
    return now < until_ ? Gate::shut : Gate::probe_due;
}

std::optional<Change> Breaker::probed(const retry::Outcome& outcome, double jitter, TimePoint now) noexcept {
    probe_out_ = false;
    const Health health = health_of(outcome);
    if (!open_ || health == Health::unknown) return std::nullopt;
    if (health == Health::failed) {
        sighting_.last = outcome;
        return shut(Change::Kind::stays_open, jitter, now);
    }
    open_ = false;
    openings_ = 0;
    closed_at_ = now;
    sighting_ = {};
    parts_ = {};
    count(health, now);
    return Change{Change::Kind::closed, {}};
}

std::optional<Change> Breaker::observe(const retry::Outcome& outcome, TimePoint started, double jitter,
                                       TimePoint now) noexcept {
    const Health health = health_of(outcome);
    if (open_ || health == Health::unknown || started < closed_at_) return std::nullopt;
    count(health, now);
    if (health == Health::well) {
        sighting_.in_a_row = 0;
        return std::nullopt;
    }
    ++sighting_.in_a_row;
    sighting_.last = outcome;
    if (!too_many(now)) return std::nullopt;
    open_ = true;
    return shut(Change::Kind::opened, jitter, now);
}

std::int64_t Breaker::part_at(TimePoint now) const noexcept {
    const Duration width = std::max(settings_.window / static_cast<Duration::rep>(parts), Duration{1});
    return now.time_since_epoch() / width;
}

void Breaker::count(Health health, TimePoint now) noexcept {
    const std::int64_t number = part_at(now);
    Part& part = parts_[static_cast<std::size_t>(number) % parts];
    if (part.number != number) part = {.number = number, .exchanges = 0, .failed = 0};
    ++part.exchanges;
    if (health == Health::failed) ++part.failed;
}

bool Breaker::too_many(TimePoint now) noexcept {
    sighting_.by_rate = false;
    if (settings_.failures > 0 && sighting_.in_a_row >= settings_.failures) return true;
    if (settings_.rate <= 0) return false;
    const std::int64_t number = part_at(now);
    sighting_.failed = 0;
    sighting_.exchanges = 0;
    sighting_.window = settings_.window;
    for (const Part& part : parts_) {
        if (part.number < 0 || number - part.number >= static_cast<std::int64_t>(parts)) continue;
        sighting_.failed += part.failed;
        sighting_.exchanges += part.exchanges;
    }
    if (sighting_.exchanges < settings_.exchanges) return false;
    const double most = settings_.rate * static_cast<double>(sighting_.exchanges);
    sighting_.by_rate = static_cast<double>(sighting_.failed) >= most;
    return sighting_.by_rate;
}

Change Breaker::shut(Change::Kind kind, double jitter, TimePoint now) noexcept {
    ++openings_;
    const Duration whole =
        retry::Backoff{.base = settings_.open, .cap = settings_.longest}.ceiling(openings_);
    const double part = 1 - most_jitter * std::clamp(jitter, 0.0, 1.0);
    until_ = now + std::chrono::duration_cast<Duration>(whole * part);
    return {kind, until_};
}

}  // namespace halogate::breaker
