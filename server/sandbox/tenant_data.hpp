// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sandbox/collection.hpp"

namespace halogate::sandbox {

/// Everything that the tenant holds: a collection for each resource, and the bytes of attachments.
class TenantData {
public:
    /// Bytes of all attachments together; more are refused.
    static constexpr std::size_t most_attachment_bytes = std::size_t{512} * 1024 * 1024;

    /// `resource` in the spelling of the table of resources.
    [[nodiscard]] Collection& of(std::string_view resource);

    /// The bytes of an attachment, or nullptr.
    [[nodiscard]] const std::string* attachment(std::int64_t id) const noexcept;
    [[nodiscard]] bool has_room_for(std::size_t bytes) const noexcept;
    void keep_attachment(std::int64_t id, std::string bytes);
    void drop_attachment(std::int64_t id);

private:
    std::map<std::string, Collection, std::less<>> collections_;
    std::map<std::int64_t, std::string> attachments_;
    std::size_t attachment_bytes_ = 0;
};

}  // namespace halogate::sandbox
