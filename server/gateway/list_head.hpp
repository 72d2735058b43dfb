// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "gateway/call.hpp"

namespace halogate::gateway {

/// Appends the head of a list that is joined from its pages. The fields are ours alone: no field of a page is
/// true of the whole. Its end is not known, so that `framing` is chunked, or until_close in HTTP/1.0.
void write_list_head(std::string& out, const Call& call, http::BodyFraming::Kind framing);

}  // namespace halogate::gateway
