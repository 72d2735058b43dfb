// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "observe/access_log.hpp"
#include "observe/audit_log.hpp"
#include "observe/line_writer.hpp"
#include "observe/log.hpp"
#include "observe/observer.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// The access log and the audit log, as far as the configuration asks for them, each with the thread that
/// writes it. Reactor thread only.
class CallLogs final : public observe::Observer {
public:
    /// Throws std::system_error when a file cannot be opened. `log` gets the complaints and outlives this.
    CallLogs(const settings::LogSettings& settings, observe::Log& log);

    void on_call(const call::CallRecord& record) override;
    [[nodiscard]] observe::AuditState audit() const noexcept override;
    /// After a rotation: SIGHUP.
    void reopen();
    /// Other destinations from now on; what was written before still goes to the old ones. Throws as the
    /// constructor does, and changes nothing then.
    void reconfigure(const settings::LogSettings& settings);
    /// Closes destinations that are left, as far as their lines are written; true when none is left open.
    [[nodiscard]] bool close_left();

private:
    using Lines = std::unique_ptr<observe::LineWriter>;

    [[nodiscard]] Lines access_lines(const settings::LogSettings& settings) const;
    [[nodiscard]] Lines audit_lines(const settings::LogSettings& settings) const;
    void use(Lines& place, Lines lines);
    void begin(const settings::LogSettings& settings);

    observe::Log& log_;
    settings::LogSettings settings_;
    Lines access_lines_;
    Lines audit_lines_;
    std::optional<observe::AccessLog> access_;
    std::optional<observe::AuditLog> audit_;
    std::uint64_t lost_before_ = 0;  ///< audit lines that writers before this one have lost
    std::vector<Lines> leaving_;     ///< until they have written what they hold
};

}  // namespace halogate::app
