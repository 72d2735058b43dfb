// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace halogate::paging {

/// What one page held.
struct PageSeen {
    std::uint64_t rows = 0;
    std::optional<std::uint64_t> total;      ///< `record_count`, where the tenant gave it
    std::optional<std::uint64_t> page_size;  ///< what the tenant says that a page holds
    std::uint64_t fingerprint = 0;           ///< of the rows' bytes
};

/// Walks through the pages of a list, which HaloPSA gives no cursor for: says after each whether there is
/// another. Where the tenant says how many rows there are, that counts; else a page that is not full is the
/// last one.
class PageWalk {
public:
    /// A list of a million rows at 100 a page; a tenant that never comes to an end must not keep us for ever.
    static constexpr std::uint64_t most_pages = 10'000;

    enum class Step : std::uint8_t {
        next,        ///< another page is to be asked for
        done,        ///< that was the last one
        repeated,    ///< the page before came again: the tenant does not heed `page_no`
        incomplete,  ///< no more rows come, and the tenant says that there are more
        too_many,    ///< most_pages were read
    };

    /// `page_size` is what each page is asked for with.
    explicit PageWalk(std::uint64_t page_size) noexcept : page_size_{page_size} {}

    [[nodiscard]] Step after(const PageSeen& page) noexcept;
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::uint64_t pages() const noexcept { return pages_; }

private:
    std::uint64_t page_size_;
    std::uint64_t pages_ = 0;
    std::uint64_t rows_ = 0;
    std::optional<std::uint64_t> last_fingerprint_;
};

}  // namespace halogate::paging
