// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "program/support/caller.hpp"
#include "program/support/gateway.hpp"
#include "program/support/raw_tenant.hpp"
#include "program/support/running_program.hpp"
#include "program/support/temporary_folder.hpp"

namespace halogate::program {

/// `halogate serve` in front of a raw tenant. Ends like Gateway, and like it fails the test when the program
/// does not end well.
class RawGateway {
public:
    /// `answers` are the tenant's before the program starts: it asks for a token at once.
    explicit RawGateway(const GatewayPlan& plan = {}, const std::map<std::string, RawReply>& answers = {});
    ~RawGateway();
    RawGateway(const RawGateway&) = delete;
    RawGateway& operator=(const RawGateway&) = delete;

    RawTenant tenant;

    [[nodiscard]] Caller connect() const { return Caller{connect_tcp(port_)}; }
    Answer get(std::string_view target, const FieldList& fields = {}) const {
        return connect().get(target, fields);
    }
    Answer post(std::string_view target, std::string_view body, const FieldList& fields = {}) const {
        return connect().post(target, body, fields);
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] RunningProgram& program() { return *program_; }
    [[nodiscard]] const TemporaryFolder& folder() const noexcept { return folder_; }
    /// SIGTERM and the end; the exit status.
    int stop();
    [[nodiscard]] std::string written() const { return program_->output() + program_->errors(); }

private:
    TemporaryFolder folder_;
    std::optional<RunningProgram> program_;
    std::uint16_t port_ = 0;
};

}  // namespace halogate::program
