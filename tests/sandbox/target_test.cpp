// SPDX-License-Identifier: MIT
#include "sandbox/target.hpp"

#include <gtest/gtest.h>

#include <random>

#include "sandbox/base64.hpp"
#include "sandbox/http_date.hpp"
#include "sandbox/span_text.hpp"

namespace halogate::sandbox {
namespace {

using namespace std::chrono_literals;
using Segments = std::vector<std::string>;

TEST(SandboxTarget, PathIsReadInTheMostLenientWay) {
    const Segments client{"api", "Client"};
    for (const auto* path :
         {"/api/Client", "//api//Client/", "/api/Tickets/../Client", "/api/%2e%2e/api/Client",
          "/api%2fClient", "/api\\Client", "/api/./Client?x=/y", "/../../api/Client"}) {
        EXPECT_EQ(parse_target(path).segments, client) << path;
    }
    EXPECT_TRUE(parse_target("/").segments.empty());
    EXPECT_EQ(parse_target("/a/%zz%4").segments, (Segments{"a", "%zz%4"}));
}

TEST(SandboxQuery, ValuesAreDecodedAndNamesMatchInAnyCase) {
    const auto query = Query::parsed("Search=a+b%26c&empty=&flag&pageinate=True&search=second");
    EXPECT_EQ(query.value("search"), "a b&c");
    ASSERT_NE(query.find("flag"), nullptr);
    EXPECT_EQ(query.value("flag"), "");
    EXPECT_TRUE(query.is_true("pageinate"));
    EXPECT_EQ(query.find("missing"), nullptr);
}

TEST(SandboxBase64, BytesComeBackAsTheyWere) {
    std::mt19937 random{11};  // NOLINT(cert-msc51-cpp): the same sequence at every run
    for (int length = 0; length < 200; ++length) {
        std::string bytes;
        for (int i = 0; i < length; ++i) bytes += static_cast<char>(random() & 255U);
        ASSERT_EQ(base64_decoded(base64_encoded(bytes)), bytes);
    }
    EXPECT_EQ(base64_encoded("foob"), "Zm9vYg==");
    EXPECT_EQ(base64url_encoded("\xfb\xff"), "-_8");
    EXPECT_FALSE(base64_decoded("Zm9v*"));
    EXPECT_FALSE(base64_decoded("Zm9vY"));
}

TEST(SandboxDates, AreWrittenAsTheRfcsWant) {
    const WallTime time{std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + 8h + 49min + 37s + 5ms};
    EXPECT_EQ(http_date(time), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(iso_date(time), "1994-11-06T08:49:37.005Z");
}

TEST(SandboxSpan, IsANumberAndAUnit) {
    EXPECT_EQ(parse_span("20ms"), Duration{20ms});
    EXPECT_EQ(parse_span("2s"), Duration{2s});
    EXPECT_EQ(parse_span("5m"), Duration{5min});
    EXPECT_EQ(parse_span("1h"), Duration{1h});
    for (const auto* wrong : {"", "5", "s", "5 s", "-1s", "1.5s", "5d", "99999999999h", "1000001h"}) {
        EXPECT_FALSE(parse_span(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace halogate::sandbox
