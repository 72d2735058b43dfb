// SPDX-License-Identifier: MIT
#include "http/head.hpp"

#include <gtest/gtest.h>

#include "http/hop_by_hop.hpp"

namespace halogate::http {
namespace {

Fields make_fields(std::initializer_list<Field> list) {
    Fields fields;
    for (const Field& field : list) fields.add(field);
    return fields;
}

TEST(HeadFields, FindGivesTheFirstOfANameInAnyLetterCase) {
    const auto fields = make_fields({{"A", "1"}, {"b", "2"}, {"a", "3"}});
    EXPECT_EQ(fields.find("a"), "1");
    EXPECT_EQ(fields.find("B"), "2");
    EXPECT_FALSE(fields.find("c"));
    EXPECT_EQ(fields.count("a"), 2U);
    EXPECT_EQ(fields.count("c"), 0U);
}

TEST(HeadFields, ListsLooksAtElementsOfEveryLineAndNotAtParameters) {
    const auto fields = make_fields({{"Connection", "close, X-One"}, {"connection", " ,x-two;q=1 ,"}});
    EXPECT_TRUE(fields.lists("Connection", "CLOSE"));
    EXPECT_TRUE(fields.lists("Connection", "x-one"));
    EXPECT_TRUE(fields.lists("Connection", "X-Two"));
    EXPECT_FALSE(fields.lists("Connection", "x"));
    EXPECT_FALSE(fields.lists("Connection", "q"));
    EXPECT_FALSE(fields.lists("Connection", ""));
}

TEST(HopByHop, FieldsOfTheConnectionAreNotRelayedAndOthersAre) {
    const auto fields = make_fields({{"Connection", "close, X-Private"}, {"X-Private", "1"}});
    const HopByHop hop_by_hop{fields};
    for (const auto* name :
         {"Connection", "keep-alive", "Proxy-Authorization", "proxy-connection", "Proxy-Authenticate", "TE",
          "Trailer", "Transfer-Encoding", "upgrade", "Content-Length", "x-private", "close"})
        EXPECT_TRUE(hop_by_hop.contains(name)) << name;
    for (const auto* name : {"Content-Type", "Accept", "Authorization", "Host", "X-Privates", "Proxy", "TEE",
                             "Trailers", "Content-Lengths"})
        EXPECT_FALSE(hop_by_hop.contains(name)) << name;
}

TEST(HopByHop, NamesNothingMoreWithoutConnection) {
    const auto fields = make_fields({{"X-Private", "1"}, {"Keep-Alive", "timeout=5"}});
    const HopByHop hop_by_hop{fields};
    EXPECT_TRUE(hop_by_hop.contains("Keep-Alive"));
    EXPECT_FALSE(hop_by_hop.contains("X-Private"));
}

}  // namespace
}  // namespace halogate::http
