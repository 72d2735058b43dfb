// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halogate::paging {

/// Splits a page of a list, which comes in pieces of any size, into what stands before its rows, the rows,
/// and what stands after them, without changing a byte. A page is a bare array of rows, or an object with the
/// rows in one of its members (see names_rows). Keeps no more than the name and the number at hand. Brackets,
/// commas, colons and strings are held to JSON's grammar (RFC 8259), so that a page that ends too early, or
/// two that would not make one list, are seen; how a number is spelt is its reader's matter.
class PageSplitter {
public:
    /// `folded_path` outlives the splitter.
    explicit PageSplitter(std::string_view folded_path) noexcept : folded_path_{folded_path} {}

    enum class Kind : std::uint8_t {
        before,  ///< with the bracket that opens the rows, and blanks behind it
        rows,    ///< from the first row's first byte on, with the commas between
        after,   ///< from the bracket that closes the rows on
        broken,  ///< this is no page; see fault()
    };
    struct Part {
        Kind kind = Kind::before;
        std::string_view text;  ///< part of the piece
    };
    /// Cuts the next part from the front of `piece`, which is not empty.
    [[nodiscard]] Part take(std::string_view& piece);

    /// All of a JSON text has been read: nothing but blanks may follow.
    [[nodiscard]] bool is_whole() const noexcept {
        return depth_ == 0 && (in_word_ || expect_ == Expect::nothing);
    }
    [[nodiscard]] bool has_rows() const noexcept { return found_; }
    /// What is wrong with a broken page, as a part of a sentence.
    [[nodiscard]] std::string_view fault() const noexcept { return fault_; }

    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    /// `record_count` and `page_size` of the envelope, where they are numbers.
    [[nodiscard]] std::optional<std::uint64_t> total() const noexcept { return total_; }
    [[nodiscard]] std::optional<std::uint64_t> page_size() const noexcept { return page_size_; }
    /// Of the rows' bytes: to tell whether a page came again, not against forgery.
    [[nodiscard]] std::uint64_t fingerprint() const noexcept { return fingerprint_; }

private:
    enum class Expect : std::uint8_t { value, value_or_end, name, name_or_end, colon, comma_or_end, nothing };
    /// A page of rows is five levels deep or so; what is deeper than this is none.
    static constexpr std::size_t most_depth = 64;

    void step(char c);
    void step_in_text(char c);
    void begin_text();
    void begin_value();
    void open(char bracket);
    void close(char bracket);
    void end_value();
    void end_name();
    void end_word();
    void keep(char c) noexcept;
    void fail(std::string_view why) noexcept;
    [[nodiscard]] bool in_object() const noexcept { return (kinds_ & 1U) != 0; }
    [[nodiscard]] std::string_view word() const noexcept {
        return length_ <= word_.size() ? std::string_view{word_.data(), length_} : std::string_view{};
    }

    std::string_view folded_path_;
    Kind kind_ = Kind::before;
    bool front_seen_ = false;  ///< the front of the next piece has been stepped over already
    bool in_text_ = false;
    bool escaped_ = false;
    bool is_name_ = false;   ///< the text at hand is a member's name
    bool in_word_ = false;   ///< a number, or true, false, null
    bool is_rows_ = false;   ///< the member at hand has the name of the rows
    bool is_count_ = false;  ///< or of record_count
    bool is_size_ = false;   ///< or of page_size
    bool found_ = false;
    Expect expect_ = Expect::value;
    std::uint64_t kinds_ = 0;  ///< of the open brackets, the innermost lowest: 1 is an object
    std::size_t depth_ = 0;
    std::size_t rows_depth_ = 0;  ///< depth inside the rows' array
    std::uint64_t rows_ = 0;
    std::optional<std::uint64_t> total_;
    std::optional<std::uint64_t> page_size_;
    std::uint64_t fingerprint_ = 14695981039346656037U;
    std::array<char, 64>
        word_{};  ///< the name or word at hand, in the envelope; a longer one is none of ours
    std::size_t length_ = 0;
    std::string_view fault_;
};

}  // namespace halogate::paging
