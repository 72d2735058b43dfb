// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "sandbox/json.hpp"

namespace halogate::sandbox {

/// The rows of one resource, by id. Removed ones are kept aside, since HaloPSA can bring a ticket back.
class Collection {
public:
    using Rows = std::map<std::int64_t, Json>;

    /// Beyond this many rows nothing more is created, so that a load test cannot fill the memory.
    static constexpr std::size_t most_rows = 100'000;

    [[nodiscard]] const Rows& rows() const noexcept { return rows_; }
    [[nodiscard]] const Json* find(std::int64_t id) const noexcept;
    [[nodiscard]] bool is_full() const noexcept { return rows_.size() >= most_rows; }

    /// Gives the row the next id and puts that first.
    const Json& create(const Json& row);
    /// Members of `changes` replace those of the row; nullptr when there is no such row.
    const Json* update(std::int64_t id, const Json& changes);
    [[nodiscard]] bool remove(std::int64_t id);
    [[nodiscard]] bool recover(std::int64_t id);

private:
    Rows rows_;
    Rows removed_;
    std::int64_t last_id_ = 0;
};

}  // namespace halogate::sandbox
