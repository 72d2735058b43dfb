// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/urgency.hpp"
#include "core/call/call_record.hpp"
#include "core/call/id_list.hpp"
#include "core/path/canonical_target.hpp"
#include "core/policy/body_rule.hpp"
#include "core/policy/policy.hpp"
#include "core/trace/call_tracing.hpp"
#include "gateway/counted_bytes.hpp"
#include "gateway/inbox.hpp"
#include "gateway/list_paging.hpp"
#include "gateway/services.hpp"
#include "http/message_reader.hpp"
#include "io/byte_stream.hpp"

namespace halogate::gateway {

class AnswerTap;

/// One request of a caller, from its head to its access line. Lives in the session's coroutine; the steps of
/// the pipeline fill it as they go.
class Call {
public:
    Call(Services& services, const ListenerProfile& listener, io::ByteStream& caller, Inbox& inbox,
         http::RequestReader& reader);
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Takes the caller's X-Request-Id when it is a harmless word, else draws one.
    void take_request_id();

    [[nodiscard]] http::RequestHead& head() noexcept { return reader.head(); }
    /// The request's body has bytes on the wire that nobody has read: the connection cannot be used again.
    [[nodiscard]] bool body_unread() const noexcept { return !body_complete; }
    /// How long this caller waits for its exchange to start (`Prefer: wait=N`, else its consumer's max_wait).
    void take_wait();
    void take_priority();

    /// Waits until somebody sets the signal, the caller hangs up, or `deadline` passes (too_late).
    [[nodiscard]] io::Task<Wake> wait(WakeSignal& signal, TimePoint deadline);

    struct BodyPiece {
        bool ok = false;        ///< false: the caller is gone, too slow, or sent what is no body; see refusal
        std::string_view data;  ///< valid until the next call
        bool complete = false;
        http::Refusal refusal;
    };
    /// The next piece of the caller's body. Says `100 Continue` before the first one when the caller waits
    /// for it.
    [[nodiscard]] io::Task<BodyPiece> read_body();

    [[nodiscard]] TimePoint now() const { return services.alarms.now(); }
    [[nodiscard]] TimePoint after(Duration duration) const { return now() + duration; }
    [[nodiscard]] const Consumer& consumer_of() const { return services.consumers.at(consumer); }

    Services& services;
    const ListenerProfile& listener;
    io::ByteStream& caller;
    Inbox& inbox;
    http::RequestReader& reader;

    call::CallRecord record;
    TimePoint arrived;
    std::string_view request_id;  ///< the caller's own word, or the one drawn for it
    std::string own_message;      ///< of the answer that the gateway made itself
    trace::CallTracing trace;
    std::size_t consumer = 0;
    std::optional<policy::PermissionSet> token_scope;  ///< the caller's token was issued for this only
    path::CanonicalTarget target;
    policy::Decision decision;
    ListPaging paging;
    upstream::TokenWallet::Lease token;  ///< whose token the exchanges carry; held once it is to be forwarded
    call::IdList ids;                    ///< of what it wrote, for the audit log
    AnswerTap* tap = nullptr;            ///< whoever else wants to know what comes of it
    Urgency urgency = default_urgency;
    TimePoint give_up_at{};

    CountedBytes buffered;  ///< of the body, among those of all calls
    std::string body;       ///< held for retry; all of it when body_complete
    bool body_complete = true;
    /// Looks at what read_body answers before anybody passes it on.
    std::optional<policy::BodyWatch> body_watch;
    bool continue_sent = false;
    bool answer_started = false;  ///< bytes of an answer have left: no other answer can follow
    bool keep_alive = true;       ///< after this call the connection may carry another

private:
    std::array<char, 32> drawn_id_{};
};

}  // namespace halogate::gateway
