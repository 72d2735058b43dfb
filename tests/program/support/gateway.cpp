// SPDX-License-Identifier: MIT
#include "program/support/gateway.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <exception>
#include <sstream>

namespace halogate::program {

namespace {

bool has_section(std::string_view sections, std::string_view name) {
    const std::string head = std::string{name} + ":";
    return sections.starts_with(head) || sections.find("\n" + head) != std::string_view::npos;
}

std::string indented(const std::string& lines) {
    std::istringstream stream{lines};
    std::string text;
    for (std::string line; std::getline(stream, line);) text += "  " + line + "\n";
    return text;
}

}  // namespace

std::string configuration(const GatewayPlan& plan, const std::string& url, const std::string& ca_file,
                          const std::string& secret_file) {
    std::string text = "tenant:\n  base_url: " + url + "\n  name: " + std::string{tenant_name} +
                       "\n  client_id: " + std::string{client_id} +
                       "\n  client_secret: ${file:" + secret_file + "}\n";
    if (plan.tenant.find("tls:") == std::string::npos) text += "  tls: {ca_file: " + ca_file + "}\n";
    text += indented(plan.tenant);
    const std::pair<std::string_view, std::string_view> usual[] = {
        {"listeners", "listeners: [{address: \"127.0.0.1:0\"}]\n"},
        {"admin", "admin: {address: \"off\"}\n"},
        {"limits", "limits: {window: {requests: 100000, per: 5m}, reserve: 0%}\n"},
        {"policy", "policy: {anonymous: [edit:tickets, edit:customers, edit:assets]}\n"},
    };
    for (const auto& [name, section] : usual)
        if (!has_section(plan.sections, name)) text += section;
    return text + plan.sections;
}

Gateway::Gateway(const GatewayPlan& plan) : sandbox{plan.sandbox} {
    ProgramStart start;
    start.folder = folder_.path();
    start.arguments = {"serve", "--config", folder_.write("halogate.yaml", configuration_text(plan))};
    program_.emplace(start);
    const std::string line = program_->wait_for_line("listening on ");
    if (line.find("://") != std::string::npos) port_ = port_in(line);
}

Gateway::~Gateway() {
    try {
        if (!program_->ended()) {
            EXPECT_EQ(stop(), 0) << written();
        }
        expect_no_secret();
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
}

std::string Gateway::configuration_text(const GatewayPlan& plan) const {
    const std::string secret_file = folder_.write("secret", plan.secret + "\n");
    return configuration(plan, sandbox.url(), sandbox.ca_file(), secret_file);
}

void Gateway::send_configuration(const std::string& text) {
    static_cast<void>(folder_.write("halogate.yaml", text));
    program_->send_signal(SIGHUP);
}

void Gateway::reconfigure(const GatewayPlan& plan) {
    send_configuration(configuration_text(plan));
    program_->wait_for_line("reload: configuration " + std::to_string(++generation_) + " is in force");
}

void Gateway::expect_no_secret() const {
    EXPECT_EQ(written().find(canary), std::string::npos) << "the client secret stands in the output";
    EXPECT_EQ(written().find("Bearer "), std::string::npos) << "a bearer token stands in the output";
}

int Gateway::stop() {
    program_->send_signal(SIGTERM);
    return program_->wait();
}

Answer Gateway::call(std::string_view method, std::string_view target, std::string_view body,
                     const FieldList& fields) const {
    return connect().call(method, target, body, fields);
}

Answer Gateway::get(std::string_view target, const FieldList& fields) const {
    return connect().get(target, fields);
}

Answer Gateway::post(std::string_view target, std::string_view body, const FieldList& fields) const {
    return connect().post(target, body, fields);
}

std::string ticket(std::string_view summary) {
    return R"([{"summary":")" + std::string{summary} + R"(","details":"made by a test"}])";
}

std::size_t tickets_named(Gateway& gateway, std::string_view summary) {
    const std::string created = R"("summary":")" + std::string{summary} + "\"";
    std::size_t count = 0;
    const Answer list =
        gateway.get("/api/Tickets?page_size=100&pageinate=true&page_no=1&search=" + std::string{summary});
    for (std::size_t at = list.body.find(created); at != std::string::npos;
         at = list.body.find(created, at + 1))
        ++count;
    return count;
}

}  // namespace halogate::program
