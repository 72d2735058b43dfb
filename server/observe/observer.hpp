// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/call/call_record.hpp"

namespace halogate::observe {

/// How the audit log fares.
struct AuditState {
    bool enabled = false;
    bool required = false;  ///< nothing may cross while it cannot be written
    bool works = true;
    std::uint64_t lost = 0;  ///< lines that never arrived, since the start
};

/// Told of each finished call, once, on the reactor thread; must not block. The record's views end with the
/// call.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_call(const call::CallRecord& record) = 0;
    [[nodiscard]] virtual AuditState audit() const noexcept { return {}; }
};

}  // namespace halogate::observe
