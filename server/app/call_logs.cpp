// SPDX-License-Identifier: MIT
#include "app/call_logs.hpp"

#include "app/log_format.hpp"

#include <chrono>
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

/// A program reads these lines, or nobody for now. Each writing takes the processor from the reactor for a
/// moment: every 50 ms that was one request in fifty of 2,000 a second, and the slowest hundredth were a
/// tenth slower.
constexpr std::chrono::milliseconds gather_for_programs{200};

observe::LineWriter::Settings access_writer(const settings::LogSettings& settings) {
    observe::LineWriter::Settings result;
    if (!access_for_people(settings)) result.gather = gather_for_programs;
    return result;
}

observe::LineWriter::Settings audit_writer(const settings::LogSettings& settings) {
    observe::LineWriter::Settings result;
    if (settings.audit_required) result.unwritten = observe::LineWriter::Unwritten::kept;
    return result;
}

}  // namespace

CallLogs::CallLogs(const settings::LogSettings& settings, observe::Log& log)
    : log_{log},
      settings_{settings},
      access_lines_{access_lines(settings)},
      audit_lines_{audit_lines(settings)} {
    begin(settings);
}

CallLogs::Lines CallLogs::access_lines(const settings::LogSettings& settings) const {
    if (settings.access == "off") return nullptr;
    return std::make_unique<observe::LineWriter>(
        settings.access, access_writer(settings),
        [&log = log_](std::string_view sentence) { log.warning("access log: {}", sentence); });
}

CallLogs::Lines CallLogs::audit_lines(const settings::LogSettings& settings) const {
    if (settings.audit == "off") return nullptr;
    return std::make_unique<observe::LineWriter>(
        settings.audit, audit_writer(settings),
        [&log = log_](std::string_view sentence) { log.error("audit log: {}", sentence); });
}

void CallLogs::begin(const settings::LogSettings& settings) {
    settings_ = settings;
    access_.reset();
    audit_.reset();
    if (access_lines_)
        access_.emplace(*access_lines_, queries_of(settings.queries), access_for_people(settings));
    if (audit_lines_) audit_.emplace(*audit_lines_);
}

void CallLogs::use(Lines& place, Lines lines) {
    place.swap(lines);
    // Its end waits for what it holds, which must not be waited for here.
    if (lines) leaving_.push_back(std::move(lines));
}

void CallLogs::reconfigure(const settings::LogSettings& settings) {
    const bool same_access = settings.access == settings_.access;
    const bool same_audit =
        settings.audit == settings_.audit && settings.audit_required == settings_.audit_required;
    Lines access = same_access ? nullptr : access_lines(settings);
    Lines audit = same_audit ? nullptr : audit_lines(settings);
    if (!same_audit && audit_lines_) lost_before_ += audit_lines_->dropped();
    if (!same_access) use(access_lines_, std::move(access));
    if (!same_audit) use(audit_lines_, std::move(audit));
    begin(settings);
}

bool CallLogs::close_left() {
    std::erase_if(leaving_, [](const Lines& lines) { return lines->flush(std::chrono::milliseconds{0}); });
    return leaving_.empty();
}

void CallLogs::on_call(const call::CallRecord& record) {
    if (access_) access_->on_call(record);
    if (audit_) audit_->write(record);
}

observe::AuditState CallLogs::audit() const noexcept {
    if (!audit_lines_) return {.enabled = false, .required = false, .works = true, .lost = lost_before_};
    return {.enabled = true,
            .required = settings_.audit_required,
            .works = audit_lines_->works(),
            .lost = lost_before_ + audit_lines_->dropped()};
}

void CallLogs::reopen() {
    if (access_lines_) access_lines_->reopen();
    if (audit_lines_) audit_lines_->reopen();
}

}  // namespace halogate::app
