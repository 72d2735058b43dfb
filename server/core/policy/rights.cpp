// SPDX-License-Identifier: MIT
#include "core/policy/rights.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "base/digest.hpp"

namespace halogate::policy {

namespace {

std::string line(char kind, const std::string& method, const std::string& pattern) {
    return kind + method + ' ' + ascii::lowered(pattern) + '\n';
}

}  // namespace

std::string rights_of(const ConsumerPolicy& consumer) {
    std::vector<std::string> lines;
    for (const std::string& permission : consumer.allow.names()) lines.push_back('+' + permission + '\n');
    for (const auto& named : consumer.named) lines.push_back(line('=', named.method, named.pattern));
    for (const auto& deny : consumer.deny) lines.push_back(line('-', deny.method, deny.pattern));
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    std::string text;
    for (const std::string& each : lines) text += each;
    return to_hex(sha256(text));
}

}  // namespace halogate::policy
