// SPDX-License-Identifier: MIT
#include "otlp/rejected_spans.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::otlp {
namespace {

TEST(RejectedSpans, AreReadAsTextAsOtlpWritesThemOrAsANumber) {
    EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":"17","errorMessage":"too old"}})"), 17U);
    EXPECT_EQ(rejected_spans(R"({"partialSuccess": {"rejectedSpans": 3}})"), 3U);
}

TEST(RejectedSpans, AreNoneWhereAllWereTaken) {
    for (const char* body : {"", "{}", R"({"partialSuccess":{}})", R"({"partialSuccess":null})",
                             R"({"partialSuccess":{"rejectedSpans":"0"}})",
                             R"({"partialSuccess":{"errorMessage":"a warning"}})"})
        EXPECT_EQ(rejected_spans(body), 0U) << body;
}

TEST(RejectedSpans, AreNoneInNonsense) {
    for (const char* body :
         {"<html>", "\x0a\x02\x08\x05", "[]", "7", "null", R"({"partialSuccess":{"rejectedSpans":"5")",
          R"({"rejectedSpans":5})", R"({"partialSuccess":{"rejectedSpans":{"rejectedSpans":5}}})",
          R"({"partialSuccess":{"rejectedSpans":"-5"}})", R"({"partialSuccess":{"rejectedSpans":-5}})",
          R"({"partialSuccess":{"rejectedSpans":"5 spans"}})",
          R"({"partialSuccess":{"rejectedSpans":1e300}})",
          R"({"partialSuccess":{"rejectedSpans":"99999999999999999999999"}})",
          R"({"partialSuccess":{"rejectedSpans":true}})", R"({"partialSuccess":{"rejectedSpans":[5]}})"})
        EXPECT_EQ(rejected_spans(body), 0U) << body;
    EXPECT_EQ(rejected_spans(std::string(100'000, '[')), 0U);
}

}  // namespace
}  // namespace halogate::otlp
