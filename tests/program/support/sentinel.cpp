// SPDX-License-Identifier: MIT
#include "program/support/sentinel.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace halogate::program {

namespace {

void expect_refused_and_closed(Gateway& gateway, const RawCase& raw) {
    SCOPED_TRACE(raw.what);
    Caller caller = gateway.connect();
    caller.send(raw.bytes + std::string{sentinel});
    std::string all = caller.receive_all();
    EXPECT_EQ(answers_in(all), 1U) << all;
    const std::optional<Answer> answer = take_answer(all, false, true);
    ASSERT_TRUE(answer.has_value());
    EXPECT_GE(answer->status, 400U);
    EXPECT_LT(answer->status, 600U);
    EXPECT_NE(answer->field("X-Halogate-Error"), "");
    EXPECT_NE(answer->at("/message"), "");
}

void expect_served_then_refused(Gateway& gateway, const RawCase& raw) {
    SCOPED_TRACE(raw.what);
    Caller caller = gateway.connect();
    caller.send(raw.bytes + std::string{sentinel});
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status / 100, 2U) << answer.body;
    EXPECT_EQ(answer.field("X-Halogate-Error"), "");
    const Answer refused = caller.receive();
    EXPECT_EQ(refused.status, 403U) << refused.body;
    EXPECT_NE(refused.field("X-Halogate-Error"), "") << "the sentinel was answered by the tenant";
    EXPECT_EQ(caller.rest(), "");
}

}  // namespace

GatewayPlan attacked() {
    return {.sections = "policy: {anonymous: [edit:tickets]}\n"};
}

std::size_t answers_in(std::string bytes) {
    std::size_t count = 0;
    for (; !bytes.empty(); ++count) (void)take_answer(bytes, false, true);
    return count;
}

void expect_sentinel_never_arrived(Gateway& gateway) {
    for (const Sandbox::Seen& seen : gateway.sandbox.everything())
        EXPECT_EQ(seen.target.find(sentinel_mark), std::string::npos) << seen.json;
    EXPECT_EQ(gateway.call("DELETE", "/api/Client/424242").status, 403U);
}

void expect_all_refused(const std::vector<RawCase>& cases) {
    Gateway gateway{attacked()};
    for (const RawCase& raw : cases) expect_refused_and_closed(gateway, raw);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U) << "and others are unharmed";
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 1);
    expect_sentinel_never_arrived(gateway);
}

void expect_served_and_sentinel_refused(const std::vector<RawCase>& cases) {
    Gateway gateway{attacked()};
    for (const RawCase& raw : cases) expect_served_then_refused(gateway, raw);
    expect_sentinel_never_arrived(gateway);
}

}  // namespace halogate::program
