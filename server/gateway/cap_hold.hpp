// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "core/policy/caps.hpp"
#include "gateway/call.hpp"
#include "gateway/own_answer.hpp"

namespace halogate::gateway {

/// What a call has taken of its consumer's caps. It is given back when the call ends without an exchange.
class CapHold {
public:
    explicit CapHold(Call& call) : call_{call} {}
    ~CapHold();
    CapHold(const CapHold&) = delete;
    CapHold& operator=(const CapHold&) = delete;

    /// Once, when the policy has let the call pass: what the caller is told when a cap is used up.
    [[nodiscard]] std::optional<OwnAnswer> take();

private:
    Call& call_;
    std::optional<policy::Caps::Taken> taken_;
};

}  // namespace halogate::gateway
