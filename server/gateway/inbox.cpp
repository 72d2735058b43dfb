// SPDX-License-Identifier: MIT
#include "gateway/inbox.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace halogate::gateway {

std::span<char> Inbox::room() {
    if (begin_ > 0) {
        std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == bytes_.size()) bytes_.resize(std::max(first_bytes, bytes_.size() * 2));
    return {bytes_.data() + end_, bytes_.size() - end_};
}

void Inbox::consume(std::size_t bytes) noexcept {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
}

std::vector<char> Inbox::detach_front(std::size_t bytes) {
    const std::string_view rest = view().substr(bytes);
    std::vector<char> following(rest.begin(), rest.end());
    std::vector<char> front = std::exchange(bytes_, std::move(following));
    begin_ = 0;
    end_ = bytes_.size();
    return front;
}

void Inbox::recycle(std::vector<char> storage) noexcept {
    if (!empty() || storage.size() > kept_bytes) return;
    // What followed a head had room for itself alone; with so little the next request would come in pieces.
    const bool is_better = bytes_.size() < storage.size() || bytes_.size() > kept_bytes;
    if (!is_better) return;
    bytes_ = std::move(storage);
    begin_ = end_ = 0;
}

}  // namespace halogate::gateway
