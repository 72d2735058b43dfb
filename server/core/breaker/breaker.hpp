// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "core/retry/retry_rule.hpp"

namespace halogate::breaker {

struct Settings {
    unsigned failures = 5;       ///< so many in a row open the breaker; 0: they do not
    double rate = 0.5;           ///< this part of the exchanges within `window` opens it; 0: it does not
    std::size_t exchanges = 20;  ///< fewer within `window` have no rate
    Duration window = std::chrono::seconds{30};
    Duration open = std::chrono::seconds{5};      ///< until the first probe; doubled with each that fails
    Duration longest = std::chrono::seconds{60};  ///< `open` grows no further
};

/// What an exchange says about the tenant.
enum class Health : std::uint8_t {
    well,     ///< it answered, be it with a refusal: 500 is what HaloPSA says for a missing scope
    failed,   ///< it cannot be reached, does not answer, not in HTTP, or with 502, 503 or 504
    unknown,  ///< a kept-alive connection was closed before its next use
};
[[nodiscard]] Health health_of(const retry::Outcome& outcome) noexcept;

/// Why the breaker opened.
struct Sighting {
    unsigned in_a_row = 0;
    std::size_t failed = 0;  ///< of `exchanges` within `window`
    std::size_t exchanges = 0;
    Duration window{};
    bool by_rate = false;
    retry::Outcome last;  ///< the latest failure
};
/// "5 exchanges in a row have failed (the last: it answered 503)".
[[nodiscard]] std::string sentence(const Sighting& sighting);

/// What one outcome has changed.
struct Change {
    enum class Kind : std::uint8_t {
        opened,
        stays_open,  ///< its probe failed
        closed,
    };
    Kind kind = Kind::opened;
    TimePoint until{};  ///< when the next probe is due, unless closed
};

/// Keeps calls away from a tenant that fails: open after too many failures, then one probe at a time until
/// one passes. Time is told, nothing is drawn: the jitter comes with the outcome.
///
/// The rate is taken over thirtieths of the window, so what is older than the window counts up to a thirtieth
/// of it too long. Memory is fixed.
class Breaker {
public:
    enum class Gate : std::uint8_t {
        passes,     ///< closed: everybody may go
        shut,       ///< nobody before until()
        probe_due,  ///< one may go
        probe_out,  ///< nobody before that one's outcome is known
    };

    explicit Breaker(const Settings& settings) noexcept : settings_{settings} {}

    /// Other settings from now on. An open breaker stays open until its probe; what was counted within
    /// another window is forgotten.
    void reconfigure(const Settings& settings) noexcept;

    [[nodiscard]] Gate gate(TimePoint now) const noexcept;
    /// When the next probe is due; long past when closed.
    [[nodiscard]] TimePoint until() const noexcept { return open_ ? until_ : TimePoint::min(); }
    /// What has been seen; while open, what opened it.
    [[nodiscard]] const Sighting& sighting() const noexcept { return sighting_; }

    /// The gate said probe_due, and an exchange has been let through.
    void probe_started() noexcept { probe_out_ = true; }
    /// It ended without saying anything about the tenant: another is due.
    void probe_unused() noexcept { probe_out_ = false; }
    /// The probe's outcome. `jitter`, from 0 up to 1, shortens the pause by up to a fifth, so that gateways
    /// which fell out together do not come back together.
    [[nodiscard]] std::optional<Change> probed(const retry::Outcome& outcome, double jitter,
                                               TimePoint now) noexcept;
    /// The outcome of any other exchange. One that began before the breaker last closed says nothing new, and
    /// while it is open only the probe counts.
    [[nodiscard]] std::optional<Change> observe(const retry::Outcome& outcome, TimePoint started,
                                                double jitter, TimePoint now) noexcept;

private:
    static constexpr std::size_t parts = 30;
    struct Part {
        std::int64_t number = -1;  ///< since the clock's zero
        std::size_t exchanges = 0;
        std::size_t failed = 0;
    };

    [[nodiscard]] std::int64_t part_at(TimePoint now) const noexcept;
    void count(Health health, TimePoint now) noexcept;
    [[nodiscard]] bool too_many(TimePoint now) noexcept;
    Change shut(Change::Kind kind, double jitter, TimePoint now) noexcept;

    Settings settings_;
    std::array<Part, parts> parts_;
    Sighting sighting_;
    unsigned openings_ = 0;  ///< since it was closed: the first, and one for each probe that failed
    TimePoint until_{};
    TimePoint closed_at_ = TimePoint::min();
    bool open_ = false;
    bool probe_out_ = false;
};

}  // namespace halogate::breaker
