// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "io/dialer.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// One thing that was looked at.
struct CheckResult {
    enum class Verdict { good, warning, finding };
    std::string subject;  ///< "DNS", "TLS", "token", …
    Verdict verdict = Verdict::good;
    std::string message;  ///< what was seen and, unless good, what to do
};

/// Asks the tenant: DNS, TLS, authinfo, token, granted scope, and the agent as whom the token acts. Each way
/// to be wrong is told apart. Spends one token request, with
/// `tokens: least` one more for each set of scopes, and nothing of the budget.
[[nodiscard]] io::Task<std::vector<CheckResult>> check_connectivity(const settings::Settings& settings,
                                                                    const Clock& clock, io::Dialer& dialer);

}  // namespace halogate::app
