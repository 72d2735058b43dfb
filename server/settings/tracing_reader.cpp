// SPDX-License-Identifier: MIT
#include "settings/tracing_reader.hpp"

#include <utility>

#include "settings/https_url.hpp"

namespace halogate::settings {

ReadTracing read_tracing(const Section& from) {
    ReadTracing result;
    TracingSettings& tracing = result.tracing;
    const auto fault = [&](std::string_view option, const std::string& why) {
        result.findings.push_back(finding_at(from.place(option), quoted(from.key(option)) + " " + why));
    };
    tracing.sample = from.get<double>("sample");
    tracing.service_name = from.get<std::string>("service_name");
    tracing.ca_file = from.get<std::string>("ca_file");
    tracing.timeout = from.get<Duration>("timeout");
    tracing.interval = from.get<Duration>("interval");
    tracing.max_waiting = from.get<std::uint64_t>("max_waiting");
    if (!from.has("endpoint")) return result;
    auto url = read_collector_url(from.get<std::string>("endpoint"));
    if (!url) {
        fault("endpoint", url.error());
        return result;
    }
    tracing.endpoint = std::move(*url);
    if (!tracing.ca_file.empty() && tracing.endpoint.starts_with("http://"))
        fault("ca_file", "is for a collector at an `https://` address; leave it out");
    return result;
}

}  // namespace halogate::settings
