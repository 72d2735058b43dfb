// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "core/trace/tracer.hpp"

namespace halogate::otlp {

/// What is the same for all spans.
struct Resource {
    std::string service_name;
    std::string service_version;
    std::string tenant_host;
    std::uint16_t tenant_port = 443;
    std::string tenant_url;  ///< what stands before a path of an exchange: "https://x.halopsa.com"
};

/// Calendar time in UTC, as fine as spans are.
using UnixTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Appends the calls as an ExportTraceServiceRequest in OTLP's JSON encoding: ids in hexadecimal, 64-bit
/// numbers as text, enumerators as numbers. Names and attributes are those of OpenTelemetry's semantic
/// conventions for HTTP; what they do not know begins with `halogate.`. Holds no query, no header, no body
/// and no credential. `boot`: the time at which BootClock stood at zero.
void append_batch(std::string& out, std::span<const trace::Tracer::Record> calls, const Resource& resource,
                  UnixTime boot);

}  // namespace halogate::otlp
