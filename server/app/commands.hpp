// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sandbox/options.hpp"

namespace halogate::app {

/// Exit status of every command.
enum class Exit : std::uint8_t { good = 0, finding = 1, usage = 2 };

struct ServeOptions {
    std::optional<std::string> config;     ///< file; nothing: as documented
    std::optional<std::string> listen;     ///< instead of the configured listeners
    std::optional<std::string> catalogue;  ///< file; nothing: as documented
    bool sandbox = false;                  ///< in front of a built-in tenant
};
[[nodiscard]] Exit serve(const ServeOptions& options);

[[nodiscard]] Exit run_sandbox(sandbox::Options options);

struct CheckOptions {
    std::optional<std::string> config;
    std::optional<std::string> catalogue;
    bool offline = false;
    bool json = false;
};
[[nodiscard]] Exit check(const CheckOptions& options);

struct HealthOptions {
    std::optional<std::string> config;  ///< file; nothing: as documented
    std::optional<std::string> admin;   ///< ADDRESS:PORT to ask instead of the configuration's
    bool ready = false;                 ///< whether it serves, not just whether it lives
    Duration timeout = std::chrono::seconds{2};
};
/// Asks the gateway that runs on this machine how it is, for a container's health check.
[[nodiscard]] Exit health(const HealthOptions& options);

struct KeyOptions {
    std::string name;  ///< of the consumer
    bool json = false;
};
/// Makes an API key for a consumer and prints it, its SHA-256, and what to paste into the configuration.
[[nodiscard]] Exit make_key(const KeyOptions& options);

struct RoutesOptions {
    std::optional<std::string> config;
    std::optional<std::string> catalogue;
    std::string method;  ///< with `path`: explain this one call; without: the whole policy
    std::string path;
    std::optional<std::string> body;  ///< file; "-" is the standard input
    std::string consumer = "anonymous";
    bool sandbox = false;
    bool json = false;
};
[[nodiscard]] Exit routes(const RoutesOptions& options);

struct ProbeOptions {
    std::optional<std::string> config;
    std::optional<std::string> catalogue;
    Duration pace = std::chrono::milliseconds{200};  ///< between two requests
    bool sandbox = false;
    bool json = false;
};
[[nodiscard]] Exit probe(const ProbeOptions& options);

struct AdviseOptions {
    std::optional<std::string> config;  ///< to compare with; nothing: no comparison
    std::vector<std::string> logs;      ///< files; "-" is stdin
    bool include_refused = false;
    bool json = false;
};
[[nodiscard]] Exit advise(const AdviseOptions& options);

}  // namespace halogate::app
