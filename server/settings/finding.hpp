// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halogate::settings {

/// Where a setting was written: a file with line and column counted from 1, or, with line 0, the environment
/// variable or command-line option that `file` then names.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

/// One thing that is wrong with a configuration: what, where, and what to do. Never holds a secret's bytes.
struct Finding {
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;
};

[[nodiscard]] Finding finding_at(const Place& place, std::string message);
/// "file:line:column: message", or "file: message" where there are no lines.
[[nodiscard]] std::string render(const Finding& finding);
/// In reading order, the same thing said once.
[[nodiscard]] std::vector<Finding> in_order(std::vector<Finding> findings);
/// A name as it stands in messages: between backquotes.
[[nodiscard]] std::string quoted(std::string_view name);

}  // namespace halogate::settings
