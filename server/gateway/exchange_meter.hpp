// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"

namespace halogate::gateway {

/// Counts the exchanges of a call in its record, and tells the observer of each, once, whatever way it ends.
class ExchangeMeter {
public:
    /// `call` outlives the meter.
    explicit ExchangeMeter(Call& call) noexcept : call_{call} {}
    ~ExchangeMeter() { end(); }
    ExchangeMeter(const ExchangeMeter&) = delete;
    ExchangeMeter& operator=(const ExchangeMeter&) = delete;

    void begin() {
        end();
        began_ = call_.now();
        runs_ = true;
        ++call_.record.exchanges;
        call_.record.tenant_statuses.begin();
    }
    void end() {
        if (!runs_) return;
        runs_ = false;
        call_.services.observer.on_exchange({.consumer = call_.record.consumer,
                                             .route = call_.record.route,
                                             .status = call_.record.tenant_statuses.all().back(),
                                             .duration = call_.now() - began_});
    }

private:
    Call& call_;
    TimePoint began_{};
    bool runs_ = false;
};

}  // namespace halogate::gateway
