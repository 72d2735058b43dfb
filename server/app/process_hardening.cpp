// SPDX-License-Identifier: MIT
#include "app/process_hardening.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace halogate::app {

namespace {

/// A shorter text is found in anything.
constexpr std::size_t shortest_part = 8;
constexpr std::string_view always = "HALOPSA_CLIENT_SECRET";

/// A secret can be put together from several variables, or stand in one beside other words.
bool tells(std::string_view value, const Secret& secret) {
    const std::string_view bytes = secret.reveal();
    if (bytes.empty() || value.empty()) return false;
    if (value == bytes) return true;
    return (bytes.size() >= shortest_part && value.find(bytes) != std::string_view::npos) ||
           (value.size() >= shortest_part && bytes.find(value) != std::string_view::npos);
}

/// The strings of the environment lie where the kernel put them: what is overwritten here is gone there too.
void overwrite(char* value) noexcept {
    for (volatile char* byte = value; *byte != '\0'; ++byte) *byte = '\0';
}

}  // namespace

void forbid_dumps() noexcept {
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

std::vector<std::pair<std::string, Secret>> forget_in_environment(const std::vector<Secret>& secrets) {
    std::vector<std::pair<std::string, Secret>> forgotten;
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable) {
        const std::string_view text{*variable};
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = text.substr(0, equals);
        const std::string_view value = text.substr(equals + 1);
        const bool telling =
            name == always || std::any_of(secrets.begin(), secrets.end(),
                                          [&](const Secret& secret) { return tells(value, secret); });
        if (!telling || value.empty()) continue;
        forgotten.emplace_back(name, Secret{value});
        overwrite(*variable + equals + 1);
    }
    return forgotten;
}

}  // namespace halogate::app
