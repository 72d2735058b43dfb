// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "settings/environment.hpp"

namespace halogate::settings {

/// Replaces, in one value that the YAML reader has already cut out,
///   ${NAME}            by the environment variable; not set is an error
///   ${NAME:-default}   by the variable, or the default when it is not set or empty
///   ${file:PATH}       by the file, without its final newline (one LF or CRLF); PATH may hold references
///   $${                by ${ itself.
/// What is put in is not read again, so a secret may hold `: # {` or `${` and arrives whole. The error names
/// the variable or path, never a value.
[[nodiscard]] Expected<std::string, std::string> interpolate(std::string_view text,
                                                             const Environment& environment);

/// A file's bytes as a value: without the newline that editors and `echo` put at the end. The error names the
/// file as it was written: references in it stay unresolved.
[[nodiscard]] Expected<std::string, std::string> value_from_file(const std::string& path,
                                                                 std::string_view written,
                                                                 const Environment& environment);

}  // namespace halogate::settings
