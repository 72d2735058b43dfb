// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "program/support/sandbox.hpp"

namespace halogate::program {

/// Calls that the tenant can tell apart, and when each began. The sandbox reads the same clock, so that what
/// one process did before the other is known however slow the machine is.
class NumberedCalls {
public:
    /// The target of one more call, which begins now.
    [[nodiscard]] std::string next();

    /// Fails the test where a call carried a token that was over when the call began; the gateway counts a
    /// token's life from before it asks, so it ends at the latest `life` after its request came. A token that
    /// was good when the call began and was over when the tenant looked proves nothing: the gateway may send
    /// it until its last moment, and the machine may hold up what was sent.
    void expect_no_expired_token(Sandbox& sandbox, std::chrono::milliseconds life) const;

private:
    [[nodiscard]] double began(const std::string& target) const;

    std::vector<double> began_;  ///< ms of CLOCK_BOOTTIME, by number
};

}  // namespace halogate::program
