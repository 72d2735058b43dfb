// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"
#include "io/companion.hpp"
#include "upstream/connection.hpp"

namespace halogate::gateway {

/// Reads the head of the tenant's answer while the body of the request is still on its way (RFC 9112, 9.5). A
/// tenant that has said its last word needs no more of it: sending, and reading from the caller what to send,
/// end then as if their time were over. Lives in the exchange's coroutine, which must await finish().
class AnswerListener {
public:
    AnswerListener(Call& call, upstream::Connection& connection)
        : call_{call}, connection_{connection}, companion_{call.services.executor} {}

    void start() { companion_.start(listen()); }
    /// The head of the final answer is here, or none will come.
    [[nodiscard]] bool heard() const noexcept { return heard_; }
    /// Waits for the head until `deadline`, which may have passed already.
    [[nodiscard]] io::Task<upstream::ReadStatus> finish(TimePoint deadline);

private:
    [[nodiscard]] io::Task<void> listen();
    void stop();

    Call& call_;
    upstream::Connection& connection_;
    io::Companion companion_;
    upstream::ReadStatus status_ = upstream::ReadStatus::timed_out;
    bool heard_ = false;
    bool stopped_ = false;
};

}  // namespace halogate::gateway
