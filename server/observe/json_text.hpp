// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace halogate::observe {

/// Appends `text` as a JSON string with its quotes (RFC 8259, 7). Bytes that are not UTF-8 become U+FFFD, one
/// for each ill-formed part (Unicode 15, 3.9), so that a log is JSON whatever a caller sent; control
/// characters, C1 and DEL included, are escaped, so that it cannot steer a terminal.
void append_json_string(std::string& out, std::string_view text);
/// The same without quotes: a part of a string.
void append_json_characters(std::string& out, std::string_view text);

}  // namespace halogate::observe
