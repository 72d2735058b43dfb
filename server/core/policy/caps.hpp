// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "core/limit/cap.hpp"
#include "core/policy/permission_set.hpp"
#include "core/policy/work.hpp"

namespace halogate::policy {

/// The caps of one consumer, as configured.
struct CapShapes {
    std::optional<limit::CapShape> create;
    std::optional<limit::CapShape> update;
    std::optional<limit::CapShape> delete_;
};

/// What each consumer may create, update and delete within a span of time: a budget for what cannot be
/// undone, beside the permissions.
class Caps {
public:
    /// By consumer; further consumers have none.
    explicit Caps(const std::vector<CapShapes>& shapes);

    /// Other caps from now on, at least as many consumers as before, in the same places. What was taken
    /// counts on, even when a cap comes back that was away.
    void reconfigure(const std::vector<CapShapes>& shapes);

    /// Whether the elements of this consumer's bodies have to be counted.
    [[nodiscard]] bool counts_elements(std::size_t consumer) const noexcept;

    struct Taken {
        std::size_t consumer = 0;
        std::array<std::optional<limit::Cap::Ticket>, 3> tickets;
    };
    struct Refused {
        Action action = Action::create;
        limit::CapShape shape;
        std::size_t asked = 0;
        std::size_t used = 0;
        std::optional<Duration> retry_after;  ///< nothing: never, the cap is smaller than what is asked
    };
    /// All of the work, or none of it. Where several caps refuse, the one that does so for longest is named.
    [[nodiscard]] Expected<Taken, Refused> take(std::size_t consumer, const Work& work, TimePoint now);
    /// The work was not done.
    void give_back(const Taken& taken) noexcept;

private:
    /// In the order create, update, delete.
    struct OneCap {
        std::optional<limit::Cap> count;
        bool in_force = false;  ///< one that is not remembers what was taken, for tickets and for its return
    };
    using OfConsumer = std::array<OneCap, 3>;
    std::vector<OfConsumer> caps_;
};

}  // namespace halogate::policy
