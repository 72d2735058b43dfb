// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "base/random.hpp"
#include "core/retry/backoff.hpp"
#include "core/trace/tracer.hpp"
#include "io/alarm.hpp"
#include "io/dialer.hpp"
#include "io/task_group.hpp"
#include "otlp/batch_text.hpp"
#include "upstream/fetch.hpp"
#include "upstream/url.hpp"

namespace halogate::otlp {

/// Sends what the tracer keeps to a collector, by OTLP over HTTP, in JSON: a batch when one is together, else
/// at the latest `interval` after the first call of it; one request at a time. A batch that could not be
/// delivered is tried again after a growing pause, while the tracer drops what it has no room for; one that
/// the collector refuses is dropped, and spans that it says it did not take of a batch count so. Redirects
/// are not followed. Reactor thread only; its tasks have ended (the group is empty) before it is destroyed.
class Exporter {
public:
    struct Settings {
        upstream::Url url;                                       ///< …/v1/traces
        std::vector<upstream::FetchRequest::ExtraField> fields;  ///< on every request
        Resource resource;
        Duration interval = std::chrono::seconds{5};
        Duration timeout = std::chrono::seconds{5};  ///< of one request, connecting included
        std::size_t batch = 256;                     ///< calls
        retry::Backoff backoff{.base = std::chrono::seconds{1}, .cap = std::chrono::minutes{1}};
    };
    /// What everything else shares with it. All outlive it.
    struct Surroundings {
        io::TaskGroup& tasks;
        io::AlarmClock& alarms;
        const Clock& clock;
        Random& random;
        io::Dialer& dialer;
        trace::Tracer& tracer;
    };
    /// The calendar, to the nanosecond.
    using WallClock = std::function<UnixTime()>;
    /// Told in a sentence when sending begins to fail; with nullptr when it works again.
    using OnChange = std::function<void(const std::string* trouble)>;

    Exporter(Settings settings, Surroundings surroundings, WallClock wall_clock, OnChange on_change);
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    /// No call will come any more: what waits is sent once, now. What has not been taken at `limit`, or
    /// cannot be delivered, is dropped. It is over when the task group is empty.
    void drain(TimePoint limit);
    [[nodiscard]] bool is_draining() const noexcept { return draining_; }

private:
    void look();
    void start();
    [[nodiscard]] io::Task<void> send_all();
    /// One batch, once; as judge().
    [[nodiscard]] io::Task<bool> send();
    /// True: the batch is done with, delivered or dropped. False: it is to be tried again.
    [[nodiscard]] bool judge(const Expected<upstream::FetchResponse, upstream::FetchError>& answer);
    void settle(const upstream::FetchResponse& answer);
    void retry_later(const std::string& trouble, Duration at_least);
    void report(const std::string& trouble);
    void drop_all();

    Settings settings_;
    Surroundings here_;
    WallClock wall_clock_;
    OnChange on_change_;
    io::Alarm next_;
    trace::Tracer::Batch batch_;  ///< taken and not delivered
    TimePoint not_before_{};      ///< the collector is left alone until then
    TimePoint limit_ = TimePoint::max();
    unsigned failures_ = 0;  ///< in a row
    bool sending_ = false;
    bool in_trouble_ = false;
    bool draining_ = false;
};

}  // namespace halogate::otlp
