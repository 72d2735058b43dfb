// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/cache/answer_memory.hpp"
#include "core/cache/response_cache.hpp"
#include "core/idempotency/key_book.hpp"
#include "core/retry/retry_rule.hpp"
#include "gateway/flight_key.hpp"

namespace halogate::gateway {

class Call;
class Flight;

/// What keeps the gateway from asking the tenant twice: reads under way, answers that are kept, keys of
/// writes that were sent. Outlives every configuration; reactor thread only.
class Sharing {
public:
    struct Settings {
        bool in_flight = true;  ///< identical reads under way share one exchange
        std::size_t largest_answer = std::size_t{256} * 1024;  ///< bytes of a body that is shared
        /// Of answers that callers have not taken yet; those of the cache come on top.
        std::size_t most_bytes = std::size_t{16} * 1024 * 1024;
        cache::ResponseCache::Settings cache = {};
        idempotency::KeyBook::Settings keys = {};
    };
    explicit Sharing(Settings settings);
    Sharing(const Sharing&) = delete;
    Sharing& operator=(const Sharing&) = delete;

    /// Other settings, or other services behind them: nothing that was asked for before is shared from now
    /// on, and no answer of before is kept. Keys of writes stand.
    void reconfigure(Settings settings);

    [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
    [[nodiscard]] cache::ResponseCache& cache() noexcept { return cache_; }
    [[nodiscard]] cache::AnswerMemory& memory() noexcept { return memory_; }
    [[nodiscard]] idempotency::KeyBook& keys() noexcept { return keys_; }

    /// A read under way that this call may join; null: none.
    [[nodiscard]] std::shared_ptr<Flight> joinable(const FlightKey& key, const Call& call) const;
    /// The first request with an idempotency key; null when it is over.
    [[nodiscard]] std::shared_ptr<Flight> write_under_way(const FlightKey& key) const;
    void add_read(std::shared_ptr<Flight> flight);
    void add_write(std::shared_ptr<Flight> flight);
    /// Nobody joins it any more.
    void remove_read(const Flight& flight) { remove(reads_, flight); }
    void remove_write(const Flight& flight) { remove(writes_, flight); }
    [[nodiscard]] std::size_t flights() const noexcept { return reads_.size() + writes_.size(); }

    /// An exchange of this call begins: if it writes, what is kept of its resource is not true any more.
    void before_exchange(const Call& call);
    /// It has ended so, and its caller knows nothing of it yet.
    void after_exchange(const Call& call, const retry::Outcome& outcome);
    /// How many writes have crossed.
    [[nodiscard]] std::uint64_t writes() const noexcept { return crossed_; }

private:
    /// By their keys, which they hold.
    using Flights = std::multimap<FlightKey, std::shared_ptr<Flight>>;
    static void remove(Flights& flights, const Flight& flight);

    Settings settings_;
    cache::ResponseCache cache_;
    cache::AnswerMemory memory_;
    idempotency::KeyBook keys_;
    Flights reads_;  ///< several of one key where they cannot be joined
    Flights writes_;
    std::uint64_t crossed_ = 0;
};

}  // namespace halogate::gateway
