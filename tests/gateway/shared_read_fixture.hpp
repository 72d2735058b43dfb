// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/gateway_fixture.hpp"

namespace halogate::test {

using Asker = std::unique_ptr<PipeStream>;

inline std::string get(std::string_view target, std::string_view fields = "") {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{fields} + "\r\n";
}
inline std::string answer(std::size_t size, std::string_view fields = "") {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + std::string{fields} +
           "Content-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
}
inline const std::string post_ticket =
    "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 17\r\n\r\n[{\"summary\":\"x\"}]";

inline io::PeerCredentials uid(std::uint32_t number) {
    io::PeerCredentials proved;
    proved.uid = number;
    return proved;
}

/// Reads on connections of their own, and a tenant that answers when it is told to.
struct SharedRead : testing::Test {
    explicit SharedRead(const GatewayFixture::Shape& shape = {}) : fixture{shape} {}
    void TearDown() override { EXPECT_EQ(fixture.services.sharing.memory().bytes(), 0U); }
    Asker ask(std::string_view target = "/api/Tickets", std::string_view fields = "") {
        return fixture.ask(get(target, fields));
    }
    std::vector<Asker> ask_often(std::size_t number) {
        std::vector<Asker> askers;
        for (std::size_t i = 0; i < number; ++i) askers.push_back(ask());
        return askers;
    }
    void let_go() {
        fixture.tenant.holds_answers = false;
        fixture.tenant.let_go();
        fixture.reactor.settle();
    }
    std::string heard(Asker& asker) { return fixture.received_by(asker); }
    std::size_t exchanges() const { return fixture.tenant.requests.size(); }
    std::size_t recorded(std::string_view reused) const {
        const auto& kept = fixture.records.kept;
        return static_cast<std::size_t>(std::count_if(
            kept.begin(), kept.end(), [&](const auto& record) { return record.reused == reused; }));
    }

    GatewayFixture fixture;
};

}  // namespace halogate::test
