// SPDX-License-Identifier: MIT
#include "core/call/id_list.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::call {

namespace {

constexpr std::size_t longest_number = 19;  // digits of 2^63 - 1
constexpr std::string_view uuid_form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool is_number(std::string_view id) noexcept {
    return !id.empty() && id.size() <= longest_number && id.front() != '0' &&
           std::all_of(id.begin(), id.end(), ascii::is_digit);
}

bool is_hexadecimal(char c) noexcept {
    return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'f');
}

bool is_uuid(std::string_view id) noexcept {
    return id.size() == uuid_form.size() &&
           std::equal(id.begin(), id.end(), uuid_form.begin(),
                      [](char c, char form) { return form == '-' ? c == '-' : is_hexadecimal(c); });
}

}  // namespace

void IdList::add(std::string_view id) {
    if (!is_number(id) && !is_uuid(id)) return;
    if (size_ == most) return cut();
    if (size_ > 0) text_ += ',';
    text_ += id;
    ++size_;
}

void IdList::clear() noexcept {
    text_.clear();
    size_ = 0;
    is_cut_ = false;
}

}  // namespace halogate::call
