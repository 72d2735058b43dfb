// SPDX-License-Identifier: MIT
#include "app/log_format.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace halogate::app {

namespace {

std::string_view variable(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody changes it
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

bool takes_colour() {
    return variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

}  // namespace

observe::LogFormat log_format(const settings::LogSettings& settings) {
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    if (settings.format == settings::LogFormat::json) return observe::LogFormat::json;
    if (!terminal)
        return settings.format == settings::LogFormat::text ? observe::LogFormat::text
                                                            : observe::LogFormat::json;
    return takes_colour() ? observe::LogFormat::terminal : observe::LogFormat::plain;
}

std::optional<observe::Colour> access_for_people(const settings::LogSettings& settings) {
    const bool to_stdout = settings.access == "stdout";
    const bool to_stream = to_stdout || settings.access == "stderr";
    if (!to_stream || settings.format == settings::LogFormat::json) return std::nullopt;
    if (::isatty(to_stdout ? STDOUT_FILENO : STDERR_FILENO) != 1) return std::nullopt;
    return takes_colour() ? observe::Colour::on : observe::Colour::off;
}

bool speaks_to_people(const settings::LogSettings& settings) {
    const observe::LogFormat format = log_format(settings);
    return format == observe::LogFormat::terminal || format == observe::LogFormat::plain;
}

}  // namespace halogate::app
