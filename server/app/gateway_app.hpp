// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/span_export.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/policy/policy.hpp"
#include "core/queue/admission.hpp"
#include "gateway/admin.hpp"
#include "gateway/admission_driver.hpp"
#include "gateway/gateway.hpp"
#include "io/asio_alarm_clock.hpp"
#include "io/listener.hpp"
#include "io/task_group.hpp"
#include "io/tls_context.hpp"
#include "io/tls_dialer.hpp"
#include "io/tls_server_context.hpp"
#include "observe/log.hpp"
#include "observe/telemetry.hpp"
#include "settings/settings.hpp"
#include "upstream/connection_pool.hpp"
#include "upstream/token_fetcher.hpp"
#include "upstream/token_wallet.hpp"

namespace halogate::app {

/// Builds every object of the gateway and joins them; one sentence above each says why it exists. The order
/// of the members is the order of dependence. Runs on the thread of the given io_context, which outlives it.
class GatewayApp {
public:
    /// `extra_ca_pem`: a certificate to trust besides the configured ones (the built-in sandbox's). Throws
    /// std::runtime_error for what only shows when things are opened: files, addresses.
    GatewayApp(boost::asio::io_context& context, const settings::Settings& settings,
               const std::string& extra_ca_pem, observe::Log& log, observe::Telemetry& telemetry);

    void start();
    [[nodiscard]] std::vector<std::string> addresses() const;
    /// Empty when there is no admin listener.
    [[nodiscard]] std::string admin_address() const;

    /// Reads the certificates, keys and authorities of all listeners again. What is unusable stays as it was;
    /// the log says so. Connections that are open keep what they began with.
    void reload_certificates();

    /// Stops accepting, lets calls in hand finish for callers.drain_timeout, refuses those that wait, then
    /// calls `on_done`. A second call gives up what is in hand.
    void drain(std::function<void()> on_done);

private:
    void listen(io::Executor executor, const settings::ListenerSettings& listener);
    void give_up(std::string_view why);
    void check_drained();
    void report_token(const upstream::TokenSource& source, const token::FetchFailure* failure);
    void report_breaker(const breaker::Change& change, const breaker::Sighting& seen);
    void report_exception(const std::exception_ptr& exception);

    const settings::Settings& settings_;
    observe::Log& log_;
    observe::Telemetry& telemetry_;
    // Real time; rules are told it, and only the shell asks.
    SystemClock clock_;
    // Jitter and request ids.
    SystemRandom random_;
    // One timer of the operating system for all deadlines.
    io::AsioAlarmClock alarms_;
    // Knows every session and fetch that runs.
    io::TaskGroup tasks_;
    // Whom we trust to be the tenant.
    io::TlsContext tls_;
    // Opens connections to the tenant.
    io::TlsDialer dialer_;
    // Keeps them.
    upstream::ConnectionPool pool_;
    // Asks the tenant's token endpoint.
    upstream::HaloTokenFetcher fetcher_;
    // The token for all, or one for each set of scopes.
    upstream::TokenWallet tokens_;
    // Who may do what.
    policy::Policy policy_;
    // Who is who, and which tokens are ours.
    gateway::ConsumerBook consumers_;
    // Who may start an exchange, and when.
    queue::Admission admission_;
    // Wakes those who wait for it.
    gateway::AdmissionDriver admission_driver_;
    // Keeps retries from hitting a tenant in trouble.
    retry::RetryBudget retry_budget_;
    // What each consumer may still create, update and delete.
    policy::Caps caps_;
    // Spans for a collector; null without one.
    std::unique_ptr<SpanExport> spans_;
    // What it has asked the tenant already.
    gateway::Sharing sharing_;
    gateway::GatewaySettings gateway_settings_;
    gateway::Services services_;
    // The callers' connections.
    gateway::Gateway gateway_;
    // Health and status for the operator.
    std::unique_ptr<gateway::Admin> admin_;
    // What each listener says about who comes in; sessions refer to it.
    std::list<gateway::ListenerProfile> profiles_;
    // What each shows its callers over TLS; null where they speak in plain.
    std::vector<std::unique_ptr<io::TlsServerContext>> caller_tls_;
    std::vector<std::unique_ptr<io::Listener>> listeners_;
    std::unique_ptr<io::Listener> admin_listener_;
    // The end of patience while draining.
    io::Alarm drain_limit_;
    TimePoint drain_ends_{};
    std::function<void()> on_drained_;
    bool draining_ = false;
};

}  // namespace halogate::app
