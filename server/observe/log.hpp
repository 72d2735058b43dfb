// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace halogate::observe {

enum class LogLevel : std::uint8_t {
    debug,    ///< what a developer needs to follow one call
    info,     ///< what changed: started, token renewed, window learned, stopped
    warning,  ///< the gateway works on, and somebody should look
    error,    ///< something is not served
};

/// debug, info, warning or error, as in the configuration; nothing for any other word.
[[nodiscard]] std::optional<LogLevel> log_level_from(std::string_view name) noexcept;

/// How a line of the operator's log is written.
enum class LogFormat : std::uint8_t {
    text,      ///< "2026-11-24T13:17:35.179Z info    started"
    terminal,  ///< "14:17:35 info    started", in local time, the level in colour
    plain,     ///< the same without colour
    json,      ///< {"time":"2026-11-24T13:17:35.179Z","level":"info","message":"started"}
};

/// The operator's log: one line for each event, with its time and its level. It writes nothing itself: whole
/// lines, without an end of line, go to `write_line`, which must not block (LineWriter::write does not). Any
/// thread may log if `write_line` may be called from any thread.
class Log {
public:
    using WriteLine = std::function<void(std::string_view)>;
    Log(LogLevel level, WriteLine write_line, LogFormat format = LogFormat::text);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    template <class... Args>
    void debug(fmt::format_string<Args...> text, Args&&... args) {
        write(LogLevel::debug, text, fmt::make_format_args(args...));
    }
    template <class... Args>
    void info(fmt::format_string<Args...> text, Args&&... args) {
        write(LogLevel::info, text, fmt::make_format_args(args...));
    }
    template <class... Args>
    void warning(fmt::format_string<Args...> text, Args&&... args) {
        write(LogLevel::warning, text, fmt::make_format_args(args...));
    }
    template <class... Args>
    void error(fmt::format_string<Args...> text, Args&&... args) {
        write(LogLevel::error, text, fmt::make_format_args(args...));
    }

    /// From now on.
    void set(LogLevel level, LogFormat format);
    /// Whether a line of this level would be written; for lines that are dear to make.
    [[nodiscard]] bool writes(LogLevel level) const noexcept;

private:
    void write(LogLevel level, fmt::string_view text, fmt::format_args args);

    struct Sink;
    std::unique_ptr<Sink> sink_;
};

}  // namespace halogate::observe
