// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halogate::program {

using FieldList = std::vector<std::pair<std::string, std::string>>;

/// An HTTP answer as a caller sees it: the body without its framing.
struct Answer {
    unsigned status = 0;  ///< 0: the connection ended before a whole head had come
    FieldList fields;     ///< as received
    std::string body;
    bool complete = false;  ///< false: the connection ended in the middle

    /// The first field of that name (any letter case), or "".
    [[nodiscard]] std::string field(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
    /// What a JSON pointer ("/details/0") finds in the body: a string as it is, anything else as JSON, ""
    /// when there is no such place or no JSON.
    [[nodiscard]] std::string at(std::string_view pointer) const;
};

/// As Answer::at, for any JSON text.
[[nodiscard]] std::string json_at(std::string_view json, std::string_view pointer);
/// The elements of a JSON array, each as JSON text.
[[nodiscard]] std::vector<std::string> json_elements(std::string_view json);

/// Takes one answer from the front of `bytes`; nothing when more are needed. At the end of the stream `ended`
/// lets a body without length be complete, and an unfinished answer be returned as incomplete.
[[nodiscard]] std::optional<Answer> take_answer(std::string& bytes, bool to_head, bool ended);

}  // namespace halogate::program
