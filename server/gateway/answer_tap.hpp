// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/cache/answer.hpp"
#include "gateway/own_answer.hpp"
#include "http/head.hpp"

namespace halogate::gateway {

/// Listens to what a call meets at the tenant, for others who want the same. Lives in the coroutine of the
/// call that it is hung on (Call::tap), and is told everything on the reactor thread.
class AnswerTap {
public:
    AnswerTap() = default;
    virtual ~AnswerTap() = default;
    AnswerTap(const AnswerTap&) = delete;
    AnswerTap& operator=(const AnswerTap&) = delete;

    /// An exchange goes out now.
    virtual void begun() = 0;
    /// It has ended, and the call needs another one.
    virtual void sent_back() = 0;
    /// How large a body of this answer would be kept; nothing: the answer is for this call alone, and goes to
    /// its caller as it comes.
    [[nodiscard]] virtual std::optional<std::size_t> wants(const http::ResponseHead& answer) = 0;
    /// The answer, whole, before its caller has a byte of it. Null: it cannot be kept; `answer` is as it was
    /// then and goes on to the caller.
    [[nodiscard]] virtual cache::KeptAnswer keep(cache::Answer& answer, const http::ResponseHead& head) = 0;
    /// After wants(): the answer, which has this status, is larger than that.
    virtual void too_large(unsigned status) = 0;
    /// There is no answer of the tenant's; the caller gets this one, which is of no other call's making.
    virtual void failed(const OwnAnswer& answer) = 0;
    /// For the caller's Cache-Status (RFC 9211), once there is an answer; empty: none. A literal.
    [[nodiscard]] virtual std::string_view cache_status() const = 0;
};

}  // namespace halogate::gateway
