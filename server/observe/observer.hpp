// SPDX-License-Identifier: MIT
#pragma once

#include "core/call/call_record.hpp"

namespace halogate::observe {

/// Told of each finished call, once, on the reactor thread; must not block. The record's views end with the
/// call.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_call(const call::CallRecord& record) = 0;
};

}  // namespace halogate::observe
