// SPDX-License-Identifier: MIT
#include "core/idempotency/idempotency_key.hpp"

#include <gtest/gtest.h>

#include <set>

namespace halogate::idempotency {
namespace {

TEST(IdempotencyKey, IsAQuotedStringOrBareText) {
    EXPECT_EQ(parse_idempotency_key("8e03978e-40d5-43dd-bc93-6894a57f9324").value(),
              "8e03978e-40d5-43dd-bc93-6894a57f9324");
    EXPECT_EQ(parse_idempotency_key("\"8e03978e\"").value(), "8e03978e");
    EXPECT_EQ(parse_idempotency_key(R"("a \"b\" \\ c")").value(), R"(a "b" \ c)");
    EXPECT_EQ(parse_idempotency_key(std::string(255, 'k')).value().size(), 255U);
}

TEST(IdempotencyKey, AnythingElseIsRefused) {
    for (const std::string& value :
         {std::string{}, std::string{"\"\""}, std::string{"\"open"}, std::string{"\"a\";q=1"},
          std::string{"\"a\" b"}, std::string{"a, b"}, std::string{"a b"}, std::string{"a;b"},
          std::string{"a\"b"}, std::string{"\"\\n\""}, std::string{"\"a\\"}, std::string{"k\xc3\xbc"},
          std::string{"\"\t\""}, std::string(256, 'k')})
        EXPECT_FALSE(parse_idempotency_key(value)) << value;
}

TEST(Fingerprint, TellsMethodTargetAndBodyApart) {
    const std::set<Digest> prints{
        fingerprint("POST", "/api/Tickets", "[1]"),     fingerprint("PUT", "/api/Tickets", "[1]"),
        fingerprint("POST", "/api/Tickets?x=1", "[1]"), fingerprint("POST", "/api/Tickets", "[2]"),
        fingerprint("POST", "/api/Tickets", ""),        fingerprint("POST", "/api/Tickets[", "1]")};
    EXPECT_EQ(prints.size(), 6U);
    EXPECT_EQ(fingerprint("POST", "/api/Tickets", "[1]"), fingerprint("POST", "/api/Tickets", "[1]"));
}

}  // namespace
}  // namespace halogate::idempotency
