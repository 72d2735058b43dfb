// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halogate::call {

/// The ids of what one call created, updated or deleted, for the audit line. Bounded, whatever a tenant or a
/// caller sends.
class IdList {
public:
    static constexpr std::size_t most = 100;

    /// Takes HaloPSA's two kinds of ids, whole numbers from 1 on and UUIDs (RFC 9562, 4). Anything else is
    /// left out: a text that is called `id` may be personal data or a secret. Beyond `most` the list is cut.
    void add(std::string_view id);
    /// There are ids that are not in the list.
    void cut() noexcept { is_cut_ = true; }
    void clear() noexcept;

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
    /// All of them in the order in which they came, with commas between. Lives until the next change.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

private:
    std::string text_;
    std::size_t size_ = 0;
    bool is_cut_ = false;
};

}  // namespace halogate::call
