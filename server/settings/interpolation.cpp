// SPDX-License-Identifier: MIT
#include "settings/interpolation.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {
namespace {

bool is_variable_name(std::string_view name) {
    if (name.empty() || ascii::is_digit(name.front())) return false;
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return c == '_' || ascii::is_digit(c) || ascii::is_alpha(c); });
}

constexpr std::string_view opening = "${";
constexpr std::string_view file_prefix = "file:";

/// Where the `}` of a reference stands whose text begins after its `${`. The path of a file may hold
/// references, with a `}` of their own; a default may not, and ends at the first.
std::size_t closing_of(std::string_view text) {
    if (text.substr(0, file_prefix.size()) != file_prefix) return text.find('}');
    std::size_t inner = 0;
    for (std::size_t at = file_prefix.size(); at < text.size(); ++at) {
        if (text.substr(at, opening.size()) == opening) ++inner;
        if (text[at] == '}' && inner-- == 0) return at;
    }
    return std::string_view::npos;
}

/// `inside` is what stands between `${` and `}`.
Expected<std::string, std::string> resolve(std::string_view inside, const Environment& environment) {
    if (inside.substr(0, file_prefix.size()) == file_prefix) {
        const auto written = inside.substr(file_prefix.size());
        auto path = interpolate(written, environment);
        return path ? value_from_file(*path, written, environment) : path;
    }
    const auto split = inside.find(":-");
    const std::string name{inside.substr(0, split)};
    if (!is_variable_name(name)) {
        return Unexpected{
            "`${" + std::string{inside} +
            "}` is no reference; write `${NAME}`, `${NAME:-default}` or `${file:PATH}`, and `$${` for a "
            "plain `${`"};
    }
    auto value = environment.get(name);
    if (split != std::string_view::npos) {
        return value && !value->empty() ? std::move(*value) : std::string{inside.substr(split + 2)};
    }
    if (!value) {
        return Unexpected{"environment variable " + quoted(name) + " is not set; set it, or write `${" +
                          name + ":-default}`"};
    }
    return std::move(*value);
}

}  // namespace

Expected<std::string, std::string> interpolate(std::string_view text, const Environment& environment) {
    std::string result;
    for (;;) {
        const auto open = text.find(opening);
        result.append(text.substr(0, open));
        if (open == std::string_view::npos) return result;
        text.remove_prefix(open + opening.size());
        if (!result.empty() && result.back() == '$' && open > 0) {
            result.push_back('{');  // `$${`: the first `$` is in the result already
            continue;
        }
        const auto close = closing_of(text);
        if (close == std::string_view::npos) {
            return Unexpected{std::string{"`${` without its `}`; write `$${` for a plain `${`"}};
        }
        auto value = resolve(text.substr(0, close), environment);
        if (!value) return value;
        result += *value;
        text.remove_prefix(close + 1);
    }
}

Expected<std::string, std::string> value_from_file(const std::string& path, std::string_view written,
                                                   const Environment& environment) {
    auto bytes = environment.read_file(path);
    if (!bytes) return Unexpected{"cannot read file " + quoted(written) + ": " + bytes.error()};
    auto& value = *bytes;
    if (!value.empty() && value.back() == '\n') {
        value.pop_back();
        if (!value.empty() && value.back() == '\r') value.pop_back();
    }
    return bytes;
}

}  // namespace halogate::settings
