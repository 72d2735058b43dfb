// SPDX-License-Identifier: MIT
#include "observe/process_stats.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/ascii.hpp"

namespace halogate::observe {

namespace {

/// The fields behind the program's name, which may hold blanks and brackets itself; [0] is the third.
constexpr std::size_t fields_wanted = 24 - 3 + 1;
using Fields = std::array<std::uint64_t, fields_wanted>;

std::optional<Fields> fields_of(std::string_view text) {
    const auto name_end = text.rfind(')');
    if (name_end == std::string_view::npos || text.size() < name_end + 4) return std::nullopt;
    text.remove_prefix(name_end + 4);  // ") S": the state is no number
    Fields fields{};
    for (std::size_t i = 1; i < fields.size(); ++i) {
        while (text.starts_with(' ')) text.remove_prefix(1);
        auto word = text.substr(0, text.find_first_of(" \n"));
        text.remove_prefix(word.size());
        if (word.starts_with('-')) continue;  // priorities and terminals, not looked at
        const auto number = ascii::to_unsigned(word);
        if (!number) return std::nullopt;
        fields[i] = *number;
    }
    return fields;
}

std::uint64_t positive(long value) noexcept {
    return value > 0 ? static_cast<std::uint64_t>(value) : 1;
}

std::uint64_t open_descriptors() {
    std::error_code error;
    std::uint64_t count = 0;
    std::filesystem::directory_iterator entry{"/proc/self/fd", error};
    for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) ++count;
    return count > 0 ? count - 1 : 0;  // one of them is the folder itself
}

}  // namespace

std::optional<ProcessStats> parse_process_stat(std::string_view text, ProcessUnits units) {
    const auto fields = fields_of(text);
    if (!fields) return std::nullopt;
    // Numbers of proc(5), where the state is the third.
    const auto field = [&](std::size_t number) { return (*fields)[number - 3]; };
    const auto ticks = [&](std::uint64_t count) {
        const auto per_tick =
            Duration{std::chrono::seconds{1}} / static_cast<Duration::rep>(units.ticks_per_second);
        return per_tick * static_cast<Duration::rep>(count);
    };
    ProcessStats stats;
    stats.cpu = ticks(field(14) + field(15));
    stats.threads = field(20);
    stats.started = ticks(field(22));
    stats.virtual_bytes = field(23);
    stats.resident_bytes = field(24) * units.page_bytes;
    return stats;
}

std::optional<ProcessStats> read_process_stats() {
    std::array<char, 1024> text{};
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen("/proc/self/stat", "re"),
                                                               std::fclose};
    if (!file) return std::nullopt;
    const std::size_t bytes = std::fread(text.data(), 1, text.size(), file.get());
    const ProcessUnits units{positive(::sysconf(_SC_CLK_TCK)), positive(::sysconf(_SC_PAGESIZE))};
    auto stats = parse_process_stat({text.data(), bytes}, units);
    if (!stats) return std::nullopt;
    stats->open_descriptors = open_descriptors();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) stats->most_descriptors = limit.rlim_cur;
    return stats;
}

}  // namespace halogate::observe
