// SPDX-License-Identifier: MIT
#include "settings/finding.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace halogate::settings {

Finding finding_at(const Place& place, std::string message) {
    return {place.file, place.line, place.column, std::move(message)};
}

std::string render(const Finding& finding) {
    std::string text = finding.file;
    if (finding.line > 0) text += ':' + std::to_string(finding.line) + ':' + std::to_string(finding.column);
    return text + ": " + finding.message;
}

std::vector<Finding> in_order(std::vector<Finding> findings) {
    const auto position = [](const Finding& f) { return std::tie(f.file, f.line, f.column); };
    std::stable_sort(findings.begin(), findings.end(),
                     [&](const Finding& a, const Finding& b) { return position(a) < position(b); });
    const auto same = [&](const Finding& a, const Finding& b) {
        return position(a) == position(b) && a.message == b.message;
    };
    findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
    return findings;
}

std::string quoted(std::string_view name) {
    std::string text{"`"};
    text.append(name);
    return text += '`';
}

}  // namespace halogate::settings
