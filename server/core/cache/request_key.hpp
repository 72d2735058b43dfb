// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace halogate::cache {

/// Whether a field of a request may change the answer. Not those that say who asks, by what program, in which
/// trace, or how fresh it should be.
[[nodiscard]] bool selects_answer(std::string_view field_name) noexcept;

/// What two reads must have in common to be one: the rights that they are made with, the target as it is
/// sent, and every field that crosses to the tenant and may select the answer, in the order in which it
/// stands. Compared whole, byte by byte: no digest that two could share.
class RequestKey {
public:
    /// `rights` names what the caller may do, in whatever words; `target` is CanonicalTarget::text(). Neither
    /// holds a line feed, and no field does.
    RequestKey(std::string_view rights, std::string_view target);
    /// A field that crosses to the tenant.
    void add(std::string_view name, std::string_view value);
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace halogate::cache
