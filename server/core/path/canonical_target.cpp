// SPDX-License-Identifier: MIT
#include "core/path/canonical_target.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "core/path/percent_coding.hpp"
#include "core/path/query_name.hpp"
#include "core/path/utf8.hpp"

namespace halogate::path {

namespace {

/// Why something is refused; nothing when it is fine.
using Refusal = std::optional<std::string_view>;

constexpr bool is_visible_ascii(char c) noexcept {
    return c >= 0x21 && c <= 0x7E;
}

Refusal refusal_of_raw(std::string_view target) noexcept {
    if (target.empty() || target.front() != '/') return "the request target must begin with '/'";
    if (!std::all_of(target.begin(), target.end(), is_visible_ascii)) {
        return "the request target holds a byte that is not visible ASCII: write it as an escape";
    }
    if (target.find('#') != std::string_view::npos) {
        return "the request target holds '#': fragments are never sent";
    }
    return std::nullopt;
}

Refusal refusal_of_character(char32_t c) noexcept {
    switch (c) {
        case U'/': return "the path holds an encoded slash";
        case U'\\': return "the path holds a backslash";
        case U';': return "the path holds ';': path parameters are not served";
        case U'%': return "the path holds an encoded '%': it would be decoded twice";
        case U'?':
        case U'#': return "the path holds an encoded '?' or '#'";
        default: break;
    }
    if (c < 0x20 || c == 0x7F) return "the path holds a control character";
    if (c >= 0x80 && may_read_as_ascii(c))
        return "the path holds a character that some readers take for another one";
    return std::nullopt;
}

/// `segment` is decoded.
Refusal refusal_of_segment(std::string_view segment) noexcept {
    for (auto rest = segment; !rest.empty();) {
        const auto c = next_code_point(rest);
        if (!c) return "the path is not valid UTF-8";
        if (const auto refusal = refusal_of_character(*c)) return refusal;
    }
    if (segment == "." || segment == ".." || segment.empty()) return std::nullopt;
    if (segment.back() == '.') return "a path segment ends in a dot";
    if (segment.front() == ' ' || segment.back() == ' ') return "a path segment begins or ends in a blank";
    return std::nullopt;
}

/// Takes segments one by one and resolves dot segments (RFC 3986, 5.2.4) as they come.
class PathBuilder {
public:
    [[nodiscard]] Refusal append(std::string_view raw) {
        // Nearly every segment needs no decoding: then it is its own canonical form.
        if (std::all_of(raw.begin(), raw.end(), is_plain_in_segment)) return append(raw, raw);
        const auto decoded = percent_decoded(raw);
        if (!decoded) return "the path holds '%' without two hexadecimal digits";
        return append(*decoded, segment_encoded(*decoded));
    }

    [[nodiscard]] CanonicalTarget finish() && {
        if (path_.empty()) return {"/", "/", {}};
        return {std::move(path_), std::move(folded_), {}};
    }

private:
    Refusal append(std::string_view decoded, std::string_view encoded) {
        if (const auto refusal = refusal_of_segment(decoded)) return refusal;
        if (decoded.empty() || decoded == ".") return std::nullopt;
        if (decoded == "..") return climb();
        path_ += '/';
        path_ += encoded;
        folded_ += '/';
        std::transform(decoded.begin(), decoded.end(), std::back_inserter(folded_), ascii::lower);
        return std::nullopt;
    }

    Refusal climb() {
        if (path_.empty()) return "the path climbs above the root";
        path_.erase(path_.rfind('/'));
        folded_.erase(folded_.rfind('/'));
        return std::nullopt;
    }

    std::string path_;
    std::string folded_;
};

Expected<CanonicalTarget, std::string> canonical_path(std::string_view raw) {
    PathBuilder builder;
    while (!raw.empty()) {
        raw.remove_prefix(1);  // the slash
        const auto end = std::min(raw.find('/'), raw.size());
        if (const auto refusal = builder.append(raw.substr(0, end))) {
            return Unexpected{std::string{*refusal}};
        }
        raw.remove_prefix(end);
    }
    return std::move(builder).finish();
}

Expected<std::string, std::string> checked_query(std::string_view raw) {
    std::string kept;
    kept.reserve(raw.size());
    bool first = true;
    while (true) {
        const auto end = raw.find('&');
        const auto parameter = raw.substr(0, end);
        if (hides_name(parameter, "tenant")) {
            return Unexpected{
                std::string{"the query holds ';tenant': the tenant is not the caller's to choose"}};
        }
        if (!may_name(parameter, "tenant")) {
            if (!first) kept += '&';
            kept += parameter;
            first = false;
        }
        if (end == std::string_view::npos) return kept;
        raw.remove_prefix(end + 1);
    }
}

}  // namespace

std::string CanonicalTarget::text() const {
    return query.empty() ? path : path + '?' + query;
}

Expected<CanonicalTarget, std::string> canonical_target(std::string_view target) {
    if (const auto refusal = refusal_of_raw(target)) return Unexpected{std::string{*refusal}};
    const auto question = target.find('?');
    auto result = canonical_path(target.substr(0, question));
    if (!result || question == std::string_view::npos) return result;
    auto query = checked_query(target.substr(question + 1));
    if (!query) return Unexpected{std::move(query).error()};
    result->query = *std::move(query);
    return result;
}

}  // namespace halogate::path
