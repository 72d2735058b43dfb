// SPDX-License-Identifier: MIT
#include "app/call_logs.hpp"

#include <string_view>

namespace halogate::app {

namespace {

observe::QueryLogging queries_of(settings::QueryLogging queries) {
    switch (queries) {
        case settings::QueryLogging::none: return observe::QueryLogging::none;
        case settings::QueryLogging::names: return observe::QueryLogging::names;
        case settings::QueryLogging::full: break;
    }
    return observe::QueryLogging::full;
}

observe::LineWriter::Settings audit_writer(const settings::LogSettings& settings) {
    observe::LineWriter::Settings result;
    if (settings.audit_required) result.unwritten = observe::LineWriter::Unwritten::kept;
    return result;
}

}  // namespace

CallLogs::CallLogs(const settings::LogSettings& settings, observe::Log& log)
    : audit_required_{settings.audit_required} {
    if (settings.access != "off") {
        access_lines_.emplace(settings.access, observe::LineWriter::Settings{},
                              [&log](std::string_view sentence) { log.warning("access log: {}", sentence); });
        access_.emplace(*access_lines_, queries_of(settings.queries));
    }
    if (settings.audit != "off") {
        audit_lines_.emplace(settings.audit, audit_writer(settings),
                             [&log](std::string_view sentence) { log.error("audit log: {}", sentence); });
        audit_.emplace(*audit_lines_);
    }
}

void CallLogs::on_call(const call::CallRecord& record) {
    if (access_) access_->on_call(record);
    if (audit_) audit_->write(record);
}

observe::AuditState CallLogs::audit() const noexcept {
    if (!audit_lines_) return {};
    return {.enabled = true,
            .required = audit_required_,
            .works = audit_lines_->works(),
            .lost = audit_lines_->dropped()};
}

void CallLogs::reopen() {
    if (access_lines_) access_lines_->reopen();
    if (audit_lines_) audit_lines_->reopen();
}

}  // namespace halogate::app
