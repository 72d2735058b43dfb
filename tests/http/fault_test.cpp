// SPDX-License-Identifier: MIT
#include "http/fault.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace halogate::http {
namespace {

TEST(Fault, EachHasASentenceOfItsOwnOnEitherSide) {
    std::set<std::string> sentences;
    std::size_t faults = 0;
    for (int i = 1; i <= static_cast<int>(Fault::body_not_read); ++i, ++faults) {
        const auto request = refusal_of(static_cast<Fault>(i), Side::request);
        const auto response = refusal_of(static_cast<Fault>(i), Side::response);
        for (const auto* refusal : {&request, &response}) {
            EXPECT_TRUE(refusal->detail.ends_with('.')) << refusal->detail;
            EXPECT_EQ(refusal->detail.find('\n'), std::string::npos);
            sentences.insert(refusal->detail);
        }
        EXPECT_EQ(response.code, ErrorCode::tenant_bad_response);
        EXPECT_NE(request.code, ErrorCode::tenant_bad_response);
    }
    EXPECT_EQ(sentences.size(), 2 * faults);
}

}  // namespace
}  // namespace halogate::http
