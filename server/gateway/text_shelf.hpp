// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace halogate::gateway {

/// Texts that keep their memory between calls: heads and small answers are written into them, so that a
/// relayed request allocates nothing for them. What has grown beyond the usual goes back to the heap.
class TextShelf {
public:
    /// Empty, with the room that an earlier one needed; put back when it goes.
    class Text {
    public:
        explicit Text(TextShelf& shelf) : shelf_{shelf}, text_{shelf.take()} {}
        ~Text() { shelf_.put_back(std::move(text_)); }
        Text(const Text&) = delete;
        Text& operator=(const Text&) = delete;

        [[nodiscard]] std::string& operator*() noexcept { return text_; }
        [[nodiscard]] std::string* operator->() noexcept { return &text_; }

    private:
        TextShelf& shelf_;
        std::string text_;
    };

private:
    static constexpr std::size_t most_kept = 64;
    static constexpr std::size_t largest_kept = std::size_t{16} * 1024;

    [[nodiscard]] std::string take() {
        if (kept_.empty()) return {};
        std::string text = std::move(kept_.back());
        kept_.pop_back();
        text.clear();
        return text;
    }
    void put_back(std::string text) noexcept {
        if (kept_.empty()) kept_.reserve(most_kept);
        if (kept_.size() < most_kept && text.capacity() <= largest_kept) kept_.push_back(std::move(text));
    }

    std::vector<std::string> kept_;
};

}  // namespace halogate::gateway
