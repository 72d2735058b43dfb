// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

struct ReadSharing {
    SharingSettings sharing;
    std::vector<cache::ResponseCache::Rule> cache;
    idempotency::KeyBook::Settings idempotency;
    std::vector<Finding> findings;
};

/// The sections `sharing`, `cache` and `idempotency` below the root. A pattern of the cache must name a
/// resource: what a write drops is found by that.
[[nodiscard]] ReadSharing read_sharing(const Section& root);

/// Warnings of patterns of the cache that no read of the catalogue matches.
[[nodiscard]] std::vector<Finding> check_cached_reads(const Settings& settings, const OptionValues& values);

}  // namespace halogate::settings
