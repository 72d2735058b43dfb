// SPDX-License-Identifier: MIT
#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
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
        ->capture_default_str();
    command.add_option("--tenant", options.tenant,
                       "tenant name that the token endpoint asks for; empty: none");
    command.add_option("--client-id", options.client_id, "client id of the API application")
        ->capture_default_str();
    command.add_option("--client-secret", options.client_secret, "its secret (not a secret here)")
        ->capture_default_str();
    command.add_option("--scopes", options.granted_scopes,
                       "scopes it may ask for, with blanks between; empty: every");
    command.add_option("--window", stored("--window", options.window, sandbox::parse_window),
                       "rolling limit, REQUESTS/PER such as 300/5m, or off");
    command.add_option("--latency", stored("--latency", options.latency, duration_of),
                       "wait before every answer, e.g. 20ms");
    command.add_option("--token-lifetime", stored("--token-lifetime", options.token_lifetime, duration_of),
                       "e.g. 1h");
    command.add_option("--ca-out", options.ca_out, "file that gets the certificate to trust, as PEM");
    command.add_option("--name", options.names, "further DNS name for the certificate");
    command
        .add_option(
            "--fault", stored("--fault", options.faults, sandbox::parse_fault),
            "\"KIND[=FORM] [METHOD] [/path] [xN|forever] …\", e.g. \"429=seconds GET /api/Tickets x3\"")
        ->allow_extra_args(false)
        ->take_all();
}

void add_catalogue_option(CLI::App& command, std::optional<std::string>& catalogue) {
    command.add_option("--catalogue", catalogue,
                       "catalogue of HaloPSA's routes; else $HALOGATE_CATALOGUE, else the built-in one");
}

CLI::App* add_routes_command(CLI::App& app, RoutesOptions& options) {
    auto* const command =
        app.add_subcommand("routes", "the effective policy as a table; or one decision explained");
    command->add_option("METHOD", options.method, "explain the decision about this call");
    command->add_option("PATH", options.path, "its path, as a caller would send it");
    command->add_option("--config", options.config, "configuration file, found as for serve");
    add_catalogue_option(*command, options.catalogue);
    command->add_option("--body", options.body, "file with the call's body; -: the standard input");
    command->add_option("--consumer", options.consumer, "whose call it is")->capture_default_str();
    command->add_flag("--sandbox", options.sandbox, "the policy of serve --sandbox; needs no configuration");
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

}  // namespace

Exit run_command_line(int argc, char** argv) {
    CLI::App app{"halogate: authenticating reverse proxy and API gateway for HaloPSA", "halogate"};
    app.require_subcommand(1);
    app.footer("Exit status: 0 good, 1 a finding, 2 wrong usage or configuration.");

    ServeOptions serve_options;
    auto* const serve_command = app.add_subcommand("serve", "run the gateway");
    serve_command->add_option(
        "--config", serve_options.config,
        "configuration file; else $HALOGATE_CONFIG, else /etc/halogate/halogate.yaml, else the "
        "environment alone");
    serve_command->add_option("--listen", serve_options.listen,
                              "ADDRESS:PORT, or the absolute path of a unix socket, instead of the "
                              "configured listeners");
    add_catalogue_option(*serve_command, serve_options.catalogue);
    serve_command->add_flag("--sandbox", serve_options.sandbox,
                            "in front of a built-in tenant; needs no configuration");

    sandbox::Options sandbox_options;
    auto* const sandbox_command = app.add_subcommand("sandbox", "run the simulated tenant alone");
    add_sandbox_flags(*sandbox_command, sandbox_options);

    CheckOptions check_options;
    auto* const check_command = app.add_subcommand("check", "is this configuration right?");
    check_command->add_option("--config", check_options.config, "configuration file, found as for serve");
    add_catalogue_option(*check_command, check_options.catalogue);
    check_command->add_flag("--offline", check_options.offline,
                            "ask nobody: schema, files, permissions, routes only");
    check_command->add_flag("--json", check_options.json, "output for programs");

    RoutesOptions routes_options;
    auto* const routes_command = add_routes_command(app, routes_options);

    KeyOptions key_options;
    auto* const key_command = app.add_subcommand("key", "make an API key for a consumer");
    key_command->add_option("NAME", key_options.name, "name of the consumer")->required();
    key_command->add_flag("--json", key_options.json, "output for programs");

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
    if (serve_command->parsed()) return serve(serve_options);
    if (routes_command->parsed()) return routes(routes_options);
    if (sandbox_command->parsed()) return run_sandbox(std::move(sandbox_options));
    if (key_command->parsed()) return make_key(key_options);
    return check(check_options);
}

}  // namespace halogate::app
