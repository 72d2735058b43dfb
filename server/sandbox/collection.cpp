// SPDX-License-Identifier: MIT
#include "sandbox/collection.hpp"

#include "base/ascii.hpp"

namespace halogate::sandbox {

namespace {

/// What a caller may not set: the id belongs to the tenant, and names that begin with _ are orders, not data.
bool is_data(const std::string& name) noexcept {
    return !name.starts_with('_') && !ascii::equal_ignoring_case(name, "id");
}

void copy_data(Json& row, const Json& from) {
    for (const auto& [name, value] : from.items()) {
        if (is_data(name)) row[name] = value;
    }
}

}  // namespace

const Json* Collection::find(std::int64_t id) const noexcept {
    const auto found = rows_.find(id);
    return found == rows_.end() ? nullptr : &found->second;
}

const Json& Collection::create(const Json& row) {
    Json created{{"id", ++last_id_}};
    copy_data(created, row);
    return rows_.emplace(last_id_, std::move(created)).first->second;
}

const Json* Collection::update(std::int64_t id, const Json& changes) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return nullptr;
    copy_data(found->second, changes);
    return &found->second;
}

bool Collection::remove(std::int64_t id) {
    auto row = rows_.extract(id);
    if (row.empty()) return false;
    removed_.insert(std::move(row));
    return true;
}

bool Collection::recover(std::int64_t id) {
    auto row = removed_.extract(id);
    if (row.empty()) return false;
    rows_.insert(std::move(row));
    return true;
}

}  // namespace halogate::sandbox
