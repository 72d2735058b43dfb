// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace halogate::observe {

/// What a label says of what has no name, and of what came when there was no room for its own. No consumer
/// and no route is called so.
inline constexpr std::string_view unnamed = "(none)";
inline constexpr std::string_view all_others = "(other)";

/// Cells for each pair of label values that has been seen, bounded whatever comes: beyond `most` pairs the
/// second value becomes "(other)", beyond twice as many the first does, too. Series are found by their words
/// and not by an index, so that they go on when a new policy gives the same words other indexes. Allocates
/// for a new pair only. One thread.
template <class Cells>
class SeriesTable {
public:
    struct Series {
        std::string first;
        std::string second;
        Cells cells{};
    };

    explicit SeriesTable(std::size_t most) : most_{most} {}
    SeriesTable(const SeriesTable&) = delete;
    SeriesTable& operator=(const SeriesTable&) = delete;

    /// The reference stays good.
    [[nodiscard]] Cells& at(std::string_view first, std::string_view second) {
        const Words words{first.empty() ? unnamed : first, second.empty() ? unnamed : second};
        // An exchange and its call come one after the other.
        if (last_ != nullptr && words == Words{last_->first, last_->second}) return last_->cells;
        last_ = find(words);
        if (last_ == nullptr)
            last_ = series_.size() < most_ ? add(words) : crowded({words.first, all_others});
        return last_->cells;
    }
    /// In the order in which they were seen.
    [[nodiscard]] const std::deque<Series>& all() const noexcept { return series_; }

private:
    struct Words {
        std::string_view first;
        std::string_view second;
        [[nodiscard]] bool operator==(const Words&) const = default;
    };
    struct Hash {
        [[nodiscard]] std::size_t operator()(const Words& words) const noexcept {
            const std::hash<std::string_view> hash;
            return hash(words.first) * 31 + hash(words.second);
        }
    };

    [[nodiscard]] Series* find(const Words& words) {
        const auto found = index_.find(words);
        return found == index_.end() ? nullptr : found->second;
    }
    [[nodiscard]] Series* crowded(const Words& words) {
        if (Series* const found = find(words)) return found;
        if (series_.size() < 2 * most_) return add(words);
        const Words none_left{all_others, all_others};
        Series* const found = find(none_left);
        return found != nullptr ? found : add(none_left);
    }
    [[nodiscard]] Series* add(const Words& words) {
        Series& series =
            series_.emplace_back(Series{std::string{words.first}, std::string{words.second}, Cells{}});
        index_.emplace(Words{series.first, series.second}, &series);
        return &series;
    }

    std::size_t most_;
    std::deque<Series> series_;
    std::unordered_map<Words, Series*, Hash> index_;  ///< the words are those of series_
    Series* last_ = nullptr;                          ///< that was asked for
};

}  // namespace halogate::observe
