// SPDX-License-Identifier: MIT
#pragma once

#include "io/alarm.hpp"
#include "io/dialer.hpp"

namespace halogate::io {

/// Connections in plain, for what is no secret and stays near: this machine and private networks. A name is
/// judged by the addresses that it has when it is called.
class PlainDialer final : public Dialer {
public:
    PlainDialer(Executor executor, AlarmClock& clock) : executor_{executor}, clock_{clock} {}

    [[nodiscard]] Task<Expected<std::unique_ptr<ByteStream>, DialError>> dial(const Origin& origin,
                                                                              TimePoint deadline) override;

private:
    Executor executor_;
    AlarmClock& clock_;
};

}  // namespace halogate::io
