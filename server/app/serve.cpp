// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/built_in_tenant.hpp"
#include "app/call_logs.hpp"
#include "app/commands.hpp"
#include "app/configuration_source.hpp"
#include "app/files.hpp"
#include "app/findings.hpp"
#include "app/gateway_app.hpp"
#include "app/greeting.hpp"
#include "app/log_format.hpp"
#include "app/service_notice.hpp"
#include "app/version.hpp"
#include "observe/line_writer.hpp"
#include "observe/log.hpp"
#include "observe/process_stats.hpp"
#include "observe/telemetry.hpp"
#include "sandbox/server.hpp"

namespace halogate::app {

namespace {

/// Every caller and every exchange costs a descriptor: the process takes as many as the system lets it, and
/// callers never so many that none is left for the tenant.
void share_descriptors(settings::Settings& settings, observe::Log& log) {
    constexpr std::size_t own = 32;  // listeners, logs, name resolution
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const std::size_t kept = own + 2 * settings.tenant.max_connections;  // the sandbox holds the other ends
    std::size_t& callers = settings.callers.max_connections;
    if (limit.rlim_max >= kept + callers) return;
    callers = limit.rlim_max > kept ? limit.rlim_max - kept : 1;
    log.warning(
        "callers.max_connections is lowered to {}: the system lets this process have {} open files; "
        "raise that (ulimit -n, LimitNOFILE=), or lower the option",
        callers, limit.rlim_max);
}

std::vector<std::string> consumer_names(const settings::Settings& settings) {
    std::vector<std::string> names;
    for (const auto& consumer : settings.consumers) names.push_back(consumer.policy.name);
    return names;
}

/// Now, where the system does not say.
WallTime process_start() {
    const SystemClock clock;
    const auto stats = observe::read_process_stats();
    return stats ? observe::start_by_calendar(*stats, clock.now(), clock.wall_now()) : clock.wall_now();
}

void run(boost::asio::io_context& context, observe::Log& log) {
    for (;;) {
        try {
            context.run();
            return;
        } catch (const std::exception& error) {
            // One call's bug must not end everybody's gateway.
            log.error("internal error: {}", error.what());
        }
    }
}

constexpr Duration between_looks_at_logs = std::chrono::milliseconds{200};

/// `serve`, from the configuration to the end of the process.
class Serving {
public:
    explicit Serving(const ServeOptions& options) : options_{options}, source_{load_request(options)} {}

    Exit run() {
        auto loaded = source_.read();
        if (!loaded) return print(loaded.error());
        settings::Settings& settings = loaded->settings;
        log_.emplace(
            log_level(settings), [this](std::string_view line) { log_lines_.write(line); },
            log_format(settings.log));
        warn(*loaded);
        call_logs_.emplace(settings.log, *log_);
        telemetry_.emplace(*call_logs_, consumer_names(settings),
                           observe::Telemetry::Program{version, process_start()});
        share_descriptors(settings, *log_);
        if (options_.sandbox) {
            sandbox_ = start_built_in_tenant(context_);
            use_built_in_tenant(settings, *sandbox_);
        }
        app_.emplace(context_,
                     GatewayApp::Start{std::move(settings), loaded->source,
                                       sandbox_ ? sandbox_->certificate_pem() : ""},
                     InheritedSockets::from_environment(), *log_, *telemetry_);
        notice_.emplace(app_->alarms(), [this] { return status(); });
        close_logs_.emplace(app_->alarms(), [this] {
            if (!call_logs_->close_left()) close_logs_->set(app_->alarms().now() + between_looks_at_logs);
        });
        app_->start();
        greet(loaded->source);
        signals_.add(SIGTERM);
        signals_.add(SIGINT);
        signals_.add(SIGHUP);
        await_signal();
        notice_->ready();
        app::run(context_, *log_);
        log_->info("stopped");
        return Exit::good;
    }

private:
    static settings::LoadRequest load_request(const ServeOptions& options) {
        settings::LoadRequest request;
        request.config = options.config;
        request.listen = options.listen;
        request.catalogue = options.catalogue;
        if (options.sandbox) request.tenant = settings::TenantKind::sandbox;
        return request;
    }

