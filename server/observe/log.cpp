// SPDX-License-Identifier: MIT
#include "observe/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

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

class LineFunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit LineFunctionSink(Log::WriteLine write_line) : write_line_{std::move(write_line)} {
        constexpr auto pattern = "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";
        formatter_ = std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc, "");
    }

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        replace_control_characters(line);
        write_line_(std::string_view{line.data(), line.size()});
    }
    void flush_() override {}

    Log::WriteLine write_line_;
};

}  // namespace

// A logger of our own, in no registry: nothing else in the process can reach or change it.
struct Log::Sink {
    Sink(LogLevel level, WriteLine write_line)
        : logger{"halogate", std::make_shared<LineFunctionSink>(std::move(write_line))} {
        logger.set_level(to_spdlog(level));
    }
    spdlog::logger logger;
};

std::optional<LogLevel> log_level_from(std::string_view name) noexcept {
    if (name == "debug") return LogLevel::debug;
    if (name == "info") return LogLevel::info;
    if (name == "warning") return LogLevel::warning;
    if (name == "error") return LogLevel::error;
    return std::nullopt;
}

Log::Log(LogLevel level, WriteLine write_line)
    : sink_{std::make_unique<Sink>(level, std::move(write_line))} {}

Log::~Log() = default;

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
