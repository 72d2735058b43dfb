// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error_code.hpp"
#include "core/cache/answer.hpp"

namespace halogate::idempotency {

/// An answer of the gateway's own that stands for the outcome of a request that was sent: no answer came, or
/// none that could be kept.
struct Failure {
    ErrorCode code = ErrorCode::internal_error;
    std::string message;
    bool outcome_unknown = false;
};

/// What the first request with a key got, and every later one gets.
using Outcome = std::variant<cache::KeptAnswer, std::shared_ptr<const Failure>>;

/// Whether the tenant's answer says that it has not taken up the request, because of its token or of the rate
/// limit: the key is free again then.
[[nodiscard]] bool was_not_taken_up(unsigned status, std::string_view body);

/// Which keys have been used, for what, and what came of it. Bounded in number and bytes: beyond that the
/// outcomes that are oldest are forgotten, never a key whose request is under way. Pure.
class KeyBook {
public:
    struct Settings {
        Duration keep = std::chrono::hours{24};  ///< after the outcome is known
        std::size_t most_keys = 100'000;
        std::size_t most_bytes = std::size_t{64} * 1024 * 1024;
    };
    explicit KeyBook(Settings settings) : settings_{settings} {}
    KeyBook(const KeyBook&) = delete;
    KeyBook& operator=(const KeyBook&) = delete;

    /// From the next key on. What is known stands.
    void reconfigure(Settings settings) noexcept { settings_ = settings; }

    struct New {};           ///< the key is taken from now on: settle() or release() must follow
    struct UnderWay {};      ///< the first request has no outcome yet
    struct OtherRequest {};  ///< the key was used for something else
    struct Settled {
        Outcome outcome;
    };
    using Finding = std::variant<New, UnderWay, OtherRequest, Settled>;

    /// `key` is unique to a consumer: see scoped_key.
    [[nodiscard]] Finding take(const std::string& key, const Digest& fingerprint, TimePoint now);
    /// The request that took the key has an outcome.
    void settle(const std::string& key, Outcome outcome, TimePoint now);
    /// Nothing was sent: the key may be used again, for anything.
    void release(const std::string& key);

    [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    struct Record {
        Digest fingerprint{};
        std::optional<Outcome> outcome;
        TimePoint settled_at{};
        std::size_t bytes = 0;
        std::list<const std::string*>::iterator place;  ///< in settled_, once there is an outcome
    };
    /// Ordered: what others choose must not choose the cost of a look-up.
    using Records = std::map<std::string, Record>;

    void forget_expired(TimePoint now);
    void forget(Records::iterator record);

    Settings settings_;
    Records records_;
    std::list<const std::string*> settled_;  ///< keys of the records, the oldest outcome first
    std::size_t bytes_ = 0;
};

/// A key belongs to the consumer that sends it. No name of a consumer holds a line feed.
[[nodiscard]] std::string scoped_key(std::string_view consumer, std::string_view key);

}  // namespace halogate::idempotency
