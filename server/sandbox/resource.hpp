// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace halogate::sandbox {

/// How a collection is listed: within {page_no, page_size, record_count, KEY: […]}, or as a bare array.
enum class Listing { envelope, bare };
/// What HaloPSA does to a write that lacks edit:X; it is not the same everywhere.
enum class Strictness {
    lenient,   ///< read:X may create; update and delete are refused with 400
    strict,    ///< every write is refused with 403
    unscoped,  ///< any scope will do
};

/// One row of the tenant's table of resources.
struct Resource {
    std::string_view name;      ///< as in the path, in HaloPSA's spelling
    std::string_view key;       ///< the plural in an envelope
    std::string_view singular;  ///< in messages
    std::string_view domain;    ///< of read:X and edit:X; empty when no scope gates it
    Listing listing;
    Strictness strictness;
};

[[nodiscard]] std::span<const Resource> resources() noexcept;
/// In any letter case; nullptr when the tenant has no such resource.
[[nodiscard]] const Resource* resource_named(std::string_view name) noexcept;

}  // namespace halogate::sandbox
