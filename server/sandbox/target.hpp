// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halogate::sandbox {

/// Decoded name=value pairs in their order; serves queries and form bodies alike.
class Query {
public:
    /// `+` is a blank and %XX a byte; an escape that is none stays as it is, as in ASP.NET.
    [[nodiscard]] static Query parsed(std::string_view text);

    /// The first value of that name in any letter case, or nullptr.
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
    /// The same, empty when absent.
    [[nodiscard]] std::string_view value(std::string_view name) const noexcept;
    [[nodiscard]] bool is_true(std::string_view name) const noexcept;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& pairs() const noexcept {
        return pairs_;
    }

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

/// A request target read as leniently as any server would: escapes decoded, dot segments resolved, empty
/// segments dropped. Whoever sends a path that means something else than it seems finds out here.
struct Target {
    std::string path;                   ///< as sent, without the query
    std::vector<std::string> segments;  ///< decoded
    Query query;

    /// Segment `index` equals `name` in any letter case.
    [[nodiscard]] bool is(std::size_t index, std::string_view name) const noexcept;
};

[[nodiscard]] Target parse_target(std::string_view text);
/// %XX decoded; what is no escape stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);
/// application/x-www-form-urlencoded: percent_decoded, and `+` is a blank.
[[nodiscard]] std::string form_decoded(std::string_view text);

}  // namespace halogate::sandbox
