// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "core/retry/retry_rule.hpp"
#include "gateway/call.hpp"
#include "gateway/exchange_head.hpp"
#include "gateway/own_answer.hpp"
#include "upstream/connection.hpp"

namespace halogate::gateway {

/// Carries a judged call to the tenant: queue, token, exchange, and again until retry::judge says what the
/// caller gets. Lives in the coroutine of run().
class Forward {
public:
    explicit Forward(Call& call) : call_{call} {}
    Forward(const Forward&) = delete;
    Forward& operator=(const Forward&) = delete;

    /// Ends with an answer sent to the caller, the tenant's or our own, or with the caller gone.
    [[nodiscard]] io::Task<void> run();

private:
    /// True when the exchange may start; otherwise the caller has its answer.
    [[nodiscard]] io::Task<bool> queue_up();
    [[nodiscard]] io::Task<bool> wait_in_line(queue::DemandId id);
    [[nodiscard]] io::Task<void> refuse(queue::Refused refused);
    [[nodiscard]] io::Task<bool> get_token();
    [[nodiscard]] io::Task<void> refuse_without_token();

    [[nodiscard]] io::Task<retry::Outcome> exchange();
    [[nodiscard]] io::Task<io::WriteResult> send_request();
    [[nodiscard]] io::Task<io::WriteResult> stream_body();
    [[nodiscard]] io::Task<retry::Outcome> read_answer();
    /// Reads the part of the body that a decision may need; keeps it for the caller.
    [[nodiscard]] io::Task<void> hold_answer();
    void read_answer_notes(retry::Outcome& outcome);

    /// Acts on what retry::judge said. True when there is another attempt to make.
    [[nodiscard]] io::Task<bool> follow(retry::Decision decision, retry::Outcome outcome);
    [[nodiscard]] io::Task<bool> pause_until(TimePoint at);
    [[nodiscard]] io::Task<void> deliver();
    [[nodiscard]] io::Task<void> fail(retry::Fail failure);
    void end_exchange();

    Call& call_;
    Permit permit_;
    std::unique_ptr<upstream::Connection> connection_;
    std::uint64_t token_generation_ = 0;
    retry::AttemptState state_;
    TimePoint exchange_began_{};
    std::string held_;        ///< beginning of the answer's body
    std::string detail_;      ///< why the last exchange failed, for the caller and the log
    bool streaming_ = false;  ///< the body does not fit into the buffer: one attempt only
    bool at_front_ = false;
    bool caller_failed_ = false;  ///< the caller's body broke off while it was streamed
};

}  // namespace halogate::gateway
