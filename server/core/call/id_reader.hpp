// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/call/id_list.hpp"

namespace halogate::call {

/// Finds the member `id` (in any letter case) of a JSON object, or of each object in an array, in a body that
/// comes in pieces of any size. Looks at each byte once and keeps no more than one id. What is no JSON yields
/// at worst fewer ids; nothing else of the body is ever taken.
class IdReader {
public:
    /// A body that is longer is not read on, and the list says so.
    static constexpr std::size_t most_bytes = std::size_t{64} * 1024;

    /// `into` outlives the reader.
    explicit IdReader(IdList& into) noexcept : ids_{into} {}

    void read(std::string_view piece);

private:
    void take(char c);
    void take_in_text(char c) noexcept;
    void open(char bracket) noexcept;
    void close() noexcept;
    void end_text();
    void end_word();
    void keep(char c) noexcept;
    [[nodiscard]] bool in_element() const noexcept { return is_object_ && depth_ == element_depth_; }

    IdList& ids_;
    std::size_t bytes_ = 0;
    std::size_t depth_ = 0;          ///< open arrays and objects
    std::size_t element_depth_ = 1;  ///< depth inside an element: 2 when the body is an array
    bool is_object_ = false;         ///< the element at hand is one
    bool in_text_ = false;
    bool escaped_ = false;
    bool is_key_ = false;  ///< the next text of the element is a name
    bool is_id_ = false;   ///< the name at hand is `id`
    bool over_ = false;
    std::array<char, 36> word_{};  ///< the name or value at hand; a longer one is none that is looked for
    std::size_t length_ = 0;
};

}  // namespace halogate::call
