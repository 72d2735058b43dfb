// SPDX-License-Identifier: MIT
#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/version.hpp"
#include "base/duration_text.hpp"
#include "base/nearest.hpp"
#include "sandbox/fault_rule.hpp"
#include "sandbox/throttle.hpp"

namespace halogate::app {

namespace {

/// A parser that gives a value or a sentence, as a check of CLI11's that also stores the value.
template <class T, class Parse>
CLI::callback_t stored(const char* flag, T& target, Parse parse) {
    return [flag, &target, parse](const CLI::results_t& words) {
        for (const std::string& word : words) {
            auto value = parse(word);
            if (!value) throw CLI::ValidationError{flag, value.error()};
            if constexpr (requires { target.push_back(*value); }) {
                target.push_back(std::move(*value));
            } else {
                target = std::move(*value);
            }
        }
        return true;
    };
}

Expected<Duration, std::string> duration_of(const std::string& word) {
    return parse_duration(word);
}

void add_sandbox_flags(CLI::App& command, sandbox::Options& options) {
    command.add_option("--listen", options.listen, "ADDRESS:PORT to listen on; port 0: a free one")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command.add_option("--tenant", options.tenant,
                       "tenant name that the token endpoint asks for; empty: none");
    command.add_option("--client-id", options.client_id, "client id of the API application")
        ->capture_default_str();
    command.add_option("--client-secret", options.client_secret, "its secret (not a secret here)")
        ->capture_default_str();
    command.add_option("--scopes", options.granted_scopes,
                       "scopes it may ask for, with blanks between; empty: every");
    command
        .add_option("--window", stored("--window", options.window, sandbox::parse_window),
                    "rolling limit, REQUESTS/PER such as 300/5m, or off")
        ->type_name("LIMIT");
    command
        .add_option("--latency", stored("--latency", options.latency, duration_of),
                    "wait before every answer, e.g. 20ms")
        ->type_name("DURATION");
    command
        .add_option("--token-lifetime", stored("--token-lifetime", options.token_lifetime, duration_of),
                    "how long a token is good, e.g. 1h")
        ->type_name("DURATION");
    command.add_option("--ca-out", options.ca_out, "file that gets the certificate to trust, as PEM")
        ->type_name("FILE");
    command.add_option("--name", options.names, "further DNS name for the certificate")->type_name("NAME");
    command
        .add_option(
            "--fault", stored("--fault", options.faults, sandbox::parse_fault),
            "\"KIND[=FORM] [METHOD] [/path] [xN|forever] …\", e.g. \"429=seconds GET /api/Tickets x3\"")
        ->type_name("FAULT")
        ->allow_extra_args(false)
        ->take_all();
}

void add_catalogue_option(CLI::App& command, std::optional<std::string>& catalogue) {
    command
        .add_option("--catalogue", catalogue,
                    "catalogue of HaloPSA's routes; else $HALOGATE_CATALOGUE, else the built-in one")
        ->type_name("FILE");
}

void add_config_option(CLI::App& command, std::optional<std::string>& config) {
    command.add_option("--config", config, "configuration file, found as for serve")->type_name("FILE");
}

CLI::App* add_routes(CLI::App& app, RoutesOptions& options) {
    auto* const command =
        app.add_subcommand("routes", "the effective policy as a table; or one decision explained");
    command->add_option("METHOD", options.method, "explain the decision about this call");
    command->add_option("PATH", options.path, "its path, as a caller would send it");
    add_config_option(*command, options.config);
    add_catalogue_option(*command, options.catalogue);
    command->add_option("--body", options.body, "file with the call's body; -: the standard input")
        ->type_name("FILE");
    command->add_option("--consumer", options.consumer, "whose call it is")
        ->type_name("NAME")
        ->capture_default_str();
    command->add_flag("--sandbox", options.sandbox, "the policy of serve --sandbox; needs no configuration");
    command->add_flag("--json", options.json, "output for programs");
    return command;
}

CLI::App* add_probe(CLI::App& app, ProbeOptions& options) {
    auto* const command = app.add_subcommand(
        "probe", "which scopes exist, which are granted, and the smallest set that serves the policy");
    add_config_option(*command, options.config);
    add_catalogue_option(*command, options.catalogue);
    command
        ->add_option("--pace", stored("--pace", options.pace, duration_of),
                     "wait between two requests, e.g. 200ms")
        ->type_name("DURATION");
    command->add_flag("--sandbox", options.sandbox, "ask a built-in tenant; needs no configuration");
    command->add_flag("--json", options.json, "output for programs");
    return command;
}

CLI::App* add_serve(CLI::App& app, ServeOptions& options) {
    auto* const command = app.add_subcommand("serve", "run the gateway");
    command
        ->add_option("--config", options.config,
                     "configuration file; else $HALOGATE_CONFIG, else /etc/halogate/halogate.yaml, else the "
                     "environment alone")
        ->type_name("FILE");
    command
        ->add_option(
            "--listen", options.listen,
            "ADDRESS:PORT, or the absolute path of a unix socket, instead of the configured listeners")
        ->type_name("ADDRESS");
    add_catalogue_option(*command, options.catalogue);
    command->add_flag("--sandbox", options.sandbox, "in front of a built-in tenant; needs no configuration");
    return command;
}

CLI::App* add_sandbox(CLI::App& app, sandbox::Options& options) {
    auto* const command = app.add_subcommand("sandbox", "run the simulated tenant alone");
    add_sandbox_flags(*command, options);
    return command;
}

CLI::App* add_check(CLI::App& app, CheckOptions& options) {
    auto* const command = app.add_subcommand("check", "is this configuration right?");
    add_config_option(*command, options.config);
    add_catalogue_option(*command, options.catalogue);
    command->add_flag("--offline", options.offline, "ask nobody: schema, files, permissions, routes only");
    command->add_flag("--json", options.json, "output for programs");
    return command;
}

CLI::App* add_health(CLI::App& app, HealthOptions& options) {
    auto* const command = app.add_subcommand(
        "health", "ask the gateway that runs here how it is: for a container's health check");
    command
        ->add_option("--config", options.config,
                     "configuration file, found as for serve; only `admin.address` is read")
        ->type_name("FILE");
    command
        ->add_option("--admin", options.admin,
                     "ADDRESS:PORT of the admin listener, instead of the configured one")
        ->type_name("ADDRESS");
    command->add_flag("--ready", options.ready,
                      "ask /readyz (it has a token and is not draining) instead of /healthz (it answers)");
    command
        ->add_option("--timeout", stored("--timeout", options.timeout, duration_of),
                     "longest wait for the answer, e.g. 2s")
        ->type_name("DURATION");
    return command;
}

CLI::App* add_key(CLI::App& app, KeyOptions& options) {
    auto* const command = app.add_subcommand("key", "make an API key for a consumer");
    command->add_option("NAME", options.name, "name of the consumer")->required();
    command->add_flag("--json", options.json, "output for programs");
    return command;
}

CLI::App* add_advise(CLI::App& app, AdviseOptions& options) {
    auto* const command =
        app.add_subcommand("advise", "the least policy that would have allowed the logged traffic, as YAML");
    command
        ->add_option("--config", options.config,
                     "configuration to compare with: names the permissions that were never used")
        ->type_name("FILE");
    command->add_option("AUDIT_LOG", options.logs, "files written by log.audit; - is standard input")
        ->type_name("FILE")
        ->required();
    command->add_flag("--include-refused", options.include_refused,
                      "allow as well what was refused for want of a permission");
    command->add_flag("--json", options.json, "output for programs");
    return command;
}

/// CLI11 says that a command is required, and neither which there are nor which word was none.
std::optional<std::string> unknown_command(const CLI::App& app, int argc, char** argv) {
    std::vector<std::string> commands;
    for (const CLI::App* const command : app.get_subcommands({})) commands.push_back(command->get_name());
    if (argc < 2)
        return fmt::format("say what to do: {}; `halogate --help` explains them", fmt::join(commands, ", "));
    if (argv[1][0] == '-') return std::nullopt;
    if (std::find(commands.begin(), commands.end(), argv[1]) != commands.end()) return std::nullopt;
    const std::vector<std::string_view> names(commands.begin(), commands.end());
    const auto close = nearest(argv[1], names);
    return fmt::format("\"{}\" is no command{}; `halogate --help` lists them", argv[1],
                       close ? fmt::format(": did you mean `{}`?", *close) : "");
}

/// A command, and what runs it once its words are read.
struct Command {
    const CLI::App* words;
    std::function<Exit()> run;
};

}  // namespace

Exit run_command_line(int argc, char** argv) {
    CLI::App app{"halogate: authenticating reverse proxy and API gateway for HaloPSA", "halogate"};
    app.require_subcommand(1);
    app.footer("Exit status: 0 good, 1 a finding, 2 wrong usage or configuration.");

    ServeOptions serving;
    sandbox::Options simulated;
    CheckOptions checking;
    RoutesOptions explained;
    ProbeOptions probing;
    AdviseOptions advised;
    KeyOptions made;
    HealthOptions asked_for;
    const std::vector<Command> commands{
        {add_serve(app, serving), [&] { return serve(serving); }},
        {add_sandbox(app, simulated), [&] { return run_sandbox(std::move(simulated)); }},
        {add_check(app, checking), [&] { return check(checking); }},
        {add_routes(app, explained), [&] { return routes(explained); }},
        {add_probe(app, probing), [&] { return probe(probing); }},
        {add_advise(app, advised), [&] { return advise(advised); }},
        {add_key(app, made), [&] { return make_key(made); }},
        {add_health(app, asked_for), [&] { return health(asked_for); }},
    };
    const std::string version_text = std::string{"halogate "} + version;
    app.set_version_flag("--version", version_text);
    for (CLI::App* const command : app.get_subcommands({}))
        command->set_version_flag("--version", version_text);

    if (const auto wrong = unknown_command(app, argc, argv)) {
        fmt::print(stderr, "halogate: {}\n", *wrong);
        return Exit::usage;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // 0 is --help and --version; everything else is wrong usage.
        return app.exit(error) == 0 ? Exit::good : Exit::usage;
    }
    const auto asked = std::find_if(commands.begin(), commands.end(),
                                    [](const Command& command) { return command.words->parsed(); });
    return asked->run();
}

}  // namespace halogate::app
