// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/call/call_record.hpp"
#include "core/call/exchange_record.hpp"
#include "core/retry/retry_reason.hpp"
#include "observe/duration_histogram.hpp"
#include "observe/series_table.hpp"

namespace halogate::token {
struct FetchFailure;
}

namespace halogate::observe {

/// How many of each class of status: 0 stands for none, 1 for 1xx, …
using ByClass = std::array<std::uint64_t, 6>;
[[nodiscard]] constexpr std::size_t class_of(unsigned status) noexcept {
    return status < 600 ? status / 100 : 0;
}

/// How requests for a token end.
enum class TokenResult : std::uint8_t { success, refused, unreachable, unusable, throttled };

/// What is counted since the start, as plain cells. The reactor's thread alone writes and reads them: no lock
/// and, once a consumer has called a route, no allocation. Label values are consumers' names and the
/// catalogue's patterns, never what a caller sent, and their number is bounded.
class Metrics {
public:
    /// Pairs of consumer and route, of consumer and permission, and routes alone that have a series.
    static constexpr std::size_t most_series = 256;

    /// These consumers have series from the start, so that the first event can be told from none.
    explicit Metrics(const std::vector<std::string>& consumers);

    void on_call(const call::CallRecord& record);
    void on_exchange(const call::ExchangeRecord& record);
    void on_retry(retry::RetryReason reason) noexcept { ++retries_[static_cast<std::size_t>(reason)]; }
    void on_token_request(const token::FetchFailure* failure) noexcept;

    /// One consumer's calls to one route.
    struct Lane {
        ByClass calls{};
        ByClass exchanges{};
        DurationHistogram durations;  ///< of the calls
    };
    struct Consumer {
        DurationHistogram queue_waits;  ///< of the calls that were let into the queue
        std::uint64_t throttled = 0;    ///< exchanges that were answered 429
    };
    /// consumer, route
    [[nodiscard]] const SeriesTable<Lane>& lanes() const noexcept { return lanes_; }
    /// consumer; the second value says nothing
    [[nodiscard]] const SeriesTable<Consumer>& consumers() const noexcept { return consumers_; }
    /// route, of its exchanges; the first value says nothing
    [[nodiscard]] const SeriesTable<DurationHistogram>& routes() const noexcept { return routes_; }
    /// consumer, permission
    [[nodiscard]] const SeriesTable<std::uint64_t>& denials() const noexcept { return denials_; }
    [[nodiscard]] std::uint64_t retries(retry::RetryReason reason) const noexcept {
        return retries_[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] std::uint64_t token_requests(TokenResult result) const noexcept {
        return token_requests_[static_cast<std::size_t>(result)];
    }

private:
    SeriesTable<Lane> lanes_{most_series};
    SeriesTable<Consumer> consumers_{most_series};
    SeriesTable<DurationHistogram> routes_{most_series};
    SeriesTable<std::uint64_t> denials_{most_series};
    std::array<std::uint64_t, retry::all_retry_reasons.size()> retries_{};
    std::array<std::uint64_t, 5> token_requests_{};
};

}  // namespace halogate::observe
