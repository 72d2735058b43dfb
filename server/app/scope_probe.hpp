// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "core/probe/read_plan.hpp"
#include "core/probe/scope_survey.hpp"
#include "io/alarm.hpp"
#include "io/dialer.hpp"
#include "settings/settings.hpp"
#include "upstream/token_fetcher.hpp"

namespace halogate::app {

/// A read that was tried, and what the tenant answered to it.
struct ReadSeen {
    std::string scope;
    std::string path;
    unsigned status = 0;  ///< 0: no answer
};

/// What a probe has seen.
struct ProbeResult {
    std::vector<probe::ScopeFinding> scopes;
    std::vector<ReadSeen> reads;
    std::size_t token_requests = 0;
    std::size_t api_requests = 0;
    std::size_t most_api_requests = 0;
    std::string trouble;  ///< why it ended early, and what to do; empty: it did not
};

/// Asks the token endpoint for each scope alone, then reads one row here and there with the tokens that it
/// got. It writes nothing, asks one thing at a time with a pause between, and obeys every 429; it spends at
/// most a tenth of limits.window on reads. Reactor thread only.
class ScopeProbe {
public:
    struct Surroundings {
        io::Executor executor;
        io::AlarmClock& alarms;
        const Clock& clock;
        io::Dialer& dialer;
    };
    /// Told, in a sentence, of what takes time.
    using OnProgress = std::function<void(std::string_view)>;

    /// `pace`: between two requests. The settings outlive it.
    ScopeProbe(Surroundings surroundings, const settings::Settings& settings, Duration pace,
               OnProgress on_progress);

    [[nodiscard]] io::Task<ProbeResult> run();

private:
    using Answer = probe::ScopeSurvey::Answer;

    /// Asks again after a 429, and once more after trouble.
    [[nodiscard]] io::Task<Answer> ask(std::string scope);
    /// True when the scopes were asked for, all of them.
    [[nodiscard]] io::Task<bool> survey_scopes();
    [[nodiscard]] io::Task<void> try_reads();
    [[nodiscard]] io::Task<ReadSeen> try_read(probe::PlannedRead planned);
    [[nodiscard]] io::Task<void> pause(Duration duration);
    void keep(const std::string& scope, Answer answer);

    Surroundings here_;
    const settings::Settings& settings_;
    Duration pace_;
    OnProgress on_progress_;
    upstream::HaloTokenFetcher fetcher_;
    std::map<std::string, Secret> tokens_;
    probe::ScopeSurvey survey_;
    ProbeResult result_;
};

}  // namespace halogate::app
