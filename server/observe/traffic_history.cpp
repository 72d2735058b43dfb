// SPDX-License-Identifier: MIT
#include "observe/traffic_history.hpp"

#include <algorithm>

namespace halogate::observe {

namespace {

/// How far a call may end before the latest step and still be counted in that: clocks are slewed.
constexpr std::int64_t slack_steps = 6;
constexpr std::uint16_t too_many_requests = 429;

std::int64_t step_of(WallTime at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() / TrafficHistory::step_length;
}

}  // namespace

TrafficHistory::Step& TrafficHistory::at(Number number) noexcept {
    return steps_[static_cast<std::size_t>(number) % steps_.size()];
}

void TrafficHistory::close_step() noexcept {
    Step& step = at(current_);
    step.median = durations_.quantile(50);
    step.slow = durations_.quantile(95);
}

void TrafficHistory::advance(Number to) noexcept {
    if (!first_ || to + slack_steps < current_) {
        first_ = current_ = to;
        at(to) = {};
        durations_.clear();
        return;
    }
    if (to <= current_) return;
    close_step();
    const auto most = static_cast<Number>(most_steps);
    for (Number number = std::max(current_ + 1, to - most + 1); number <= to; ++number) at(number) = {};
    current_ = to;
    first_ = std::max(*first_, to - most + 1);
    durations_.clear();
}

void TrafficHistory::on_call(const call::CallRecord& record) noexcept {
    advance(step_of(record.received + std::chrono::duration_cast<std::chrono::milliseconds>(record.total)));
    Step& step = at(current_);
    ++step.calls[record.status < 600 ? record.status / 100 : 0];
    if (record.judgement == call::Judgement::refused) ++step.refused;
    step.exchanges += record.exchanges;
    for (const std::uint16_t status : record.tenant_statuses.all())
        if (status == too_many_requests) ++step.throttled;
    durations_.add(record.total);
}

void TrafficHistory::write(ObjectWriter out, WallTime now) {
    if (first_) {
        advance(step_of(now));
        close_step();
    }
    const Number first = first_.value_or(0);
    const Number end = first_ ? current_ + 1 : 0;
    out.number("step_ms", std::chrono::milliseconds{step_length}.count());
    if (first_) {
        out.time("first", WallTime{step_length * first});
    } else {
        out.null("first");
    }
    const auto column = [&](const MemberName& name, const auto& value_of) {
        ArrayWriter values = out.array(name);
        for (Number number = first; number < end; ++number) value_of(values, at(number));
        values.end();
    };
    constexpr std::array<MemberName, 6> names{"no_status", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t i = 0; i < names.size(); ++i)
        column(names[i], [i](ArrayWriter& values, const Step& step) { values.number(step.calls[i]); });
    column("refused", [](ArrayWriter& values, const Step& step) { values.number(step.refused); });
    column("throttled", [](ArrayWriter& values, const Step& step) { values.number(step.throttled); });
    column("exchanges", [](ArrayWriter& values, const Step& step) { values.number(step.exchanges); });
    const auto durations = [&](const MemberName& name, Duration Step::*member) {
        column(name, [member](ArrayWriter& values, const Step& step) {
            const bool is_empty = std::all_of(step.calls.begin(), step.calls.end(),
                                              [](std::uint32_t count) { return count == 0; });
            if (is_empty) {
                values.null();
            } else {
                values.milliseconds(step.*member);
            }
        });
    };
    durations("p50_ms", &Step::median);
    durations("p95_ms", &Step::slow);
    out.end();
}

}  // namespace halogate::observe
