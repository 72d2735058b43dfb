// SPDX-License-Identifier: MIT
#include "program/support/raw_gateway.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <exception>

namespace halogate::program {

RawGateway::RawGateway(const GatewayPlan& plan, const std::map<std::string, RawReply>& answers) {
    for (const auto& [match, reply] : answers) tenant.answer(match, reply);
    ProgramStart start;
    start.folder = folder_.path();
    const std::string secret_file = folder_.write("secret", plan.secret + "\n");
    const std::string text = configuration(plan, tenant.url(), tenant.ca_file(), secret_file);
    start.arguments = {"serve", "--config", folder_.write("halogate.yaml", text)};
    program_.emplace(start);
    port_ = port_in(program_->wait_for_line("listening on http://"));
}

RawGateway::~RawGateway() {
    try {
        if (!program_->ended()) {
            EXPECT_EQ(stop(), 0) << written();
        }
        EXPECT_EQ(written().find(canary), std::string::npos) << "the client secret stands in the output";
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
}

int RawGateway::stop() {
    program_->send_signal(SIGTERM);
    return program_->wait();
}

}  // namespace halogate::program
