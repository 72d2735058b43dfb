// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/admin_door.hpp"
#include "app/consumer_places.hpp"
#include "app/generation.hpp"
#include "app/inherited_sockets.hpp"
#include "app/listener_set.hpp"
#include "app/span_export.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/policy/caps.hpp"
#include "core/queue/admission.hpp"
#include "gateway/admission_driver.hpp"
#include "gateway/configuration_state.hpp"
#include "gateway/gateway.hpp"
#include "gateway/sharing.hpp"
#include "io/asio_alarm_clock.hpp"
#include "io/task_group.hpp"
#include "observe/log.hpp"
#include "observe/telemetry.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// Builds every object of the gateway that outlives a configuration, and joins them with those of the
/// configuration in force; one sentence above each says why it exists. The order of the members is the order
/// of dependence. Runs on the thread of the given io_context, which outlives it.
class GatewayApp {
public:
    struct Start {
        settings::Settings settings;
        std::string source;        ///< of the settings, for people
        std::string extra_ca_pem;  ///< to trust besides the configured authorities (the built-in sandbox's)
    };
    /// Throws std::runtime_error for what only shows when things are opened: files, addresses.
    GatewayApp(boost::asio::io_context& context, Start start, InheritedSockets inherited, observe::Log& log,
               observe::Telemetry& telemetry);
    ~GatewayApp();

    void start();
    [[nodiscard]] std::vector<std::string> addresses() const { return listeners_.addresses(); }
    /// Empty when there is no admin listener.
    [[nodiscard]] std::string admin_address() const { return admin_.address(); }
    [[nodiscard]] const settings::Settings& settings() const { return generation_->settings(); }
    [[nodiscard]] const gateway::AdmissionDriver& admission() const noexcept { return admission_driver_; }
    [[nodiscard]] io::AlarmClock& alarms() noexcept { return alarms_; }
    [[nodiscard]] const gateway::ConfigurationState& configuration() const noexcept { return state_; }
    [[nodiscard]] std::size_t connections() const noexcept { return gateway_.sessions(); }

    /// Puts another configuration in force, as a whole: calls that have begun keep the old one, and what was
    /// used, learnt and ordered stands. When something cannot be opened it throws std::runtime_error and all
    /// is as before. `also`, which may throw as well, is done between the last thing that can fail and the
    /// first that takes effect.
    void reload(settings::Settings settings, std::string source, const std::function<void()>& also);
    /// The configuration stays as it is, and why: for the log and /status.json.
    void reload_failed(const std::vector<std::string>& sentences);

    /// Stops accepting, lets calls in hand finish for callers.drain_timeout, refuses those that wait and
    /// cannot start by then, then calls `on_done`. A second call gives up what is in hand.
    void drain(std::function<void()> on_done);

private:
    [[nodiscard]] Generation::Surroundings surroundings();
    void put_in_force(boost::local_shared_ptr<Generation> generation);
    void retire(std::shared_ptr<TokenSupply> tokens);
    void sweep();
    void give_up(std::string_view why);
    void check_drained();
    void end_drain();
    void report_token(token::TokenMode mode, const upstream::TokenSource& source,
                      const token::FetchFailure* failure);
    void report_breaker(const breaker::Change& change, const breaker::Sighting& seen);
    void report_exception(const std::exception_ptr& exception);

    boost::asio::io_context& context_;
    observe::Log& log_;
    observe::Telemetry& telemetry_;
    const std::string extra_ca_pem_;
    // Signs local tokens where the configuration names no key.
    const Secret process_key_;
    // Real time; rules are told it, and only the shell asks.
    SystemClock clock_;
    // Jitter and request ids.
    SystemRandom random_;
    // One timer of the operating system for all deadlines.
    io::AsioAlarmClock alarms_;
    // Knows every session and fetch that runs.
    io::TaskGroup tasks_;
    // Which configuration is in force.
    gateway::ConfigurationState state_;
    // Where each consumer stands in the three that follow.
    ConsumerPlaces consumer_places_;
    std::vector<std::uint32_t> first_places_;
    // Who may start an exchange, and when.
    queue::Admission admission_;
    // Wakes those who wait for it.
    gateway::AdmissionDriver admission_driver_;
    // What each consumer may still create, update and delete.
    policy::Caps caps_;
    // Spans for a collector; null without one.
    std::unique_ptr<SpanExport> spans_;
    // What it has asked the tenant already.
    gateway::Sharing sharing_;
    // Keeps retries from hitting a tenant in trouble.
    retry::RetryBudget retry_budget_;
    // Of all calls together.
    std::size_t buffered_bytes_ = 0;
    std::size_t spooled_bytes_ = 0;
    // Tokens of configurations that are no more in force, until nobody waits for them.
    std::vector<std::shared_ptr<TokenSupply>> retired_;
    io::Alarm sweep_;
    // The configuration in force, and all that is built of it alone.
    boost::local_shared_ptr<Generation> generation_;
    // The same for whoever outlives a configuration: made anew in its place with each.
    std::optional<gateway::Services> services_;
    // The callers' connections.
    gateway::Gateway gateway_;
    // Sockets that the service manager opened.
    InheritedSockets inherited_;
    // Where callers come in.
    ListenerSet listeners_;
    // Health and status for the operator.
    AdminDoor admin_;
    // The end of patience while draining.
    io::Alarm drain_limit_;
    TimePoint drain_ends_{};
    std::function<void()> on_drained_;
    bool draining_ = false;
};

}  // namespace halogate::app
