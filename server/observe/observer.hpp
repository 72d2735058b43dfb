// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/call/call_record.hpp"
#include "core/call/exchange_record.hpp"
#include "core/retry/retry_reason.hpp"

namespace halogate::token {
struct FetchFailure;
}

namespace halogate::observe {

/// How the audit log fares.
struct AuditState {
    bool enabled = false;
    bool required = false;  ///< nothing may cross while it cannot be written
    bool works = true;
    std::uint64_t lost = 0;  ///< lines that never arrived, since the start
};

/// Told of what happens, on the reactor thread; must not block. A record's views end with the call.
class Observer {
public:
    virtual ~Observer() = default;
    /// Of each finished call, once.
    virtual void on_call(const call::CallRecord& record) = 0;
    /// Of each exchange, once, when it has ended; before the call that it belongs to.
    virtual void on_exchange(const call::ExchangeRecord& /*record*/) {}
    /// An exchange is to be made again.
    virtual void on_retry(retry::RetryReason /*reason*/) {}
    /// Of each request for a token that has ended; null: there is one.
    virtual void on_token_request(const token::FetchFailure* /*failure*/) {}
    [[nodiscard]] virtual AuditState audit() const noexcept { return {}; }
};

}  // namespace halogate::observe
