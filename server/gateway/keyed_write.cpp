// SPDX-License-Identifier: MIT
#include "gateway/keyed_write.hpp"

#include <string>
#include <utility>
#include <variant>

#include "core/idempotency/idempotency_key.hpp"
#include "gateway/cap_hold.hpp"
#include "gateway/forward.hpp"
#include "gateway/kept_answer.hpp"
#include "gateway/sharing.hpp"
#include "gateway/write_lead.hpp"

namespace halogate::gateway {

namespace {

constexpr std::string_view field_name = "Idempotency-Key";

/// The first request's failure, told to a later one.
OwnAnswer repeated(const idempotency::Failure& failure) {
    OwnAnswer answer{failure.code, "of the first request with this Idempotency-Key: " + failure.message};
    answer.outcome_unknown = failure.outcome_unknown;
    return answer;
}

OwnAnswer still_under_way() {
    OwnAnswer answer{ErrorCode::idempotency_key_in_use,
                     "the first request with this Idempotency-Key is still under way: come back for its "
                     "answer with the same key"};
    answer.retry_after = std::chrono::seconds{1};
    return answer;
}

/// One request with a key, until it has an answer.
class KeyedWrite {
public:
    explicit KeyedWrite(Call& call) : call_{call}, sharing_{call.services.sharing} {}
    [[nodiscard]] io::Task<void> run();

private:
    /// Nothing, or why the call is refused.
    [[nodiscard]] std::optional<OwnAnswer> read_key();
    [[nodiscard]] io::Task<void> replay(idempotency::Outcome outcome);
    /// True when the call must look again.
    [[nodiscard]] io::Task<bool> follow(std::shared_ptr<Flight> flight);
    [[nodiscard]] io::Task<void> lead(std::shared_ptr<Flight> flight, LinePlace place);

    Call& call_;
    Sharing& sharing_;
    std::string key_;
};

std::optional<OwnAnswer> KeyedWrite::read_key() {
    const http::Fields& fields = call_.head().fields;
    if (fields.count(field_name) != 1)
        return OwnAnswer{ErrorCode::bad_request, "a request has one Idempotency-Key at most"};
    auto key = idempotency::parse_idempotency_key(fields.find(field_name).value_or(""));
    if (!key) return OwnAnswer{ErrorCode::bad_request, std::move(key).error()};
    if (!call_.body_complete)
        return OwnAnswer{ErrorCode::body_too_large,
                         "a request with an Idempotency-Key must fit into callers.buffer: its body is "
                         "compared with that of later ones"};
    key_ = idempotency::scoped_key(call_.consumer_of().name, *key);
    return std::nullopt;
}

io::Task<void> KeyedWrite::run() {
    if (const auto refusal = read_key()) {
        co_await send_own_answer(call_, *refusal);
        co_return;
    }
    const Digest fingerprint = idempotency::fingerprint(call_.record.method, call_.target.text(), call_.body);
    bool again = true;
    while (again) {
        again = false;
        auto found = sharing_.keys().take(key_, fingerprint, call_.now());
        if (auto* const settled = std::get_if<idempotency::KeyBook::Settled>(&found)) {
            co_await replay(std::move(settled->outcome));
        } else if (std::holds_alternative<idempotency::KeyBook::New>(found)) {
            auto flight = std::make_shared<Flight>(key_, call_);
            sharing_.add_write(flight);
            co_await lead(std::move(flight), LinePlace::back);
        } else if (std::holds_alternative<idempotency::KeyBook::OtherRequest>(found)) {
            const OwnAnswer answer{ErrorCode::idempotency_key_reused,
                                   "this Idempotency-Key was used for another request (method, path, query "
                                   "or body differ): take a new one for each"};
            co_await send_own_answer(call_, answer);
        } else {
            const FlightKey key{key_};
            again = co_await follow(sharing_.write_under_way(key));
        }
    }
}

io::Task<void> KeyedWrite::replay(idempotency::Outcome outcome) {
    call_.record.reused = "replayed";
    if (const auto* const answer = std::get_if<cache::KeptAnswer>(&outcome)) {
        const Provenance provenance{R"(halogate; hit; detail="Idempotency-Key")", std::nullopt};
        co_await send_kept_answer(call_, *answer, provenance);
        co_return;
    }
    const OwnAnswer answer = repeated(*std::get<std::shared_ptr<const idempotency::Failure>>(outcome));
    co_await send_own_answer(call_, answer);
}

io::Task<bool> KeyedWrite::follow(std::shared_ptr<Flight> flight) {
    Fate fate;
    fate.kind = Fate::Kind::too_late;
    if (flight != nullptr) fate = co_await Flight::follow(call_, flight);
    switch (fate.kind) {
        case Fate::Kind::answered: co_await replay(std::move(fate.answer)); break;
        case Fate::Kind::failed: co_await send_own_answer(call_, *fate.failure); break;
        case Fate::Kind::leads: co_await lead(std::move(flight), fate.place); break;
        case Fate::Kind::alone: co_return true;
        case Fate::Kind::too_late: {
            const OwnAnswer answer = still_under_way();
            co_await send_own_answer(call_, answer);
            break;
        }
        case Fate::Kind::open:
        case Fate::Kind::hung_up: break;
    }
    co_return false;
}

io::Task<void> KeyedWrite::lead(std::shared_ptr<Flight> flight, LinePlace place) {
    WriteLead lead{call_, std::move(flight)};
    // Its caller may have gone in the very moment in which it was to lead.
    if (call_.record.caller_hung_up) co_return;
    CapHold caps{call_};
    if (const auto refusal = caps.take()) {
        co_await send_own_answer(call_, *refusal);
        co_return;
    }
    call_.tap = &lead;
    Forward forward{call_, place};
    co_await forward.run();
    call_.tap = nullptr;
}

}  // namespace

bool has_idempotency_key(const Call& call) {
    const http::RequestHead& head = call.reader.head();
    return head.method == http::Method::post && head.fields.find(field_name).has_value();
}

io::Task<void> write_once(Call& call) {
    KeyedWrite write{call};
    co_await write.run();
}

}  // namespace halogate::gateway
