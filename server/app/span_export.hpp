// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/trace/tracer.hpp"
#include "io/alarm.hpp"
#include "io/dialer.hpp"
#include "io/task_group.hpp"
#include "io/tls_context.hpp"
#include "observe/log.hpp"
#include "otlp/exporter.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// Where spans are kept and how they get to the collector that the configuration names. Outlives every call
/// and the tasks of its group.
class SpanExport {
public:
    struct Surroundings {
        io::Executor executor;
        io::TaskGroup& tasks;
        io::AlarmClock& alarms;
        const Clock& clock;
        Random& random;
        observe::Log& log;
    };
    /// Throws std::runtime_error when tracing.ca_file cannot be used.
    SpanExport(const settings::Settings& settings, const Surroundings& surroundings);
    SpanExport(const SpanExport&) = delete;
    SpanExport& operator=(const SpanExport&) = delete;

    [[nodiscard]] trace::Tracer& tracer() noexcept { return tracer_; }

    /// No call will come any more: sends what waits, once, until `limit`. Done when the task group is empty.
    void drain(TimePoint limit) { exporter_.drain(limit); }
    [[nodiscard]] bool is_draining() const noexcept { return exporter_.is_draining(); }
    /// The last word, in the log.
    void report_lost();

private:
    void report(const std::string* trouble);

    observe::Log& log_;
    trace::Tracer tracer_;
    std::optional<io::TlsContext> tls_;  ///< nothing for a collector that is spoken to in plain
    std::unique_ptr<io::Dialer> dialer_;
    otlp::Exporter exporter_;
};

}  // namespace halogate::app
