// SPDX-License-Identifier: MIT
#include "sandbox/tenant_data.hpp"

#include <utility>

namespace halogate::sandbox {

Collection& TenantData::of(std::string_view resource) {
    const auto found = collections_.find(resource);
    return found != collections_.end() ? found->second : collections_[std::string{resource}];
}

const std::string* TenantData::attachment(std::int64_t id) const noexcept {
    const auto found = attachments_.find(id);
    return found == attachments_.end() ? nullptr : &found->second;
}

bool TenantData::has_room_for(std::size_t bytes) const noexcept {
    return bytes <= most_attachment_bytes - attachment_bytes_;
}

void TenantData::keep_attachment(std::int64_t id, std::string bytes) {
    drop_attachment(id);
    attachment_bytes_ += bytes.size();
    attachments_[id] = std::move(bytes);
}

void TenantData::drop_attachment(std::int64_t id) {
    const auto found = attachments_.find(id);
    if (found == attachments_.end()) return;
    attachment_bytes_ -= found->second.size();
    attachments_.erase(found);
}

}  // namespace halogate::sandbox
