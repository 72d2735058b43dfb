// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace halogate::token {

/// What a tenant may say in a short answer: more is not read.
inline constexpr std::size_t most_reply_bytes = std::size_t{256} * 1024;

/// The plain members of a JSON object's first level. Members that hold arrays or objects are not looked at.
class FlatObject {
public:
    /// Nothing when the text is not a JSON object, is too long or nested too deeply, or names a plain member
    /// twice: two parsers could then read it differently.
    [[nodiscard]] static std::optional<FlatObject> parse(std::string_view text);

    /// The string of that name; null when there is none or it is no string. Lives as long as the object.
    [[nodiscard]] const std::string* text(std::string_view name) const;
    /// The number of that name, written as a number or as a string of digits with at most one point.
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    /// Whether there is a plain member of that name, null included.
    [[nodiscard]] bool has(std::string_view name) const;

private:
    struct Other {};  ///< true, false, null
    using Value = std::variant<std::string, double, Other>;

    std::map<std::string, Value, std::less<>> members_;
};

}  // namespace halogate::token
