// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

/// Takes the call into the trace that its traceparent and tracestate name (W3C Trace Context), or into a new
/// one. A traceparent that is not of the form or stands there twice is as if there were none, and then so is
/// the tracestate.
void take_trace(Call& call);

/// The same two fields for the exchange that has begun: written anew, from what was checked.
void write_trace_fields(http::HeadWriter& writer, const Call& call);

}  // namespace halogate::gateway
