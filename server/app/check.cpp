// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/connectivity_check.hpp"
#include "app/files.hpp"
#include "app/program_parts.hpp"
#include "app/tenant_access.hpp"
#include "core/policy/policy.hpp"
#include "settings/load.hpp"

namespace halogate::app {

namespace {

using Results = std::vector<CheckResult>;
using Verdict = CheckResult::Verdict;

std::string_view word(Verdict verdict) {
    switch (verdict) {
        case Verdict::good: return "ok";
        case Verdict::warning: return "warning";
        case Verdict::finding: break;
    }
    return "finding";
}

void print(const Results& results, bool json) {
    if (!json) {
        for (const CheckResult& each : results)
            fmt::print("{:<8} {}: {}\n", word(each.verdict), each.subject, each.message);
        return;
    }
    auto list = nlohmann::json::array();
    for (const CheckResult& each : results)
        list.push_back(
            {{"subject", each.subject}, {"verdict", word(each.verdict)}, {"message", each.message}});
    fmt::print("{}\n", nlohmann::json{{"results", list}}.dump(2, ' ', false,
                                                              nlohmann::json::error_handler_t::replace));
}

bool any_finding(const Results& results) {
    return std::any_of(results.begin(), results.end(),
                       [](const CheckResult& each) { return each.verdict == Verdict::finding; });
}

void check_offline(Results& results, const settings::LoadedSettings& loaded) {
    results.push_back({"configuration", Verdict::good, loaded.source});
    for (const settings::Finding& warning : loaded.warnings)
        results.push_back({"configuration", Verdict::warning, settings::render(warning)});
    for (std::string& sentence : unusable_files(loaded.settings))
        results.push_back({"files", Verdict::finding, std::move(sentence)});
    for (std::string& sentence : doubtful_files(loaded.settings, SystemClock{}.wall_now()))
        results.push_back({"files", Verdict::warning, std::move(sentence)});
    try {
        const policy::Policy policy{policy_settings(loaded.settings)};
        results.push_back(
            {"policy", Verdict::good,
             fmt::format("{} consumer{}, scopes to ask for: {}", loaded.settings.consumers.size(),
                         loaded.settings.consumers.size() == 1 ? "" : "s",
                         fmt::join(scopes(loaded.settings), " "))});
    } catch (const std::exception& error) {
        results.push_back({"policy", Verdict::finding, error.what()});
    }
}

void check_online(Results& results, const settings::Settings& settings) {
    boost::asio::io_context context{1};
    TenantAccess access{context, settings, ""};
    auto run = [&]() -> io::Task<void> {
        const Results found = co_await check_connectivity(settings, access.clock(), access.dialer());
        results.insert(results.end(), found.begin(), found.end());
    };
    access.run(run());
}

}  // namespace

Exit check(const CheckOptions& options) {
    const settings::ProcessEnvironment environment;
    settings::LoadRequest request;
    request.config = options.config;
    request.catalogue = options.catalogue;
    const auto loaded = settings::load(request, environment);
    Results results;
    if (!loaded) {
        for (const settings::Finding& finding : loaded.error())
            results.push_back({"configuration", Verdict::finding, settings::render(finding)});
        print(results, options.json);
        return Exit::usage;
    }
    try {
        check_offline(results, *loaded);
        if (!options.offline && !any_finding(results)) check_online(results, loaded->settings);
    } catch (const std::exception& error) {
        results.push_back({"configuration", Verdict::finding, error.what()});
    }
    print(results, options.json);
    return any_finding(results) ? Exit::finding : Exit::good;
}

}  // namespace halogate::app
