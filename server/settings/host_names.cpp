// SPDX-License-Identifier: MIT
#include "settings/host_names.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::settings {
namespace {

constexpr std::size_t longest_name = 253;  // RFC 1035, 2.3.4, in text

bool is_host_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && std::all_of(name.begin(), name.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

}  // namespace

std::vector<std::string> read_host_names(const Section& from) {
    std::vector<std::string> hosts;
    for (Word& word : from.get<Words>("hosts")) hosts.push_back(std::move(word.text));
    return hosts;
}

std::vector<Finding> check_host_names(const std::vector<std::string>& hosts, const Section& from) {
    std::vector<Finding> findings;
    for (const std::string& host : hosts) {
        if (is_host_name(host)) continue;
        findings.push_back(finding_at(from.place("hosts"), quoted(from.key("hosts")) + ": " + quoted(host) +
                                                               " is no host name; write it without port"));
    }
    return findings;
}

}  // namespace halogate::settings
