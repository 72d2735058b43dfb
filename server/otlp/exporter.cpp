// SPDX-License-Identifier: MIT
#include "otlp/exporter.hpp"

#include <algorithm>
#include <utility>

#include "core/retry/retry_after.hpp"
#include "otlp/rejected_spans.hpp"

namespace halogate::otlp {

namespace {

/// An answer says how many spans were refused, and why; more is not read.
constexpr std::size_t most_answer_bytes = std::size_t{64} * 1024;
constexpr unsigned ok_class = 2;
constexpr unsigned too_many_requests = 429;
/// A collector that names a longer pause is tried all the same.
constexpr Duration longest_pause = std::chrono::minutes{10};

/// Whether the same request may be taken later (OTLP 1, "Retryable Response Codes").
bool is_passing(unsigned status) {
    return status == too_many_requests || (status >= 502 && status <= 504);
}

}  // namespace

Exporter::Exporter(Settings settings, Surroundings surroundings, WallClock wall_clock, OnChange on_change)
    : settings_{std::move(settings)},
      here_{surroundings},
      wall_clock_{std::move(wall_clock)},
      on_change_{std::move(on_change)},
      next_{surroundings.alarms, [this] { start(); }} {
    here_.tracer.when_waiting([this] { look(); });
}

void Exporter::look() {
    if (sending_ || draining_) return;
    const TimePoint now = here_.alarms.now();
    if (now < not_before_) {
        next_.set(not_before_);
    } else if (!batch_.empty() || here_.tracer.waiting() >= settings_.batch) {
        start();
    } else if (here_.tracer.waiting() > 0 && !next_.is_set()) {
        next_.set(now + settings_.interval);
    }
}

void Exporter::start() {
    next_.clear();
    if (sending_ || (batch_.empty() && here_.tracer.waiting() == 0)) return;
    sending_ = true;
    here_.tasks.spawn(send_all());
}

void Exporter::drain(TimePoint limit) {
    draining_ = true;
    limit_ = limit;
    next_.clear();
    if (here_.alarms.now() >= limit) {
        drop_all();
    } else {
        start();
    }
}

io::Task<void> Exporter::send_all() {
    bool goes_on = true;
    while (goes_on) {
        const bool delivered = co_await send();
        const std::size_t enough = draining_ ? 1 : settings_.batch;
        goes_on = delivered && here_.tracer.waiting() >= enough;
    }
    sending_ = false;
    if (draining_) {
        drop_all();
    } else {
        look();
    }
}

io::Task<bool> Exporter::send() {
    if (batch_.empty()) batch_ = here_.tracer.take(settings_.batch);
    upstream::FetchRequest request;
    request.method = http::Method::post;
    request.url = settings_.url;
    request.content_type = "application/json";
    request.fields = settings_.fields;
    request.most_body = most_answer_bytes;
    request.long_answer = upstream::FetchRequest::LongAnswer::is_cut;
    const TimePoint now = here_.alarms.now();
    std::string text;
    append_batch(text, batch_, settings_.resource, wall_clock_() - now.time_since_epoch());
    request.body = Secret{text};
    const TimePoint deadline = std::min(now + settings_.timeout, limit_);
    const auto answer = co_await upstream::fetch(here_.dialer, request, deadline);
    const bool delivered = judge(answer);
    co_return delivered;
}

bool Exporter::judge(const Expected<upstream::FetchResponse, upstream::FetchError>& answer) {
    if (!answer) {
        retry_later(answer.error().detail, Duration::zero());
        return false;
    }
    const unsigned status = answer->status;
    const std::string trouble = "it answered " + std::to_string(status);
    if (is_passing(status)) {
        const auto pause =
            retry::parse_retry_after(answer->retry_after, answer->date, here_.clock.wall_now());
        retry_later(trouble, std::min(pause.value_or(Duration::zero()), longest_pause));
        return false;
    }
    failures_ = 0;
    if (status / 100 == ok_class) {
        settle(*answer);
        return true;
    }
    // It would refuse the same again.
    here_.tracer.drop(std::exchange(batch_, {}));
    report(trouble + "; the spans are lost");
    return true;
}

void Exporter::settle(const upstream::FetchResponse& answer) {
    const std::uint64_t refused = rejected_spans(answer.body);
    here_.tracer.delivered(std::exchange(batch_, {}), refused);
    if (refused > 0) {
        report("it rejected " + std::to_string(refused) + " of a batch; those spans are lost");
    } else if (std::exchange(in_trouble_, false)) {
        on_change_(nullptr);
    }
}

void Exporter::retry_later(const std::string& trouble, Duration at_least) {
    ++failures_;
    // Half of the pause for sure: a collector that is away must not be tried without end.
    const Duration ceiling = settings_.backoff.ceiling(failures_);
    const Duration pause = here_.random.between(ceiling / 2, ceiling);
    not_before_ = here_.alarms.now() + std::max(pause, at_least);
    report(trouble);
}

void Exporter::report(const std::string& trouble) {
    if (!std::exchange(in_trouble_, true)) on_change_(&trouble);
}

void Exporter::drop_all() {
    here_.tracer.drop(std::exchange(batch_, {}));
    here_.tracer.drop(here_.tracer.take(here_.tracer.waiting()));
}

}  // namespace halogate::otlp
