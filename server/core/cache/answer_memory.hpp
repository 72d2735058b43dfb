// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "core/cache/answer.hpp"

namespace halogate::cache {

/// The memory that shared answers may take together, counted for as long as anybody holds them: a caller that
/// reads slowly keeps its answer, whatever the cache has dropped meanwhile.
class AnswerMemory {
public:
    explicit AnswerMemory(std::size_t most_bytes) : count_{std::make_shared<Count>(Count{most_bytes, 0})} {}

    /// Null when there is no room for it; `answer` is as it was then.
    [[nodiscard]] KeptAnswer keep(Answer& answer) {
        const std::size_t bytes = answer.bytes();
        if (count_->used > count_->most || bytes > count_->most - count_->used) return nullptr;
        auto held = std::make_shared<const Held>(count_, std::move(answer), bytes);
        return {held, &held->answer};
    }
    /// What is held already stays, and counts.
    void reconfigure(std::size_t most_bytes) noexcept { count_->most = most_bytes; }
    [[nodiscard]] std::size_t bytes() const noexcept { return count_->used; }

private:
    struct Count {
        std::size_t most;
        std::size_t used;
    };
    struct Held {
        Held(std::shared_ptr<Count> counted, Answer kept, std::size_t size)
            : count{std::move(counted)}, answer{std::move(kept)}, bytes{size} {
            count->used += bytes;
        }
        ~Held() { count->used -= bytes; }
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;

        std::shared_ptr<Count> count;
        Answer answer;
        std::size_t bytes;
    };

    std::shared_ptr<Count> count_;
};

}  // namespace halogate::cache
