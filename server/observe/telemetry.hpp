// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observe/metrics.hpp"
#include "observe/observer.hpp"
#include "observe/recent_calls.hpp"
#include "observe/traffic_history.hpp"

namespace halogate::observe {

/// What the process remembers of its traffic: metrics, the latest calls, the last hour. Tells the logs as
/// well. One for the whole life of the process; reactor thread only.
class Telemetry final : public Observer {
public:
    struct Program {
        std::string_view version;  ///< outlives this
        WallTime started{};
    };
    /// `logs` outlives this. `consumers` as for Metrics.
    Telemetry(Observer& logs, const std::vector<std::string>& consumers, const Program& program)
        : logs_{logs}, program_{program}, metrics_{consumers} {}

    void on_call(const call::CallRecord& record) override {
        logs_.on_call(record);
        metrics_.on_call(record);
        recent_.on_call(record);
        history_.on_call(record);
    }
    void on_exchange(const call::ExchangeRecord& record) override { metrics_.on_exchange(record); }
    void on_retry(retry::RetryReason reason) override { metrics_.on_retry(reason); }
    void on_token_request(const token::FetchFailure* failure) override { metrics_.on_token_request(failure); }
    [[nodiscard]] AuditState audit() const noexcept override { return logs_.audit(); }

    [[nodiscard]] const Program& program() const noexcept { return program_; }
    [[nodiscard]] const Metrics& metrics() const noexcept { return metrics_; }
    [[nodiscard]] const RecentCalls& recent() const noexcept { return recent_; }
    [[nodiscard]] TrafficHistory& history() noexcept { return history_; }

private:
    Observer& logs_;
    Program program_;
    Metrics metrics_;
    RecentCalls recent_;
    TrafficHistory history_;
};

}  // namespace halogate::observe
