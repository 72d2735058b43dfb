// SPDX-License-Identifier: MIT
#include "observe/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>

#include "observe/object_writer.hpp"

namespace halogate::observe {

namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

// What a tenant or a caller said may be part of a message; it must neither begin a line of its own nor steer
// a terminal.
void replace_control_characters(spdlog::memory_buf_t& line) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    std::replace_if(line.begin(), line.end(), is_control, '?');
}

std::string_view name_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::debug: return "debug";
        case spdlog::level::warn: return "warning";
        case spdlog::level::err: return "error";
        default: return "info";
    }
}

/// SGR (ECMA-48, 8.3.117) that begins the level's colour.
std::string_view colour_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::debug: return "\x1b[2m";
        case spdlog::level::warn: return "\x1b[33m";
        case spdlog::level::err: return "\x1b[1;31m";
        default: return "\x1b[32m";
    }
}

std::unique_ptr<spdlog::formatter> formatter_for(LogFormat format) {
    using Formatter = spdlog::pattern_formatter;
    if (format == LogFormat::terminal || format == LogFormat::plain)
        return std::make_unique<Formatter>("%H:%M:%S %^%-7l%$ %v", spdlog::pattern_time_type::local, "");
    return std::make_unique<Formatter>("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v", spdlog::pattern_time_type::utc, "");
}

class LineFunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    LineFunctionSink(Log::WriteLine write_line, LogFormat format) : write_line_{std::move(write_line)} {
        use(format);
    }
    void set_format(LogFormat format) {
        const std::lock_guard lock{mutex_};
        use(format);
    }

private:
    void use(LogFormat format) {
        format_ = format;
        formatter_ = formatter_for(format);
    }
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (format_ == LogFormat::json) return write_object(message);
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        replace_control_characters(line);
        const std::string_view text{line.data(), line.size()};
        if (format_ != LogFormat::terminal) return write_line_(text);
        std::string coloured{text.substr(0, message.color_range_start)};
        coloured += colour_of(message.level);
        coloured +=
            text.substr(message.color_range_start, message.color_range_end - message.color_range_start);
        coloured += "\x1b[0m";
        coloured += text.substr(message.color_range_end);
        write_line_(coloured);
    }
    void write_object(const spdlog::details::log_msg& message) {
        std::string line;
        ObjectWriter object{line};
        object.time("time", std::chrono::floor<std::chrono::milliseconds>(message.time));
        object.text("level", name_of(message.level));
        object.text("message", {message.payload.data(), message.payload.size()});
        object.end();
        write_line_(line);
    }
    void flush_() override {}

    Log::WriteLine write_line_;
    LogFormat format_ = LogFormat::text;
};

}  // namespace

// A logger of our own, in no registry: nothing else in the process can reach or change it.
struct Log::Sink {
    Sink(LogLevel level, WriteLine write_line, LogFormat format)
        : lines{std::make_shared<LineFunctionSink>(std::move(write_line), format)},
          logger{"halogate", lines} {
        logger.set_level(to_spdlog(level));
    }
    std::shared_ptr<LineFunctionSink> lines;
    spdlog::logger logger;
};

std::optional<LogLevel> log_level_from(std::string_view name) noexcept {
    if (name == "debug") return LogLevel::debug;
    if (name == "info") return LogLevel::info;
    if (name == "warning") return LogLevel::warning;
    if (name == "error") return LogLevel::error;
    return std::nullopt;
}

Log::Log(LogLevel level, WriteLine write_line, LogFormat format)
    : sink_{std::make_unique<Sink>(level, std::move(write_line), format)} {}

Log::~Log() = default;

void Log::set(LogLevel level, LogFormat format) {
    sink_->logger.set_level(to_spdlog(level));
    sink_->lines->set_format(format);
}

bool Log::writes(LogLevel level) const noexcept {
    return sink_->logger.should_log(to_spdlog(level));
}

void Log::write(LogLevel level, fmt::string_view text, fmt::format_args args) {
    if (!writes(level)) return;
    fmt::memory_buffer message;
    fmt::vformat_to(std::back_inserter(message), text, args);
    sink_->logger.log(to_spdlog(level), std::string_view{message.data(), message.size()});
}

}  // namespace halogate::observe
