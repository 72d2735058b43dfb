// SPDX-License-Identifier: MIT
#include "gateway/page_answer.hpp"

#include <gtest/gtest.h>

namespace halogate::gateway {
namespace {

bool runs(std::string_view type) {
    http::Fields fields;
    fields.add({"content-type", type});
    return may_run_as_page(fields);
}

TEST(PageAnswer, WhatBrowsersRunIsAPage) {
    for (const auto* type :
         {"text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", "image/svg+xml", "text/xml",
          "application/xml", "application/atom+xml", "text/xsl", " text/html"})
        EXPECT_TRUE(runs(type)) << type;
}

TEST(PageAnswer, WhatBrowsersLookIntoIsAPage) {
    EXPECT_TRUE(may_run_as_page({}));
    for (const auto* type :
         {"", "?", "html", "json", "/", "text/", "/html", "*/*", "unknown/unknown", "application/unknown",
          "text/plain, text/html", "multipart/x-mixed-replace; boundary=x"})
        EXPECT_TRUE(runs(type)) << type;
}

TEST(PageAnswer, TwoTypesAreNone) {
    http::Fields fields;
    fields.add({"Content-Type", "application/json"});
    fields.add({"Content-Type", "text/plain"});
    EXPECT_TRUE(may_run_as_page(fields));
}

TEST(PageAnswer, DataAreNoPage) {
    for (const auto* type : {"application/json", "application/json; charset=utf-8", "text/json", "text/plain",
                             "text/csv", "application/pdf", "image/png", "application/octet-stream",
                             "application/problem+json", "text/event-stream", "video/mp4"})
        EXPECT_FALSE(runs(type)) << type;
}

}  // namespace
}  // namespace halogate::gateway
