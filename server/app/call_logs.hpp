// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

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

private:
    std::optional<observe::LineWriter> access_lines_;
    std::optional<observe::LineWriter> audit_lines_;
    std::optional<observe::AccessLog> access_;
    std::optional<observe::AuditLog> audit_;
    bool audit_required_;
};

}  // namespace halogate::app
