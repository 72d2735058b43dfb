// SPDX-License-Identifier: MIT
#include "program/support/sandbox.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "program/support/patience.hpp"

namespace halogate::program {

namespace {

ProgramStart sandbox_start(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    ProgramStart start;
    start.folder = folder.path();
    start.arguments = {"sandbox",
                       "--listen",
                       "127.0.0.1:0",
                       "--tenant",
                       std::string{tenant_name},
                       "--client-id",
                       std::string{client_id},
                       "--client-secret",
                       std::string{client_secret},
                       "--ca-out",
                       folder.file("ca.pem")};
    start.arguments.insert(start.arguments.end(), arguments.begin(), arguments.end());
    // Only what a test asks for limits it.
    if (std::ranges::find(arguments, "--window") == arguments.end())
        start.arguments.insert(start.arguments.end(), {"--window", "off"});
    return start;
}

}  // namespace

std::uint16_t port_in(std::string_view line) {
    const std::size_t address = line.find("://");
    const std::size_t colon = address == std::string_view::npos ? address : line.find(':', address + 3);
    std::uint16_t port = 0;
    if (colon != std::string_view::npos)
        std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
    if (port == 0) throw std::runtime_error{"no port in: " + std::string{line}};
    return port;
}

Sandbox::Sandbox(const std::vector<std::string>& arguments)
    : program_{sandbox_start(folder_, arguments)},
      port_{port_in(program_.wait_for_line("sandbox: https://"))} {}

Answer Sandbox::control(std::string_view method, std::string_view target, std::string_view body) {
    Caller caller{connect_tls(port_, {.ca_file = ca_file()})};
    const FieldList fields = body.empty() ? FieldList{} : FieldList{{"Content-Type", "application/json"}};
    Answer answer = caller.call(method, target, body, fields);
    if (answer.status / 100 != 2)
        throw std::runtime_error{std::string{target} + " answered " + std::to_string(answer.status) + " " +
                                 answer.body};
    return answer;
}

void Sandbox::plan(const Fault& fault) {
    nlohmann::json rule{{"match", fault.match}, {"kind", fault.kind}, {"count", fault.count}};
    if (!fault.form.empty()) rule["form"] = fault.form;
    if (fault.retry_after) rule["retry_after"] = *fault.retry_after;
    control("POST", "/sandbox/faults", nlohmann::json::array({rule}).dump());
}

void Sandbox::revoke_tokens(std::string_view mode) {
    control("POST", "/sandbox/tokens/revoke", nlohmann::json{{"mode", mode}}.dump());
}

void Sandbox::set_window(int requests, int per_ms) {
    control("PUT", "/sandbox/window", nlohmann::json{{"requests", requests}, {"per_ms", per_ms}}.dump());
}

long Sandbox::state(std::string_view name) {
    const auto state = nlohmann::json::parse(control("GET", "/sandbox/state").body);
    return state.at(std::string{name}).get<long>();
}

std::vector<std::string> Sandbox::Seen::values(std::string_view field) const {
    std::vector<std::string> found;
    const auto request = nlohmann::json::parse(json);
    for (const auto& pair : request.at("headers")) {
        const auto name = pair.at(0).get<std::string>();
        if (name.size() == field.size() && ::strncasecmp(name.c_str(), field.data(), field.size()) == 0)
            found.push_back(pair.at(1).get<std::string>());
    }
    return found;
}

std::vector<Sandbox::Seen> Sandbox::everything() {
    std::vector<Seen> found;
    for (const std::string& text : json_elements(control("GET", "/sandbox/requests").body))
        found.push_back({json_at(text, "/method"), json_at(text, "/target"), json_at(text, "/body"), text});
    return found;
}

std::vector<Sandbox::Seen> Sandbox::seen(std::string_view match) {
    std::vector<Seen> found;
    for (Seen& one : everything()) {
        const bool is_api = ::strncasecmp(one.target.c_str(), "/api/", 5) == 0;
        if (is_api && !one.target.starts_with("/api/authinfo") &&
            (one.method + " " + one.target).starts_with(match))
            found.push_back(std::move(one));
    }
    return found;
}

void Sandbox::wait_for(std::string_view match, std::size_t count) {
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (seen(match).size() < count)
        if (std::chrono::steady_clock::now() > limit) throw std::runtime_error{"the tenant was not asked"};
}

}  // namespace halogate::program
