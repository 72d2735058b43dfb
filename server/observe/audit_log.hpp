// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/call/call_record.hpp"
#include "observe/line_writer.hpp"
#include "observe/observer.hpp"

namespace halogate::observe {

/// Appends what the policy made of one call, and what came of it, as a JSON object on one line, without an
/// end of line. Every field is always there; what is not known is null. It holds no query, no body, no
/// credential.
///
/// `decision` is `refused` for whatever the gateway answered itself without an exchange; `rule` is then what
/// the policy decided by, or the error's code where it was not the policy that refused.
void append_audit_line(std::string& out, const call::CallRecord& record);

/// Whether the call is one for the audit log: it crossed, was about to, or was refused. What the gateway
/// answers itself and is no refusal (a local token) is none.
[[nodiscard]] bool belongs_in_audit(const call::CallRecord& record) noexcept;

/// One line for each call that belongs in it. Used by the reactor's thread alone; allocates nothing once its
/// buffer has grown to the longest line.
class AuditLog {
public:
    /// `writer` outlives the log.
    explicit AuditLog(LineWriter& writer) : writer_{writer} {}
    AuditLog(const AuditLog&) = delete;
    AuditLog& operator=(const AuditLog&) = delete;

    void write(const call::CallRecord& record);

private:
    LineWriter& writer_;
    std::string line_;
};

}  // namespace halogate::observe
