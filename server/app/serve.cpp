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
#include "app/files.hpp"
#include "app/findings.hpp"
#include "app/gateway_app.hpp"
#include "app/process_hardening.hpp"
#include "app/version.hpp"
#include "observe/line_writer.hpp"
#include "observe/log.hpp"
#include "observe/process_stats.hpp"
#include "observe/telemetry.hpp"
#include "sandbox/server.hpp"
#include "settings/load.hpp"

namespace halogate::app {

namespace {

/// How curl is told of a listener.
struct CurlWords {
    std::string option;  ///< with a blank at its end, or nothing
    std::string origin;
};

CurlWords curl_words(const std::string& address) {
    constexpr std::string_view unix_scheme = "unix:";
    if (address.starts_with("https:")) return {"--cacert CA.pem ", address};
    if (!address.starts_with(unix_scheme)) return {"", address};
    return {"--unix-socket " + address.substr(unix_scheme.size()) + " ", "http://localhost"};
}

void greet(observe::Log& log, observe::LineWriter& lines, const GatewayApp& app,
           const settings::Settings& settings, const std::string& source, bool sandbox) {
    log.info("halogate {}: configuration from {}", version, source);
    log.info("tenant: {}{}", settings.tenant.base_url,
             sandbox ? " (built-in sandbox, nothing leaves this machine)" : "");
    for (const auto& consumer : settings.consumers)
        log.info("consumer {}: {}", consumer.policy.name, fmt::join(consumer.policy.allowed_names(), " "));
    for (const std::string& address : app.addresses()) log.info("listening on {}", address);
    if (const std::string admin = app.admin_address(); !admin.empty())
        log.info("health and status on {0}/readyz, metrics on {0}/metrics", admin);
    if (!sandbox) return;
    const CurlWords to = curl_words(app.addresses().front());
    lines.write("Try:");
    lines.write(fmt::format("  curl {}'{}/api/Tickets?page_size=3'", to.option, to.origin));
    lines.write(
        fmt::format("  curl {}{}/api/Tickets -d '[{{\"summary\":\"Printer on fire\",\"client_id\":1}}]' "
                    "-H 'Content-Type: application/json'",
                    to.option, to.origin));
    lines.write(fmt::format("  curl -i {}-X DELETE {}/api/Client/1", to.option, to.origin));
}

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

}  // namespace

Exit serve(const ServeOptions& options) {
    const settings::ProcessEnvironment environment;
    settings::LoadRequest request;
    request.config = options.config;
    request.listen = options.listen;
    request.catalogue = options.catalogue;
    if (options.sandbox) request.tenant = settings::TenantKind::sandbox;
    auto loaded = settings::load(request, environment);
    if (!loaded) return print_findings(loaded.error());
    settings::Settings& settings = loaded->settings;
    forget_in_environment(loaded->secrets);

    if (const auto unusable = unusable_files(settings); !unusable.empty()) {
        for (const std::string& sentence : unusable) fmt::print(stderr, "halogate: {}\n", sentence);
        return Exit::usage;
    }

    observe::LineWriter log_lines{"stderr", {}, {}};
    observe::Log log{observe::log_level_from(settings.log.level).value_or(observe::LogLevel::info),
                     [&](std::string_view line) { log_lines.write(line); }};
    for (const settings::Finding& warning : loaded->warnings) log.warning("{}", settings::render(warning));
    for (const std::string& sentence : doubtful_files(settings, SystemClock{}.wall_now()))
        log.warning("{}", sentence);

    CallLogs call_logs{settings.log, log};
    observe::Telemetry telemetry{call_logs, consumer_names(settings), {version, process_start()}};
    share_descriptors(settings, log);
    boost::asio::io_context context{1};
    std::unique_ptr<sandbox::Server> sandbox;
    if (options.sandbox) sandbox = start_built_in_tenant(context, settings);
    GatewayApp app{context, settings, sandbox ? sandbox->certificate_pem() : "", log, telemetry};
    app.start();
    greet(log, log_lines, app, settings, loaded->source, options.sandbox);

    boost::asio::signal_set signals{context, SIGTERM, SIGINT, SIGHUP};
    std::function<void()> await_signal = [&] {
        signals.async_wait([&](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal == SIGHUP) {
                call_logs.reopen();
                app.reload_certificates();
            } else {
                app.drain([&] { context.stop(); });
            }
            await_signal();
        });
    };
    await_signal();
    run(context, log);
    log.info("stopped");
    return Exit::good;
}

}  // namespace halogate::app
