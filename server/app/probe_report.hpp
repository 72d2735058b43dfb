// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "app/scope_probe.hpp"
#include "core/probe/scope_advice.hpp"

namespace halogate::app {

/// What a probe comes to, for people and for programs.
struct ProbeReport {
    ProbeResult seen;
    probe::ScopeAdvice advice;
    std::vector<std::string> findings;  ///< sentences: what is wrong and what to do
    std::vector<std::string> warnings;
};

/// Judges what was seen: `findings` is empty when the policy is served.
[[nodiscard]] ProbeReport probe_report(ProbeResult seen, probe::ScopeAdvice advice);

/// The table, what was spent, the smallest set as a line to paste, findings and warnings.
[[nodiscard]] std::string probe_text(const ProbeReport& report);
[[nodiscard]] std::string probe_json(const ProbeReport& report);

}  // namespace halogate::app
