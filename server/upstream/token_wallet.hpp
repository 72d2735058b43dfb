// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/token/scope_plan.hpp"
#include "upstream/token_source.hpp"

namespace halogate::upstream {

/// The tokens that exchanges carry: one source for all (shared), or one for each set of scopes that a call
/// has needed (least), made when it is first needed. Of the latter at most `most_sets` are kept: who comes
/// beyond that takes the place of the one that has not been used for longest, unless all are in use. Reactor
/// thread only. stop() and an empty group come before destruction; so does the end of every lease.
class TokenWallet {
    struct Place {
        Place(TokenSource::Surroundings surroundings, std::string scope, Upkeep upkeep,
              TokenSource::OnFetched on_fetched, std::function<void()> on_unwanted)
            : source{surroundings, std::move(scope), upkeep, std::move(on_fetched), std::move(on_unwanted)} {}
        TokenSource source;
        std::size_t leases = 0;
        std::uint64_t used_at = 0;  ///< counted in leases
    };

public:
    static constexpr std::size_t most_sets = 64;

    struct Settings {
        token::ScopePlan plan;
        token::TokenLifecycle::Settings lifecycle = {};
    };
    TokenWallet(io::TaskGroup& tasks, io::AlarmClock& clock, Random& random, TokenFetcher& fetcher,
                Settings settings, TokenSource::OnFetched on_fetched);
    TokenWallet(const TokenWallet&) = delete;
    TokenWallet& operator=(const TokenWallet&) = delete;

    /// Fetches the first token, that of the plan's base, and keeps one at hand from now on.
    void start();
    /// Before start(): takes the place of another wallet of the same client at the same tenant. Tokens of the
    /// same scopes stay in use; where there is one for all, it is used until that of our scopes has come.
    void inherit(const TokenWallet& before);
    /// No renewal in the background any more. Who still waits for a token gets one; once nobody does, fetches
    /// in flight are abandoned.
    void stop();
    /// Nobody waits and no fetch runs.
    [[nodiscard]] bool is_idle() const noexcept;
    /// After stop(), in case a fetch went on to another address: as stop() does.
    void abandon_if_unwanted();

    /// A call's hold on the source of its token, which stays as long as it is held.
    class Lease {
    public:
        Lease() = default;
        Lease(Lease&& other) noexcept : place_{std::exchange(other.place_, nullptr)} {}
        Lease& operator=(Lease&& other) noexcept {
            std::swap(place_, other.place_);
            return *this;
        }
        ~Lease() {
            if (place_ != nullptr) --place_->leases;
        }

        [[nodiscard]] TokenSource& operator*() const noexcept { return place_->source; }
        [[nodiscard]] TokenSource* operator->() const noexcept { return &place_->source; }

    private:
        friend class TokenWallet;
        explicit Lease(Place& place) noexcept : place_{&place} { ++place.leases; }
        Place* place_ = nullptr;
    };
    /// The source for a call that needs this permission (policy::Decision::permission). One whose token is
    /// missing begins to fetch it.
    [[nodiscard]] Lease lease(std::string_view permission);

    /// The source that is kept at hand: whether it has a token says whether the gateway is ready.
    [[nodiscard]] const TokenSource& base() const noexcept { return base_.source; }
    [[nodiscard]] TokenSource& base() noexcept { return base_.source; }
    [[nodiscard]] const token::ScopePlan& plan() const noexcept { return plan_; }
    /// Sets of scopes that there is a source for.
    [[nodiscard]] std::size_t sets() const noexcept { return 1 + others_.size(); }
    /// Token requests since the start.
    [[nodiscard]] std::uint64_t requests() const noexcept { return gate_.requests(); }

private:
    using Others = std::unordered_map<std::string, std::unique_ptr<Place>>;

    [[nodiscard]] const Place* find(const std::string& scope) const noexcept;
    [[nodiscard]] std::unique_ptr<Place> new_place(const std::string& scope);
    [[nodiscard]] Place& place_for(const std::string& scope);
    void make_room();
    void after_fetch(TokenSource& source, const token::FetchFailure* failure);

    token::ScopePlan plan_;
    token::TokenGate gate_;
    TokenSource::Surroundings surroundings_;
    TokenSource::OnFetched on_fetched_;
    Place base_;
    Others others_;
    std::uint64_t leases_ = 0;
    bool running_ = false;
};

}  // namespace halogate::upstream
