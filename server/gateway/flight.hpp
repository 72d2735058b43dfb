// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/cache/answer.hpp"
#include "gateway/call.hpp"
#include "gateway/flight_key.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/turn.hpp"

namespace halogate::gateway {

/// What became of a follower.
struct Fate {
    enum class Kind : std::uint8_t {
        open,      ///< nothing yet
        answered,  ///< the tenant's answer is its own, too
        failed,    ///< the leader's failure is its own, too
        leads,     ///< it goes to the tenant for all that are left
        alone,     ///< there is nothing to share: it goes by itself
        too_late,  ///< its own wait is over, and the leader is still in line
        hung_up,   ///< its caller is gone
    };
    Kind kind = Kind::open;
    cache::KeptAnswer answer = {};
    std::shared_ptr<const OwnAnswer> failure = {};
    LinePlace place = LinePlace::back;  ///< of one that leads
};

/// One call on its way to the tenant, the leader, and those that wait for its answer instead of going there
/// themselves. Followers stand in no queue and hold no permit; each has its own deadline and may leave at any
/// time. Whoever leads must, in the end, land() it or hand it on.
class Flight {
public:
    Flight(std::string key, const Call& leader) : text_{std::move(key)}, key_{text_} { led_by(leader); }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

    [[nodiscard]] const FlightKey& key() const noexcept { return key_; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }  ///< of the key
    [[nodiscard]] bool is_followed() const noexcept { return !followers_.empty(); }
    /// The leader's exchange is under way, and has been since that many writes had crossed.
    [[nodiscard]] std::optional<std::uint64_t> at_tenant_since() const noexcept { return at_tenant_since_; }
    /// Whether the leader's place in line serves this call as well as its own would.
    [[nodiscard]] bool waits_for(const Call& call) const noexcept {
        return consumer_ == call.services.places.consumer(call.consumer) && urgency_ <= call.urgency;
    }

    void led_by(const Call& leader) noexcept;
    void begun(std::uint64_t writes) noexcept { at_tenant_since_ = writes; }
    /// The leader waits again: followers whose time is over leave it.
    void sent_back(TimePoint now);

    /// Whom an outcome concerns.
    enum class Concerns : std::uint8_t {
        all,
        same_wait,  ///< not those that can wait much longer than the leader could for another attempt
    };
    void land(const cache::KeptAnswer& answer, Concerns whom);
    void fail(const OwnAnswer& answer, Concerns whom);
    /// Nothing comes that could be shared.
    void dissolve();
    /// To the follower that came first. False: there is none.
    [[nodiscard]] bool hand_on(LinePlace place);

    /// Waits for the end, which is never `open`. The flight's leader may change meanwhile.
    [[nodiscard]] static io::Task<Fate> follow(Call& call, std::shared_ptr<Flight> flight);

private:
    struct Follower {
        TimePoint give_up_at{};
        WakeSignal* signal = nullptr;
        Fate fate = {};
    };
    using Followers = std::list<Follower*>;  ///< in the order in which they came

    /// Takes it out of the list.
    void tell(Followers::iterator follower, Fate fate);
    void tell_all(const Fate& fate, Concerns whom);

    std::string text_;
    FlightKey key_;  ///< of text_
    std::size_t consumer_ = 0;
    Urgency urgency_ = default_urgency;
    TimePoint give_up_at_{};  ///< the leader's
    std::optional<std::uint64_t> at_tenant_since_;
    Followers followers_;
};

}  // namespace halogate::gateway
