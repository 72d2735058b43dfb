// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace halogate::gateway {

/// One more for as long as it lives, however its coroutine ends. The count outlives it.
class Counted {
public:
    explicit Counted(std::size_t& count) noexcept : count_{count} { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::size_t& count_;
};

}  // namespace halogate::gateway
