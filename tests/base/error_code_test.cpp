// SPDX-License-Identifier: MIT
#include "base/error_code.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace halogate {
namespace {

constexpr auto last_code = static_cast<int>(ErrorCode::version_not_supported);

TEST(ErrorCode, NamesAndStatusesAreThoseThatCallersWerePromised) {
    EXPECT_EQ(to_string(ErrorCode::insufficient_permission), "insufficient_permission");
    EXPECT_EQ(http_status(ErrorCode::bad_request), 400U);
    EXPECT_EQ(http_status(ErrorCode::unknown_consumer), 401U);
    EXPECT_EQ(http_status(ErrorCode::browser_request), 403U);
    EXPECT_EQ(http_status(ErrorCode::not_proxied), 404U);
    EXPECT_EQ(http_status(ErrorCode::request_timeout), 408U);
    EXPECT_EQ(http_status(ErrorCode::body_too_large), 413U);
    EXPECT_EQ(http_status(ErrorCode::uri_too_long), 414U);
    EXPECT_EQ(http_status(ErrorCode::unknown_host), 421U);
    EXPECT_EQ(http_status(ErrorCode::budget_exhausted), 429U);
    EXPECT_EQ(http_status(ErrorCode::headers_too_large), 431U);
    EXPECT_EQ(http_status(ErrorCode::credentials_rejected), 502U);
    EXPECT_EQ(http_status(ErrorCode::draining), 503U);
    EXPECT_EQ(http_status(ErrorCode::audit_unavailable), 503U);
    EXPECT_EQ(http_status(ErrorCode::tenant_timeout), 504U);
}

TEST(ErrorCode, EveryCodeHasANameOfItsOwnAndAnErrorStatus) {
    std::set<std::string_view> names;
    for (int i = 0; i <= last_code; ++i) {
        const auto code = static_cast<ErrorCode>(i);
        names.insert(to_string(code));
        EXPECT_GE(http_status(code), 400U) << i;
        EXPECT_LE(http_status(code), 599U) << i;
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(last_code) + 1);
}

TEST(ErrorCode, NamesAreFitForAHeader) {
    for (int i = 0; i <= last_code; ++i) {
        EXPECT_EQ(to_string(static_cast<ErrorCode>(i)).find_first_not_of("abcdefghijklmnopqrstuvwxyz_"),
                  std::string_view::npos);
    }
}

}  // namespace
}  // namespace halogate
