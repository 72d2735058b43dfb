// SPDX-License-Identifier: MIT
#include "core/call/id_reader.hpp"

#include "base/ascii.hpp"

namespace halogate::call {

void IdReader::read(std::string_view piece) {
    for (const char c : piece) {
        if (over_) return;
        if (++bytes_ > most_bytes) {
            ids_.cut();
            over_ = true;
            return;
        }
        if (in_text_) {
            take_in_text(c);
            if (!in_text_) end_text();
        } else {
            take(c);
        }
    }
}

void IdReader::take(char c) {
    switch (c) {
        case '"':
            in_text_ = true;
            length_ = 0;
            break;
        case '{':
        case '[': open(c); break;
        case '}':
        case ']':
            end_word();
            close();
            break;
        case ',':
            end_word();
            if (in_element()) is_key_ = true;
            break;
        case ':':
            if (in_element()) is_key_ = false;
            length_ = 0;
            break;
        case ' ':
        case '\t':
        case '\r':
        case '\n': break;
        default: keep(c);
    }
}

void IdReader::take_in_text(char c) noexcept {
    if (escaped_) {
        escaped_ = false;
        return;
    }
    if (c == '"') {
        in_text_ = false;
        return;
    }
    escaped_ = c == '\\';
    // No id needs an escape; the backslash makes the word one that is none.
    keep(c);
}

void IdReader::open(char bracket) noexcept {
    ++depth_;
    length_ = 0;
    if (depth_ == 1) element_depth_ = bracket == '[' ? 2 : 1;
    if (depth_ != element_depth_) return;
    is_object_ = bracket == '{';
    is_key_ = true;
    is_id_ = false;
}

void IdReader::close() noexcept {
    if (depth_ == element_depth_) is_object_ = false;
    if (depth_ > 0) --depth_;
    over_ = depth_ == 0;
}

void IdReader::end_text() {
    if (!in_element()) return;
    if (!is_key_) return end_word();
    is_id_ = length_ == 2 && ascii::equal_ignoring_case({word_.data(), length_}, "id");
    length_ = 0;
}

void IdReader::end_word() {
    if (in_element() && !is_key_ && is_id_ && length_ > 0 && length_ <= word_.size())
        ids_.add({word_.data(), length_});
    length_ = 0;
}

void IdReader::keep(char c) noexcept {
    if (length_ < word_.size()) word_[length_] = c;
    if (length_ <= word_.size()) ++length_;
}

}  // namespace halogate::call
