// SPDX-License-Identifier: MIT
#include "app/gateway_app.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/smart_ptr/make_local_shared.hpp>
#include <stdexcept>
#include <utility>

#include "app/program_parts.hpp"
#include "core/token/scopes.hpp"

namespace halogate::app {

namespace {

constexpr Duration between_sweeps = std::chrono::milliseconds{250};
/// More of them are counted only.
constexpr std::size_t most_calls_named = 20;

std::unique_ptr<SpanExport> span_export(const settings::Settings& settings,
                                        const SpanExport::Surroundings& here) {
    return settings.tracing.is_on() ? std::make_unique<SpanExport>(settings, here) : nullptr;
}

}  // namespace

GatewayApp::GatewayApp(boost::asio::io_context& context, Start start, InheritedSockets inherited,
                       observe::Log& log, observe::Telemetry& telemetry)
    : context_{context},
      log_{log},
      telemetry_{telemetry},
      extra_ca_pem_{std::move(start.extra_ca_pem)},
      process_key_{new_process_key()},
      alarms_{context, clock_},
      tasks_{context.get_executor(),
             [this](const std::exception_ptr& exception) { report_exception(exception); }},
      state_{.source = std::move(start.source), .in_force_since = clock_.wall_now()},
      first_places_{consumer_places_.places_of(start.settings.consumers)},
      admission_{admission_settings(start.settings, first_places_, consumer_places_.size()), clock_.now()},
      admission_driver_{admission_, alarms_,
                        [this](const breaker::Change& change, const breaker::Sighting& seen) {
                            report_breaker(change, seen);
                        }},
      caps_{cap_shapes(start.settings, first_places_, consumer_places_.size())},
      spans_{span_export(start.settings, {context.get_executor(), tasks_, alarms_, clock_, random_, log_})},
      sharing_{sharing_settings(start.settings)},
      retry_budget_{start.settings.retry.budget},
      sweep_{alarms_, [this] { sweep(); }},
      generation_{boost::make_local_shared<Generation>(surroundings(), std::move(start.settings),
                                                       std::move(first_places_), nullptr)},
      services_{generation_->services()},
      gateway_{alarms_, admission_driver_, tasks_,
               [this](const std::string& peer, const std::string& detail) {
                   log_.debug("{}: no TLS connection could be agreed: {}", peer, detail);
               }},
      inherited_{std::move(inherited)},
      listeners_{context.get_executor(), alarms_, inherited_, gateway_},
      admin_{context.get_executor(), alarms_, inherited_, {*services_, gateway_, telemetry_}, tasks_},
      drain_limit_{alarms_, [this] { give_up("time is up"); }} {
    auto doors = listeners_.prepare(settings().listeners);
    admin_.commit(admin_.prepare(settings()));
    listeners_.commit(std::move(doors), generation_);
    if (const auto unused = inherited_.unused(); !unused.empty())
        throw std::runtime_error{fmt::format(
            "the service manager passed {}, and no listener of the configuration has that address: give one "
            "to `listeners` or `admin.address`, or take it out of the socket unit; the configuration has {}",
            fmt::join(unused, ", "), fmt::join(addresses(), ", "))};
}

GatewayApp::~GatewayApp() = default;

Generation::Surroundings GatewayApp::surroundings() {
    return {context_,
            alarms_,
            clock_,
            random_,
            tasks_,
            admission_driver_,
            retry_budget_,
            caps_,
            sharing_,
            telemetry_,
            buffered_bytes_,
            spooled_bytes_,
            state_,
            spans_ ? &spans_->tracer() : nullptr,
            extra_ca_pem_,
            process_key_,
            [this](token::TokenMode mode, const upstream::TokenSource& source,
                   const token::FetchFailure* failure) {
                telemetry_.on_token_request(failure);
                report_token(mode, source, failure);
            }};
}

void GatewayApp::start() {
    generation_->tokens()->start(nullptr);
}

void GatewayApp::reload(settings::Settings settings, std::string source, const std::function<void()>& also) {
    if (settings.tracing != generation_->settings().tracing)
        log_.warning("reload: `tracing` has changed, and counts from the next start on");
    auto places = consumer_places_.places_of(settings.consumers);
    auto admission = admission_settings(settings, places, consumer_places_.size());
    const auto shapes = cap_shapes(settings, places, consumer_places_.size());
    auto next = boost::make_local_shared<Generation>(surroundings(), std::move(settings), std::move(places),
                                                     generation_.get());
    auto doors = listeners_.prepare(next->settings().listeners);
    auto admin = admin_.prepare(next->settings());
    also();
    admission_driver_.reconfigure(std::move(admission));
    caps_.reconfigure(shapes);
    sharing_.reconfigure(sharing_settings(next->settings()));
    retry_budget_.reconfigure(next->settings().retry.budget);
    listeners_.commit(std::move(doors), next);
    put_in_force(std::move(next));
    admin_.commit(std::move(admin));
    ++state_.generation;
    state_.source = std::move(source);
    state_.in_force_since = clock_.wall_now();
    state_.last_error.clear();
    listeners_.report_certificates(log_, clock_.wall_now());
    for (const std::string& socket : inherited_.unused())
        log_.warning(
            "{} belongs to the service manager, and no listener has its address any more: whoever connects "
            "there waits; take it out of the socket unit",
            socket);
}

void GatewayApp::put_in_force(boost::local_shared_ptr<Generation> generation) {
    const auto before = std::exchange(generation_, std::move(generation));
    services_.emplace(generation_->services());
    if (before->link() != generation_->link()) before->link()->pool().close_idle();
    if (before->tokens() == generation_->tokens()) return;
    generation_->tokens()->start(before->tokens().get());
    before->tokens()->stop();
    retire(before->tokens());
}

void GatewayApp::retire(std::shared_ptr<TokenSupply> tokens) {
    retired_.push_back(std::move(tokens));
    if (!sweep_.is_set()) sweep_.set(clock_.now() + between_sweeps);
}

void GatewayApp::sweep() {
    if (draining_) generation_->tokens()->abandon_if_unwanted();
    for (const auto& tokens : retired_) tokens->abandon_if_unwanted();
    std::erase_if(retired_, [](const auto& tokens) { return tokens.use_count() == 1 && tokens->is_idle(); });
    if (draining_ || !retired_.empty()) sweep_.set(clock_.now() + between_sweeps);
}

void GatewayApp::reload_failed(const std::vector<std::string>& sentences) {
    ++state_.failed_reloads;
    state_.failed_at = clock_.wall_now();
    state_.last_error = fmt::format("{}", fmt::join(sentences, "\n"));
    for (const std::string& sentence : sentences) log_.error("reload: {}", sentence);
    log_.error("reload: nothing has changed: configuration {} of {} stays in force", state_.generation,
               state_.source);
}

void GatewayApp::drain(std::function<void()> on_done) {
    if (draining_) {
        give_up("told to stop a second time");
        return;
    }
    draining_ = true;
    on_drained_ = std::move(on_done);
    const TimePoint until = clock_.now() + settings().callers.drain_timeout;
    drain_ends_ = until;
    // First, so that whoever the system has connected already is taken.
    listeners_.stop();
    admin_.drain();
    log_.info("draining: {} connections", gateway_.sessions());
    gateway_.drain(until);
    generation_->tokens()->stop();
    generation_->link()->pool().close_idle();
    tasks_.when_empty([this] { check_drained(); });
    drain_limit_.set(until);
    sweep_.set(clock_.now() + between_sweeps);
    check_drained();
}

void GatewayApp::give_up(std::string_view why) {
    const std::vector<std::string> calls = gateway_.calls_in_hand();
    log_.warning("drain: {}, calls given up: {}", why, calls.size());
    for (std::size_t i = 0; i < std::min(calls.size(), most_calls_named); ++i)
        log_.warning("given up: {}", calls[i]);
    gateway_.abort();
}

void GatewayApp::check_drained() {
    if (tasks_.size() > 0 || !on_drained_) return;
    // A connection that was accepted in the last moment may stand in the reactor's queue: it comes first.
    boost::asio::post(context_, [this] { end_drain(); });
}

void GatewayApp::end_drain() {
    if (tasks_.size() > 0 || !on_drained_) return;
    // After the last call, and before the end: what waits for the collector.
    if (spans_ && !spans_->is_draining()) spans_->drain(drain_ends_);
    if (tasks_.size() > 0) return;
    if (spans_) spans_->report_lost();
    drain_limit_.clear();
    sweep_.clear();
    std::exchange(on_drained_, nullptr)();
}

void GatewayApp::report_token(token::TokenMode mode, const upstream::TokenSource& source,
                              const token::FetchFailure* failure) {
    const std::string subject = mode == token::TokenMode::least ? "token for " + source.scope() : "token";
    if (failure == nullptr) {
        const token::AccessToken* const token = source.usable();
        if (token == nullptr) return;
        log_.info("{}: renewed, valid for {} s{}{}", subject,
                  std::chrono::duration_cast<std::chrono::seconds>(token->lifetime).count(),
                  token->agent.empty() ? "" : ", acts as ", token->agent);
        for (const std::string& scope : token::missing_scopes(source.scope(), token->scope))
            log_.warning(
                "{}: scope {} was asked for and not granted: give it to the API application in HaloPSA",
                subject, scope);
        return;
    }
    // The tenant's own refusal says what to do about it.
    const bool unreachable = failure->kind == token::FetchFailure::Kind::unreachable;
    log_.error("{}: {}{}", subject, failure->message,
               unreachable ? "; `halogate check` says what to do" : "");
}

void GatewayApp::report_breaker(const breaker::Change& change, const breaker::Sighting& seen) {
    const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(change.until - clock_.now());
    switch (change.kind) {
        case breaker::Change::Kind::opened:
            log_.error(
                "the tenant is left alone: {}; the next try is in {} ms, calls are answered 503 meanwhile",
                breaker::sentence(seen), pause.count());
            break;
        case breaker::Change::Kind::stays_open:
            log_.debug("the tenant still fails; the next try is in {} ms", pause.count());
            break;
        case breaker::Change::Kind::closed: log_.info("the tenant works again: calls go to it"); break;
    }
}

void GatewayApp::report_exception(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        log_.error("a call ended with an internal error: {}", error.what());
    }
}

}  // namespace halogate::app
