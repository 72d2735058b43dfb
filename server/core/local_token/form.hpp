// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/secret.hpp"

namespace halogate::local_token {

/// One field of a form; any of them may be a secret.
struct FormField {
    std::string name;
    Secret value;
};

/// '+' is a blank, escapes are decoded once; nothing for a broken escape.
[[nodiscard]] std::optional<std::string> form_decoded(std::string_view text);

/// application/x-www-form-urlencoded, in the order written. Fields without a value are left out, as RFC 6749,
/// 3.2 says. The error is one sentence: a broken escape, a name that stands there twice, too many fields.
[[nodiscard]] Expected<std::vector<FormField>, std::string> read_form(std::string_view body);

}  // namespace halogate::local_token
