// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "program/support/caller.hpp"
#include "program/support/running_program.hpp"
#include "program/support/sandbox.hpp"
#include "program/support/temporary_folder.hpp"

namespace halogate::program {

/// How a test wants its gateway: lines of YAML where they differ from the usual.
struct GatewayPlan {
    std::vector<std::string> sandbox = {};  ///< more arguments of the tenant
    std::string tenant = {};                ///< more lines of the section `tenant`, one a line, not indented
    std::string sections = {};  ///< whole sections; each takes the place of the usual one of that name
    std::string secret{client_secret};  ///< what the gateway believes its secret to be
};

/// The configuration file's text for a tenant at `url`, with these changes.
[[nodiscard]] std::string configuration(const GatewayPlan& plan, const std::string& url,
                                        const std::string& ca_file, const std::string& secret_file);

/// `halogate serve` in front of a sandbox of its own. When the test is over it is told to stop, and the test
/// fails unless it ends with status 0 and neither secret nor token stands in anything that it wrote.
class Gateway {
public:
    explicit Gateway(const GatewayPlan& plan = {});
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    Sandbox sandbox;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] Caller connect() const { return Caller{connect_tcp(port_)}; }
    /// One request on a connection of its own.
    Answer call(std::string_view method, std::string_view target, std::string_view body = {},
                const FieldList& fields = {}) const;
    Answer get(std::string_view target, const FieldList& fields = {}) const;
    Answer post(std::string_view target, std::string_view body, const FieldList& fields = {}) const;

    [[nodiscard]] RunningProgram& program() { return *program_; }
    [[nodiscard]] const TemporaryFolder& folder() const noexcept { return folder_; }
    /// Writes the configuration anew, sends SIGHUP, and waits until it is in force.
    void reconfigure(const GatewayPlan& plan);
    /// The same with this text of a configuration file, and without waiting.
    void send_configuration(const std::string& text);
    /// What the configuration file of this plan holds for this gateway.
    [[nodiscard]] std::string configuration_text(const GatewayPlan& plan) const;
    /// SIGTERM and the end; the exit status.
    int stop();
    /// All that the gateway has written to its streams.
    [[nodiscard]] std::string written() const { return program_->output() + program_->errors(); }

private:
    void expect_no_secret() const;

    TemporaryFolder folder_;
    std::optional<RunningProgram> program_;
    std::uint16_t port_ = 0;
    int generation_ = 1;  ///< of the configuration in force
};

/// A ticket that no other test and no retry can be confused with.
[[nodiscard]] std::string ticket(std::string_view summary);
/// How many tickets with this summary the tenant has made.
[[nodiscard]] std::size_t tickets_named(Gateway& gateway, std::string_view summary);

}  // namespace halogate::program
