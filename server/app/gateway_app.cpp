// SPDX-License-Identifier: MIT
#include "app/gateway_app.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <stdexcept>
#include <utility>

#include "app/listener_tls.hpp"
#include "app/program_parts.hpp"
#include "core/token/scopes.hpp"
#include "upstream/url.hpp"

namespace halogate::app {

namespace {

io::TlsContext::Settings tls_settings(const settings::Settings& settings, const std::string& extra_ca_pem) {
    return {settings.tenant.ca_file, extra_ca_pem, settings.tenant.tls_min_version};
}

/// What went wrong with an address, and which option to change.
template <class Listen>
std::unique_ptr<io::Listener> listen_for(std::string_view option, Listen listen) {
    try {
        return listen();
    } catch (const std::exception& error) {
        throw std::runtime_error{
            fmt::format("{}; `{}` must be one of this machine that is free", error.what(), option)};
    }
}

upstream::ConnectionPool::Settings pool_settings(const settings::Settings& settings) {
    auto url = upstream::parse_https_url(settings.tenant.base_url);
    if (!url) throw std::runtime_error{"tenant.base_url: " + url.error()};
    upstream::ConnectionPool::Settings result;
    result.origin = url->origin;
    result.origin.server_name = settings.tenant.tls_server_name;
    result.connect_timeout = settings.tenant.connect_timeout;
    return result;
}

}  // namespace

GatewayApp::GatewayApp(boost::asio::io_context& context, const settings::Settings& settings,
                       const std::string& extra_ca_pem, observe::Log& log, observe::Telemetry& telemetry)
    : settings_{settings},
      log_{log},
      telemetry_{telemetry},
      alarms_{context, clock_},
      tasks_{context.get_executor(),
             [this](const std::exception_ptr& exception) { report_exception(exception); }},
      tls_{tls_settings(settings, extra_ca_pem)},
      dialer_{context.get_executor(), alarms_, tls_},
      pool_{pool_settings(settings), alarms_, dialer_},
      fetcher_{fetcher_settings(settings), clock_, dialer_},
      tokens_{tasks_,
              alarms_,
              random_,
              fetcher_,
              wallet_settings(settings),
              [this](const upstream::TokenSource& source, const token::FetchFailure* failure) {
                  telemetry_.on_token_request(failure);
                  report_token(source, failure);
              }},
      policy_{policy_settings(settings)},
      consumers_{consumers(settings), token_mint(settings)},
      admission_{admission_settings(settings), clock_.now()},
      admission_driver_{admission_, alarms_,
                        [this](const breaker::Change& change, const breaker::Sighting& seen) {
                            report_breaker(change, seen);
                        }},
      retry_budget_{settings.retry.budget},
      caps_{caps(settings)},
      sharing_{sharing_settings(settings)},
      gateway_settings_{gateway_settings(settings)},
      services_{
          context.get_executor(), alarms_, clock_, random_,       gateway_settings_, policy_, consumers_,
          admission_driver_,      tokens_, pool_,  retry_budget_, telemetry,         caps_,   sharing_},
      gateway_{services_, tasks_,
               [this](const std::string& peer, const std::string& detail) {
                   log_.debug("{}: no TLS connection could be agreed: {}", peer, detail);
               }},
      drain_limit_{alarms_, [this] { give_up("time is up"); }} {
    if (settings.tracing.is_on()) {
        const SpanExport::Surroundings here{context.get_executor(), tasks_, alarms_, clock_, random_, log_};
        spans_ = std::make_unique<SpanExport>(settings, here);
        services_.tracer = &spans_->tracer();
    }
    for (const settings::ListenerSettings& listener : settings.listeners)
        listen(context.get_executor(), listener);
    if (settings.admin_address.empty() || settings.admin_address == "off") return;
    settings::ListenerSettings admin;
    admin.address = settings.admin_address;
    const gateway::AdminView view{services_, gateway_, telemetry_};
    admin_ = std::make_unique<gateway::Admin>(view, tasks_, listener_profile(admin, settings));
    admin_listener_ = listen_for("admin.address", [&] {
        return io::listen_tcp(
            context.get_executor(), alarms_, settings.admin_address,
            [this](std::unique_ptr<io::ByteStream> caller) { admin_->take(std::move(caller)); });
    });
}

void GatewayApp::listen(io::Executor executor, const settings::ListenerSettings& listener) {
    const gateway::ListenerProfile& profile = profiles_.emplace_back(listener_profile(listener, settings_));
    auto take = [this, &profile](std::unique_ptr<io::ByteStream> caller) {
        gateway_.take(profile, std::move(caller));
    };
    const std::size_t index = listeners_.size();
    io::TlsServerContext* tls = nullptr;
    if (profile.tls) {
        auto loaded = io::TlsServerContext::load(tls_settings(listener.tls));
        if (!loaded) throw std::runtime_error{sentence(index, loaded.error())};
        caller_tls_.push_back(std::make_unique<io::TlsServerContext>(std::move(*loaded)));
        tls = caller_tls_.back().get();
    } else {
        caller_tls_.push_back(nullptr);
    }
    const std::string_view option = profile.is_unix ? "unix" : "address";
    listeners_.push_back(listen_for(fmt::format("listeners[{}].{}", index, option), [&] {
        if (profile.is_unix)
            return io::listen_unix(executor, alarms_, listener.unix_path, listener.mode, take);
        return tls == nullptr ? io::listen_tcp(executor, alarms_, listener.address, take)
                              : io::listen_tls(executor, alarms_, listener.address, *tls, take);
    }));
}

void GatewayApp::reload_certificates() {
    for (std::size_t i = 0; i < caller_tls_.size(); ++i) {
        if (!caller_tls_[i]) continue;
        const auto reloaded = caller_tls_[i]->reload();
        if (!reloaded) {
            log_.error("{}; the old certificate, key and authorities stay in force",
                       sentence(i, reloaded.error()));
            continue;
        }
        const auto validity = caller_tls_[i]->validity();
        log_.info("listeners[{}].tls: certificate, key and authorities read again; valid until {}", i,
                  date_text(validity.until));
        if (const auto doubt = remark(i, validity, clock_.wall_now())) log_.warning("{}", *doubt);
    }
}

void GatewayApp::start() {
    tokens_.start();
}

std::vector<std::string> GatewayApp::addresses() const {
    std::vector<std::string> result;
    for (const auto& listener : listeners_) result.push_back(listener->address());
    return result;
}

std::string GatewayApp::admin_address() const {
    return admin_listener_ ? admin_listener_->address() : "";
}

void GatewayApp::drain(std::function<void()> on_done) {
    if (draining_) {
        give_up("told to stop a second time");
        return;
    }
    draining_ = true;
    on_drained_ = std::move(on_done);
    log_.info("draining: {} connections", gateway_.sessions());
    for (const auto& listener : listeners_) listener->stop();
    if (admin_) admin_->drain();
    tokens_.stop();
    gateway_.drain();
    pool_.close_idle();
    tasks_.when_empty([this] { check_drained(); });
    drain_ends_ = clock_.now() + settings_.callers.drain_timeout;
    drain_limit_.set(drain_ends_);
    check_drained();
}

void GatewayApp::give_up(std::string_view why) {
    log_.warning("drain: {}, calls given up: {}", why, gateway_.sessions());
    gateway_.abort();
}

void GatewayApp::check_drained() {
    if (tasks_.size() > 0 || !on_drained_) return;
    // After the last call, and before the end: what waits for the collector.
    if (spans_ && !spans_->is_draining()) spans_->drain(drain_ends_);
    if (tasks_.size() > 0) return;
    if (spans_) spans_->report_lost();
    drain_limit_.clear();
    std::exchange(on_drained_, nullptr)();
}

void GatewayApp::report_token(const upstream::TokenSource& source, const token::FetchFailure* failure) {
    const bool least = settings_.tenant.tokens == token::TokenMode::least;
    const std::string subject = least ? "token for " + source.scope() : "token";
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
