// SPDX-License-Identifier: MIT
#include "app/scope_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/program_parts.hpp"
#include "io/signal.hpp"
#include "upstream/fetch.hpp"

namespace halogate::app {

namespace {

constexpr std::size_t share_of_window = 10;  // one request of so many
constexpr unsigned most_throttled_tries = 5;
constexpr Duration pause_without_retry_after = std::chrono::seconds{5};
constexpr Duration longest_pause = std::chrono::minutes{5};
constexpr Duration pause_after_trouble = std::chrono::seconds{2};
constexpr std::string_view one_row = "pageinate=true&page_no=1&page_size=1";

bool is_throttled(const probe::ScopeSurvey::Answer& answer) {
    return !answer && answer.error().kind == token::FetchFailure::Kind::throttled;
}

bool is_trouble(const probe::ScopeSurvey::Answer& answer) {
    return !answer && (answer.error().kind == token::FetchFailure::Kind::unreachable ||
                       answer.error().kind == token::FetchFailure::Kind::unusable);
}

long long whole_seconds(Duration duration) {
    return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

}  // namespace

ScopeProbe::ScopeProbe(Surroundings surroundings, const settings::Settings& settings, Duration pace,
                       OnProgress on_progress)
    : here_{surroundings},
      settings_{settings},
      pace_{pace},
      on_progress_{std::move(on_progress)},
      fetcher_{fetcher_settings(settings), surroundings.clock, surroundings.dialer} {
    result_.most_api_requests = settings.limits.window.requests / share_of_window;
}

io::Task<ProbeResult> ScopeProbe::run() {
    const bool is_complete = co_await survey_scopes();
    result_.scopes = survey_.findings();
    if (is_complete) co_await try_reads();
    co_return std::move(result_);
}

io::Task<void> ScopeProbe::pause(Duration duration) {
    if (duration <= Duration::zero()) co_return;
    io::Signal<int> signal{here_.executor};
    io::Alarm alarm{here_.alarms, [&signal] { signal.set(0); }};
    alarm.set(here_.alarms.now() + duration);
    co_await signal.wait();
}

io::Task<ScopeProbe::Answer> ScopeProbe::ask(std::string scope) {
    bool was_in_trouble = false;
    Duration usual_pause = pause_without_retry_after;
    for (unsigned tries = 1;; ++tries) {
        ++result_.token_requests;
        Answer answer = co_await fetcher_.fetch(scope);
        Duration wait = Duration::zero();
        if (is_throttled(answer) && tries < most_throttled_tries) {
            wait = answer.error().retry_after.value_or(std::exchange(usual_pause, 2 * usual_pause));
            if (wait > longest_pause) co_return answer;
            on_progress_(fmt::format("the token endpoint answered 429: waiting {} s", whole_seconds(wait)));
        } else if (is_trouble(answer) && !std::exchange(was_in_trouble, true)) {
            wait = pause_after_trouble;
        } else {
            co_return answer;
        }
        co_await pause(wait);
    }
}

void ScopeProbe::keep(const std::string& scope, Answer answer) {
    survey_.add(scope, answer);
    if (answer) tokens_.insert_or_assign(scope, std::move(answer->value));
}

io::Task<bool> ScopeProbe::survey_scopes() {
    const auto scopes = probe::scopes_to_survey(settings_.tenant.scopes);
    on_progress_(fmt::format("asking the token endpoint for {} scopes, one by one", scopes.size()));
    const std::string control{probe::ScopeSurvey::control_scope};
    const Answer said_of_nonsense = co_await ask(control);
    survey_.control(said_of_nonsense);
    bool is_stopped = probe::ScopeSurvey::is_about_more(said_of_nonsense);
    if (is_stopped) result_.trouble = said_of_nonsense.error().message;
    for (const std::string& scope : scopes) {
        if (is_stopped) {
            const Answer unasked = Unexpected{token::FetchFailure{}};
            keep(scope, unasked);
            continue;
        }
        co_await pause(pace_);
        Answer answer = co_await ask(scope);
        is_stopped = probe::ScopeSurvey::is_about_more(answer);
        if (is_stopped) result_.trouble = answer.error().message;
        keep(scope, std::move(answer));
    }
    co_return !is_stopped;
}

io::Task<void> ScopeProbe::try_reads() {
    std::vector<std::string> granted;
    for (const auto& finding : result_.scopes)
        if (finding.standing == probe::Standing::granted) granted.push_back(finding.scope);
    const auto safe = probe::safe_reads(policy_settings(settings_).routes);
    const auto reads = probe::planned_reads(safe, granted, result_.most_api_requests);
    on_progress_(fmt::format("{} scopes are granted; reading one row of {} collections", granted.size(),
                             reads.size()));
    for (const probe::PlannedRead& planned : reads) {
        co_await pause(pace_);
        ReadSeen seen = co_await try_read(planned);
        const bool is_over = seen.status == 429;
        result_.reads.push_back(std::move(seen));
        if (!is_over) continue;
        on_progress_("the tenant answered 429: its limit is left to the others, and no more is read");
        co_return;
    }
}

io::Task<ReadSeen> ScopeProbe::try_read(probe::PlannedRead planned) {
    ReadSeen seen{.scope = planned.scope, .path = planned.path};
    auto url = upstream::parse_https_url(settings_.tenant.base_url + planned.path);
    if (!url) co_return seen;
    upstream::FetchRequest request;
    request.url = std::move(*url);
    request.url.query = one_row;
    request.url.origin.server_name = settings_.tenant.tls_server_name;
    request.bearer = tokens_.at(planned.scope);
    const TimePoint deadline = here_.clock.now() + settings_.tenant.response_timeout;
    ++result_.api_requests;
    const auto answer = co_await upstream::fetch(here_.dialer, request, deadline);
    if (answer) seen.status = answer->status;
    co_return seen;
}

}  // namespace halogate::app
