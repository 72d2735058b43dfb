// SPDX-License-Identifier: MIT
#include "settings/record_check.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/nearest.hpp"

namespace halogate::settings {
namespace {

std::optional<std::string> fault_of_destination(std::string_view key, const std::string& destination) {
    constexpr std::array<std::string_view, 3> words{"stdout", "stderr", "off"};
    if (std::find(words.begin(), words.end(), destination) != words.end()) return std::nullopt;
    if (destination.find('/') != std::string::npos) return std::nullopt;
    std::string message = quoted(key) + " must be `stdout`, `stderr`, `off` or a path with a `/`";
    if (const auto near = nearest(destination, words)) message += "; did you mean " + quoted(*near) + "?";
    return message;
}

}  // namespace

CrossCheck check_records(const Settings& settings, const Section& root) {
    CrossCheck result;
    const auto log = root.in("log");
    if (auto fault = fault_of_destination("log.access", settings.log.access))
        result.faults.push_back(finding_at(log.place("access"), std::move(*fault)));
    if (auto fault = fault_of_destination("log.audit", settings.log.audit))
        result.faults.push_back(finding_at(log.place("audit"), std::move(*fault)));
    if (settings.log.audit_required && settings.log.audit == "off") {
        result.faults.push_back(finding_at(
            root.in("audit").place("required"),
            "`audit.required` needs an audit log: set `log.audit` to `stdout`, `stderr` or a path"));
    }
    if (settings.mode == policy::Mode::observe) {
        result.warnings.push_back(finding_at(
            root.in("policy").place("mode"),
            "`policy.mode: observe`: permissions are not enforced, what they refuse is let pass and "
            "only recorded; deny rules and closed privileged routes hold. Write `enforce` when "
            "`halogate advise` has shown what is needed"));
    }
    return result;
}

}  // namespace halogate::settings
