// SPDX-License-Identifier: MIT
#include "http/error_body.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace halogate::http {
namespace {

TEST(ErrorBody, HoldsTheMessageUnderEachNameThatClientsLookFor) {
    const std::vector<std::string> details{"first", "second"};
    EXPECT_EQ(error_body(ErrorCode::route_denied, "No.", "r-1", Outcome::certain, details),
              R"({"error":"route_denied","message":"No.","error_description":"No.","Message":"No.",)"
              R"("request_id":"r-1","details":["first","second"]})");
}

TEST(ErrorBody, SaysWhenTheOutcomeIsUnknown) {
    EXPECT_EQ(error_body(ErrorCode::tenant_timeout, "m", "r", Outcome::unknown, {}),
              R"({"error":"tenant_timeout","message":"m","error_description":"m","Message":"m",)"
              R"("request_id":"r","outcome":"unknown","details":[]})");
}

TEST(ErrorBody, AnyBytesMakeValidJson) {
    std::string every;
    for (int c = 0; c < 0x100; ++c) every.push_back(static_cast<char>(c));
    const std::vector<std::string> details{every, "\xc3"};
    const auto body = error_body(ErrorCode::bad_request, every, every, Outcome::certain, details);
    const auto parsed = nlohmann::json::parse(body, nullptr, false);
    ASSERT_FALSE(parsed.is_discarded());
    EXPECT_EQ(parsed["details"].size(), 2U);
}

}  // namespace
}  // namespace halogate::http
