// SPDX-License-Identifier: MIT
#include "settings/tracing_reader.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "settings/fixed_header.hpp"
#include "settings/https_url.hpp"

namespace halogate::settings {
namespace {

bool has_header(const TracingSettings& tracing, std::string_view name) {
    return std::any_of(tracing.headers.begin(), tracing.headers.end(),
                       [&](const auto& header) { return ascii::equal_ignoring_case(header.name, name); });
}

void read_headers(const Section& from, ReadTracing& into) {
    for (const std::string& name : from.members()) {
        const Section header = from.named(name);
        auto fault = fault_of_header(name, HeaderFor::collector);
        if (!fault && has_header(into.tracing, name)) fault = "header " + quoted(name) + " is given twice";
        if (!fault && !header.given()) fault = "header " + quoted(name) + " has no value";
        if (fault) {
            into.findings.push_back(finding_at(header.place(), std::move(*fault)));
        } else {
            into.tracing.headers.push_back({name, header.value_of<Secret>()});
        }
    }
}

}  // namespace

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
    read_headers(from.in("headers"), result);
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
