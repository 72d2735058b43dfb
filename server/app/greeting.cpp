// SPDX-License-Identifier: MIT
#include "app/greeting.hpp"

#include <fmt/format.h>

#include <string_view>

#include "app/version.hpp"

namespace halogate::app {

namespace {

/// A line of more consumers and permissions is nothing that anybody reads.
constexpr std::size_t most_named = 5;

/// How curl is told of a listener.
struct CurlWords {
    std::string option;  ///< with a blank at its end, or nothing
    std::string origin;
};

CurlWords curl_words(const std::string& address) {
    constexpr std::string_view unix_scheme = "unix:";
    if (address.starts_with("https:")) return {"--cacert CA.pem ", address};
    if (!address.starts_with(unix_scheme)) return {"", address};
    return {"--unix-socket " + address.substr(unix_scheme.size()) + " ", "http://localhost"};
}

std::string command_to_try(const Greeting& greeting) {
    const CurlWords to = curl_words(greeting.addresses.front());
    return fmt::format("curl {}'{}/api/Tickets?page_size=3'", to.option, to.origin);
}

std::string tenant(const Greeting& greeting) {
    return greeting.settings.tenant.base_url +
           (greeting.sandbox ? " (built-in sandbox, nothing leaves this machine)" : "");
}

/// The first few, and how many more there are.
std::string shortened(std::vector<std::string> names, std::string_view separator) {
    const std::size_t more = names.size() > most_named ? names.size() - most_named : 0;
    names.resize(names.size() - more);
    std::string text = fmt::format("{}", fmt::join(names, separator));
    if (more > 0) text += fmt::format("{}and {} more", separator, more);
    return text;
}

std::string whom(const Greeting& greeting) {
    std::vector<std::string> names;
    for (const auto& consumer : greeting.settings.consumers) names.push_back(consumer.policy.name);
    return shortened(std::move(names), ", ");
}

std::string what_they_may(const Greeting& greeting) {
    std::vector<std::string> parts;
    const auto& consumers = greeting.settings.consumers;
    for (const auto& consumer : consumers) {
        auto allowed = consumer.policy.allowed_names();
        if (allowed.empty()) allowed.emplace_back("nothing");
        const std::string names = shortened(std::move(allowed), " ");
        parts.push_back(consumers.size() == 1 ? names : consumer.policy.name + ": " + names);
    }
    return shortened(std::move(parts), "; ");
}

}  // namespace

std::vector<std::string> greeting_lines(const Greeting& greeting) {
    std::string where = fmt::format("{}", fmt::join(greeting.addresses, ", "));
    if (!greeting.admin_address.empty())
        where += fmt::format("; health and status on {0}/readyz, metrics on {0}/metrics, dashboard at {0}/",
                             greeting.admin_address);
    return {fmt::format("halogate {} in front of {}, configuration from {}", version, tenant(greeting),
                        greeting.source),
            "  listens  " + where, "  serves   " + whom(greeting), "  may      " + what_they_may(greeting),
            "  try      " + command_to_try(greeting)};
}

void log_greeting(const Greeting& greeting, observe::Log& log) {
    log.info("halogate {}: configuration from {}", version, greeting.source);
    log.info("tenant: {}", tenant(greeting));
    for (const auto& consumer : greeting.settings.consumers)
        log.info("consumer {}: {}", consumer.policy.name, fmt::join(consumer.policy.allowed_names(), " "));
    for (const std::string& address : greeting.addresses) log.info("listening on {}", address);
    if (!greeting.admin_address.empty())
        log.info("health and status on {0}/readyz, metrics on {0}/metrics, dashboard at {0}/",
                 greeting.admin_address);
    log.info("try: {}", command_to_try(greeting));
}

}  // namespace halogate::app
