// SPDX-License-Identifier: MIT
#include "core/cache/request_key.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <utility>

namespace halogate::cache {
namespace {

using FieldList = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string key_of(std::string_view rights, std::string_view target, FieldList fields = {}) {
    RequestKey key{rights, target};
    for (const auto& [name, value] : fields) key.add(name, value);
    return key.take();
}

TEST(RequestKey, IsAnotherOneForOtherRightsTargetsAndSelectingFields) {
    const std::set<std::string> keys{
        key_of("r", "/api/Status"),
        key_of("s", "/api/Status"),
        key_of("r", "/api/Status?id=1"),
        key_of("r", "/api/status"),
        key_of("r", "/api/Status", {{"Accept", "text/csv"}}),
        key_of("r", "/api/Status", {{"Accept", "application/json"}}),
        key_of("r", "/api/Status", {{"Accept-Encoding", "gzip"}}),
        key_of("r", "/api/Status", {{"Accept", "application/json"}, {"Accept-Encoding", "gzip"}}),
        key_of("r", "/api/Status", {{"Accept", "application/json\taccept-encoding:gzip"}}),
        key_of("r", "/api/Status", {{"X-Anything", "1"}}),
        key_of("r", "/api/Status", {{"Range", "bytes=0-1"}}),
    };
    EXPECT_EQ(keys.size(), 11U);
}

TEST(RequestKey, SaysNothingOfWhoAsksOrInWhichTrace) {
    EXPECT_EQ(
        key_of("r", "/api/Status", {{"User-Agent", "curl"}, {"traceparent", "00-1"}, {"Accept", "*/*"}}),
        key_of("r", "/api/Status", {{"ACCEPT", "*/*"}, {"Cache-Control", "max-age=5"}, {"baggage", "x"}}));
}

}  // namespace
}  // namespace halogate::cache
