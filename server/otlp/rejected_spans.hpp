// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace halogate::otlp {

/// How many spans of a batch the collector says that it did not take, although its answer is 200:
/// `partialSuccess.rejectedSpans` of an ExportTraceServiceResponse in JSON (OTLP 1.x, "Partial Success"), as
/// text, which OTLP writes for 64-bit numbers, or as a number. 0 for anything else: a collector that answers
/// nonsense has taken the spans.
[[nodiscard]] std::uint64_t rejected_spans(std::string_view body);

}  // namespace halogate::otlp
