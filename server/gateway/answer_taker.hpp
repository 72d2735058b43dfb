// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "io/task.hpp"
#include "upstream/connection.hpp"

namespace halogate::gateway {

/// Takes the tenant's answer to an exchange, once it is known to be the one that counts, in place of the
/// relay.
class AnswerTaker {
public:
    AnswerTaker() = default;
    virtual ~AnswerTaker() = default;
    AnswerTaker(const AnswerTaker&) = delete;
    AnswerTaker& operator=(const AnswerTaker&) = delete;

    /// `connection` has the head read, `held` is what was read of the body. As soon as all of the answer has
    /// been read `on_whole` is called, once, and the connection not touched any more. Returns whether it was.
    [[nodiscard]] virtual io::Task<bool> take(upstream::Connection& connection, std::string_view held,
                                              std::function<void()> on_whole) = 0;
};

}  // namespace halogate::gateway
