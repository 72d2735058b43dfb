// SPDX-License-Identifier: MIT
#include "core/paging/page_walk.hpp"

#include <algorithm>
#include <utility>

namespace halogate::paging {

PageWalk::Step PageWalk::after(const PageSeen& page) noexcept {
    ++pages_;
    const auto before = std::exchange(last_fingerprint_, page.fingerprint);
    if (page.rows > 0 && before == page.fingerprint) return Step::repeated;
    rows_ += page.rows;
    if (page.total) {
        if (rows_ >= *page.total) return Step::done;
        if (page.rows == 0) return Step::incomplete;
    } else {
        // More rows than asked for come from a list that knows no pages: it was whole.
        const std::uint64_t full = std::min(page_size_, page.page_size.value_or(page_size_));
        if (page.rows < full || page.rows > page_size_ || page.rows == 0) return Step::done;
    }
    return pages_ < most_pages ? Step::next : Step::too_many;
}

}  // namespace halogate::paging
