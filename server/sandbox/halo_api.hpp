// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/message.hpp"
#include "sandbox/resource.hpp"
#include "sandbox/scope_set.hpp"
#include "sandbox/target.hpp"
#include "sandbox/tenant_data.hpp"

namespace halogate::sandbox {

/// How many rows each resource has gained, changed and lost by requests.
struct WriteCounts {
    std::map<std::string, std::uint64_t> created;
    std::map<std::string, std::uint64_t> updated;
    std::map<std::string, std::uint64_t> deleted;
};

/// The resource server below /api, for a request whose token has been judged: reading, creating and updating
/// by POST, deleting, and HaloPSA's uneven refusals. It reads bodies as .NET does: names in any letter case,
/// numbers in quotes.
class HaloApi {
public:
    HaloApi();

    /// `target` lies below /api.
    [[nodiscard]] Answer answer(const Request& request, const Target& target, const ScopeSet& scopes,
                                WallTime wall);
    [[nodiscard]] const WriteCounts& counts() const noexcept { return counts_; }
    /// Back to what was there at the start.
    void reset();

private:
    [[nodiscard]] Answer read(const Resource& resource, const Target& target);
    [[nodiscard]] Answer read_attachment(const Target& target, std::int64_t id);
    [[nodiscard]] Answer write(const Resource& resource, const Request& request, const ScopeSet& scopes,
                               WallTime wall);
    /// Why this element of a POST cannot be done; nothing when it can.
    [[nodiscard]] std::optional<Answer> obstacle(const Resource& resource, const Json& row);
    [[nodiscard]] const Json* change(const Resource& resource, std::int64_t id, const Json& row);
    [[nodiscard]] const Json& create(const Resource& resource, Json row, WallTime wall);
    [[nodiscard]] Answer remove(const Resource& resource, const Target& target, const ScopeSet& scopes);

    TenantData data_;
    WriteCounts counts_;
};

}  // namespace halogate::sandbox
