// SPDX-License-Identifier: MIT
#include "program/support/memory.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include "program/support/temporary_folder.hpp"

namespace halogate::program {

namespace {

/// Of /proc/PID/status, which counts in KiB.
std::size_t bytes_of(pid_t pid, std::string_view name) {
    const std::string status = read_file("/proc/" + std::to_string(pid) + "/status");
    const std::size_t at = status.find(name);
    return at == std::string::npos ? 0 : std::strtoul(status.c_str() + at + name.size(), nullptr, 10) * 1024;
}

}  // namespace

std::size_t peak_memory(pid_t pid) {
    return bytes_of(pid, "VmHWM:");
}

std::size_t resident_memory(pid_t pid) {
    return bytes_of(pid, "VmRSS:");
}

}  // namespace halogate::program
