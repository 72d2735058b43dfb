// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace halogate::observe {

/// The first `Most` bytes of a text, without memory of its own. A character that does not fit whole is left
/// out.
template <std::size_t Most>
class FixedText {
public:
    FixedText& operator=(std::string_view text) noexcept {
        std::size_t size = std::min(text.size(), Most);
        // A cut before a continuation byte of UTF-8 would leave half a character.
        while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U)
            --size;
        std::copy_n(text.begin(), size, bytes_.begin());
        size_ = static_cast<std::uint16_t>(size);
        return *this;
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }

private:
    static_assert(Most <= UINT16_MAX);
    std::array<char, Most> bytes_{};
    std::uint16_t size_ = 0;
};

}  // namespace halogate::observe
