// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "core/policy/decision.hpp"

namespace halogate::policy {

/// What a call would change at the tenant, in elements.
struct Work {
    std::size_t creates = 0;
    std::size_t updates = 0;
    std::size_t deletes = 0;
};

/// The elements of its body where those were judged. Otherwise one of each kind that the asked permission
/// names; where it names none (`all`, an unlisted route), one deletion for DELETE, one update for POST.
[[nodiscard]] Work work_of(std::string_view method, const Decision& decision) noexcept;

}  // namespace halogate::policy
