// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <exception>
#include <string>

#include "base/clock.hpp"
#include "io/asio_alarm_clock.hpp"
#include "io/task_group.hpp"
#include "io/tls_context.hpp"
#include "io/tls_dialer.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// What a command that asks the tenant something, and is no gateway, needs for it: one reactor, its clock and
/// connections by the configuration's rules of trust.
class TenantAccess {
public:
    /// `extra_ca_pem`: a certificate to trust besides the configured ones. Throws std::runtime_error when a
    /// file of authorities cannot be used.
    TenantAccess(boost::asio::io_context& context, const settings::Settings& settings,
                 const std::string& extra_ca_pem)
        : context_{context},
          alarms_{context, clock_},
          tls_{{settings.tenant.ca_file, extra_ca_pem, settings.tenant.tls_min_version}},
          dialer_{context.get_executor(), alarms_, tls_},
          tasks_{context.get_executor(),
                 [this](const std::exception_ptr& exception) { failure_ = exception; }} {}
    TenantAccess(const TenantAccess&) = delete;
    TenantAccess& operator=(const TenantAccess&) = delete;

    /// Runs the reactor until the task has ended; throws what left it.
    void run(io::Task<void> task) {
        tasks_.when_empty([this] { context_.stop(); });
        tasks_.spawn(std::move(task));
        context_.run();
        if (failure_) std::rethrow_exception(failure_);
    }

    [[nodiscard]] io::Executor executor() { return context_.get_executor(); }
    [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
    [[nodiscard]] io::AlarmClock& alarms() noexcept { return alarms_; }
    [[nodiscard]] io::Dialer& dialer() noexcept { return dialer_; }

private:
    boost::asio::io_context& context_;
    SystemClock clock_;
    io::AsioAlarmClock alarms_;
    io::TlsContext tls_;
    io::TlsDialer dialer_;
    std::exception_ptr failure_;
    io::TaskGroup tasks_;
};

}  // namespace halogate::app
