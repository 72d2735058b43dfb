// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "app/advice_text.hpp"
#include "app/audit_reader.hpp"
#include "app/commands.hpp"
#include "app/findings.hpp"
#include "core/policy/advice.hpp"
#include "settings/load.hpp"

namespace halogate::app {

namespace {

struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

/// False, and said, when a file cannot be read.
bool read_all(AuditReader& reader, const std::vector<std::string>& files) {
    for (const std::string& name : files) {
        const bool is_stdin = name == "-";
        const std::unique_ptr<std::FILE, Close> opened{is_stdin ? nullptr : std::fopen(name.c_str(), "rb")};
        std::FILE* const file = is_stdin ? stdin : opened.get();
        if (file == nullptr || !reader.read(file, is_stdin ? "stdin" : name)) {
            fmt::print(stderr, "halogate: cannot read {}: {}\n", name,
                       std::generic_category().message(errno));
            return false;
        }
    }
    return true;
}

/// What the advice does not cover, on stderr, so that the output can be pasted.
bool report(const AuditReader& reader, const policy::Advice& advice) {
    const std::uint64_t unreadable = reader.source().unreadable;
    for (const std::string& complaint : reader.complaints()) fmt::print(stderr, "{}\n", complaint);
    if (unreadable > reader.complaints().size())
        fmt::print(stderr, "halogate: {} more lines could not be read\n",
                   unreadable - reader.complaints().size());
    if (advice.uncounted() > 0)
        fmt::print(
            stderr,
            "halogate: {} calls are not counted: the logs hold more consumers or routes than are kept\n",
            advice.uncounted());
    if (reader.source().lines == 0)
        fmt::print(stderr, "halogate: there is no audit line to draw advice from\n");
    return unreadable > 0 || advice.uncounted() > 0 || reader.source().lines == 0;
}

}  // namespace

Exit advise(const AdviseOptions& options) {
    std::optional<settings::LoadedSettings> loaded;
    if (options.config) {
        const settings::ProcessEnvironment environment;
        settings::LoadRequest request;
        request.config = options.config;
        auto result = settings::load(request, environment);
        if (!result) return print_findings(result.error());
        loaded = std::move(*result);
    }
    policy::Advice advice;
    AuditReader reader{advice};
    if (!read_all(reader, options.logs)) return Exit::usage;
    const AdviceRequest request{.advice = advice,
                                .source = reader.source(),
                                .refused = options.include_refused ? policy::Advice::Refused::included
                                                                   : policy::Advice::Refused::left_out,
                                .settings = loaded ? &loaded->settings : nullptr};
    const std::string text = options.json ? advice_json(request) : advice_yaml(request);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    return report(reader, advice) ? Exit::finding : Exit::good;
}

}  // namespace halogate::app
