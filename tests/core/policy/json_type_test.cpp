// SPDX-License-Identifier: MIT
#include "core/policy/json_type.hpp"

#include <gtest/gtest.h>

namespace halogate::policy {
namespace {

TEST(JsonType, TakesTheFourTypesAlikeAndTheEmptyOne) {
    for (const auto* type :
         {"", " ", "application/json", "APPLICATION/Json", "text/json", "application/json-patch+json",
          "application/vnd.halo.v2+json", "application/problem+JSON", "application/json; charset=utf-8",
          "application/json;charset=UTF-8", "application/json; charset=\"utf-8\"",
          "application/json; charset=utf8", "application/json;",
          "application/json; version=1; charset=utf-8"}) {
        EXPECT_TRUE(is_json_type(type)) << type;
    }
}

TEST(JsonType, RefusesEveryOtherTypeAndCharset) {
    for (const auto* type : {"text/plain",
                             "application/x-www-form-urlencoded",
                             "multipart/form-data; boundary=x",
                             "application/xml",
                             "application/+json",
                             "application/jsonp",
                             "application/json2",
                             "json",
                             "text/x+json",
                             "application/a b+json",
                             "application/json; charset=utf-16",
                             "application/json; charset=utf-7",
                             "application/json; charset=\"utf-16\"",
                             "application/json; charset=utf-8; charset=utf-16",
                             "application/json; Charset=iso-8859-1",
                             "application/json; charset",
                             "application/json; charset=",
                             "application/json; x y=1",
                             "application/json, text/plain",
                             R"(application/json; charset="utf\-16")"}) {
        EXPECT_FALSE(is_json_type(type)) << type;
    }
}

}  // namespace
}  // namespace halogate::policy
