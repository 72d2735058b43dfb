// SPDX-License-Identifier: MIT
#include "core/paging/page_splitter.hpp"

#include "base/ascii.hpp"
#include "core/paging/row_names.hpp"

namespace halogate::paging {

namespace {

constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

constexpr bool is_word_char(char c) noexcept {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '+' || c == '.';
}

/// Where in a text something is met that says more than itself: most bytes of a page are none of these.
std::size_t end_of_plain_text(std::string_view piece, std::size_t from) noexcept {
    while (from < piece.size() && piece[from] != '"' && piece[from] != '\\' &&
           static_cast<unsigned char>(piece[from]) >= 0x20)
        ++from;
    return from;
}

/// FNV-1a, 64 bits.
std::uint64_t mixed(std::uint64_t hash, std::string_view bytes) noexcept {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash;
}

}  // namespace

PageSplitter::Part PageSplitter::take(std::string_view& piece) {
    Part part{kind_, piece};
    for (std::size_t i = 0; i < piece.size(); ++i) {
        const bool is_kept = is_name_ && depth_ == 1;
        if (in_text_ && !escaped_ && !is_kept && !front_seen_) i = end_of_plain_text(piece, i);
        if (i == piece.size()) break;
        if (!front_seen_ && kind_ != Kind::broken) step(piece[i]);
        front_seen_ = false;
        if (kind_ == part.kind) continue;
        if (i == 0) {
            part.kind = kind_;
            continue;
        }
        // This byte begins the next part.
        part.text = piece.substr(0, i);
        front_seen_ = true;
        break;
    }
    piece.remove_prefix(part.text.size());
    if (part.kind == Kind::rows) fingerprint_ = mixed(fingerprint_, part.text);
    return part;
}

void PageSplitter::step(char c) {
    if (in_text_) return step_in_text(c);
    if (in_word_) {
        if (is_word_char(c)) return keep(c);
        end_word();
    }
    if (is_blank(c)) return;
    switch (c) {
        case '"': return begin_text();
        case '{':
        case '[': return open(c);
        case '}':
        case ']': return close(c);
        case ',':
            if (expect_ != Expect::comma_or_end) return fail("it has a comma out of place");
            expect_ = in_object() ? Expect::name : Expect::value;
            return;
        case ':':
            if (expect_ != Expect::colon) return fail("it has a colon out of place");
            expect_ = Expect::value;
            return;
        default: break;
    }
    if (!is_word_char(c)) return fail("it has a byte that JSON does not");
    begin_value();
    in_word_ = kind_ != Kind::broken;
    length_ = 0;
    keep(c);
}

void PageSplitter::step_in_text(char c) {
    if (escaped_) {
        escaped_ = false;
        return;
    }
    if (c == '"') {
        in_text_ = false;
        if (is_name_) return end_name();
        return end_value();
    }
    if (static_cast<unsigned char>(c) < 0x20) return fail("it has a control character in a text");
    escaped_ = c == '\\';
    if (is_name_ && depth_ == 1) {
        // Which member this is could be read in two ways.
        if (escaped_) return fail("a name in its envelope is written with escapes");
        keep(c);
    }
}

void PageSplitter::begin_text() {
    is_name_ = expect_ == Expect::name || expect_ == Expect::name_or_end;
    if (!is_name_) begin_value();
    in_text_ = true;
    length_ = 0;
}

/// Where a value may begin, and whether it is a row.
void PageSplitter::begin_value() {
    if (expect_ != Expect::value && expect_ != Expect::value_or_end)
        return fail("it has a value out of place");
    if (!found_ || kind_ == Kind::after || depth_ != rows_depth_) return;
    kind_ = Kind::rows;
    ++rows_;
}

void PageSplitter::open(char bracket) {
    begin_value();
    if (kind_ == Kind::broken) return;
    if (depth_ == most_depth) return fail("it is nested too deep");
    const bool is_object = bracket == '{';
    const bool holds_rows = !is_object && (depth_ == 0 || (depth_ == 1 && is_rows_));
    kinds_ = (kinds_ << 1U) | (is_object ? 1U : 0U);
    ++depth_;
    expect_ = is_object ? Expect::name_or_end : Expect::value_or_end;
    if (!holds_rows) return;
    if (found_) return fail("it has two arrays that may be the rows");
    found_ = true;
    rows_depth_ = depth_;
}

void PageSplitter::close(char bracket) {
    const bool may_end = expect_ == Expect::comma_or_end ||
                         expect_ == (bracket == '}' ? Expect::name_or_end : Expect::value_or_end);
    if (depth_ == 0 || !may_end || in_object() != (bracket == '}'))
        return fail("it has a bracket out of place");
    if (found_ && depth_ == rows_depth_ && kind_ != Kind::after) kind_ = Kind::after;
    kinds_ >>= 1U;
    --depth_;
    end_value();
}

void PageSplitter::end_value() {
    expect_ = depth_ == 0 ? Expect::nothing : Expect::comma_or_end;
}

void PageSplitter::end_name() {
    expect_ = Expect::colon;
    if (depth_ != 1) return;
    is_rows_ = names_rows(folded_path_, word());
    is_count_ = ascii::equal_ignoring_case(word(), "record_count");
    is_size_ = ascii::equal_ignoring_case(word(), "page_size");
}

void PageSplitter::end_word() {
    in_word_ = false;
    if (depth_ == 1 && in_object()) {
        if (is_count_) total_ = ascii::to_unsigned(word());
        if (is_size_) page_size_ = ascii::to_unsigned(word());
    }
    end_value();
}

void PageSplitter::keep(char c) noexcept {
    if (length_ < word_.size()) word_[length_] = c;
    if (length_ <= word_.size()) ++length_;
}

void PageSplitter::fail(std::string_view why) noexcept {
    kind_ = Kind::broken;
    fault_ = why;
}

}  // namespace halogate::paging
