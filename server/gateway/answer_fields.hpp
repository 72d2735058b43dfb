// SPDX-License-Identifier: MIT
#pragma once

#include "http/head_writer.hpp"

namespace halogate::gateway {

/// Writes those fields of the tenant's answer that cross to the caller, and what a browser must be told about
/// it. Framing and the gateway's own fields are not among them.
void write_answer_fields(http::HeadWriter& writer, const http::Fields& answer);

/// The same for an answer that is kept: Age is left out, which changes.
void write_kept_fields(http::HeadWriter& writer, const http::Fields& answer);

}  // namespace halogate::gateway