    static Exit print(const ConfigurationSource::Faults& faults) {
        if (!faults.findings.empty()) return print_findings(faults.findings);
        for (const std::string& sentence : faults.unusable_files)
            fmt::print(stderr, "halogate: {}\n", sentence);
        return Exit::usage;
    }

    static observe::LogLevel log_level(const settings::Settings& settings) {
        return observe::log_level_from(settings.log.level).value_or(observe::LogLevel::info);
    }

    void warn(const settings::LoadedSettings& loaded) {
        for (const settings::Finding& warning : loaded.warnings)
            log_->warning("{}", settings::render(warning));
        for (const std::string& sentence : doubtful_files(loaded.settings, SystemClock{}.wall_now()))
            log_->warning("{}", sentence);
    }

    void greet(const std::string& source) {
        const Greeting greeting{.source = source,
                                .sandbox = options_.sandbox,
                                .addresses = app_->addresses(),
                                .admin_address = app_->admin_address(),
                                .settings = app_->settings()};
        if (!speaks_to_people(app_->settings().log)) return log_greeting(greeting, *log_);
        for (const std::string& line : greeting_lines(greeting)) log_lines_.write(line);
    }

    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal == SIGHUP) {
                reload();
            } else {
                stop();
            }
            await_signal();
        });
    }

    void stop() {
        stopping_ = true;
        notice_->stopping();
        app_->drain([this] { context_.stop(); });
    }

    /// The logs' files are opened again whatever the configuration says: a rotation must not depend on it.
    void reload() {
        call_logs_->reopen();
        if (stopping_) return;
        notice_->reloading();
        auto loaded = source_.read();
        if (loaded) {
            put_in_force(*std::move(loaded));
        } else {
            app_->reload_failed(loaded.error().sentences());
        }
        notice_->ready();
    }

    void put_in_force(settings::LoadedSettings loaded) {
        if (sandbox_) use_built_in_tenant(loaded.settings, *sandbox_);
        share_descriptors(loaded.settings, *log_);
        const settings::LogSettings logs = loaded.settings.log;
        const observe::LogLevel level = log_level(loaded.settings);
        try {
            warn(loaded);
            app_->reload(std::move(loaded.settings), loaded.source, [&] { call_logs_->reconfigure(logs); });
        } catch (const std::exception& error) {
            app_->reload_failed({error.what()});
            return;
        }
        log_->set(level, log_format(logs));
        close_logs_->set(app_->alarms().now());
        log_->info("reload: configuration {} is in force: {}; listening on {}",
                   app_->configuration().generation, loaded.source, fmt::join(app_->addresses(), ", "));
    }

    [[nodiscard]] std::string status() const {
        const queue::BudgetView budget = app_->admission().budget();
        return fmt::format("budget {} of {}, {} under way, {} waiting; {} connections; configuration {}",
                           budget.remaining, budget.limit, budget.in_flight, budget.waiting,
                           app_->connections(), app_->configuration().generation);
    }

    const ServeOptions& options_;
    ConfigurationSource source_;
    observe::LineWriter log_lines_{"stderr", {}, {}};
    std::optional<observe::Log> log_;
    std::optional<CallLogs> call_logs_;
    std::optional<observe::Telemetry> telemetry_;
    boost::asio::io_context context_{1};
    std::unique_ptr<sandbox::Server> sandbox_;
    std::optional<GatewayApp> app_;
    std::optional<ServiceNotice> notice_;
    std::optional<io::Alarm> close_logs_;
    boost::asio::signal_set signals_{context_};
    bool stopping_ = false;
};

}  // namespace

Exit serve(const ServeOptions& options) {
    return Serving{options}.run();
}

}  // namespace halogate::app
