// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "app/built_in_tenant.hpp"
#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/findings.hpp"
#include "app/probe_report.hpp"
#include "app/program_parts.hpp"
#include "app/scope_probe.hpp"
#include "app/tenant_access.hpp"
#include "settings/load.hpp"

namespace halogate::app {

namespace {

/// Progress, while the report is made: not a part of it.
void say(std::string_view sentence) {
    fmt::print(stderr, "halogate: {}\n", sentence);
}

ProbeResult probe_tenant(settings::Settings& settings, const ProbeOptions& options) {
    boost::asio::io_context context{1};
    std::unique_ptr<sandbox::Server> sandbox;
    if (options.sandbox) {
        sandbox = start_built_in_tenant(context);
        use_built_in_tenant(settings, *sandbox);
    }
    TenantAccess access{context, settings, sandbox ? sandbox->certificate_pem() : ""};
    ScopeProbe probe{
        {access.executor(), access.alarms(), access.clock(), access.dialer()}, settings, options.pace, say};
    ProbeResult result;
    auto run = [&]() -> io::Task<void> { result = co_await probe.run(); };
    access.run(run());
    return result;
}

}  // namespace

Exit probe(const ProbeOptions& options) {
    const settings::ProcessEnvironment environment;
    settings::LoadRequest request;
    request.config = options.config;
    request.catalogue = options.catalogue;
    if (options.sandbox) request.tenant = settings::TenantKind::sandbox;
    auto loaded = settings::load(request, environment);
    if (!loaded) return print_findings(loaded.error());
    settings::Settings& settings = loaded->settings;
    for (const std::string& sentence : unusable_files(settings)) {
        fmt::print(stderr, "halogate: {}\n", sentence);
        return Exit::usage;
    }
    try {
        ProbeResult seen = probe_tenant(settings, options);
        auto advice = probe::advice_for(policy_scopes(settings), settings.tenant.scopes,
                                        settings.tenant.tokens, seen.scopes);
        const ProbeReport report = probe_report(std::move(seen), std::move(advice));
        fmt::print("{}", options.json ? probe_json(report) : probe_text(report));
        return report.findings.empty() ? Exit::good : Exit::finding;
    } catch (const std::exception& error) {
        fmt::print(stderr, "halogate: {}\n", error.what());
        return Exit::usage;
    }
}

}  // namespace halogate::app
