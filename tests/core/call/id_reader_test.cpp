// SPDX-License-Identifier: MIT
#include "core/call/id_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::call {
namespace {

struct Read {
    std::string ids;
    bool is_cut = false;
};

Read read_in_pieces(std::string_view body, std::size_t size) {
    IdList list;
    IdReader reader{list};
    for (std::size_t at = 0; at < body.size(); at += size) reader.read(body.substr(at, size));
    return {std::string{list.text()}, list.is_cut()};
}

/// The same however the body is cut.
std::string ids_of(std::string_view body) {
    std::string whole = read_in_pieces(body, body.size() + 1).ids;
    for (const std::size_t size : {1U, 2U, 3U, 7U}) EXPECT_EQ(read_in_pieces(body, size).ids, whole) << body;
    return whole;
}

TEST(IdReader, FindsTheIdOfOneObjectAndOfEachInAnArray) {
    EXPECT_EQ(ids_of(R"({"id":17,"summary":"x"})"), "17");
    EXPECT_EQ(ids_of(R"({"summary":"x","id":17})"), "17");
    EXPECT_EQ(ids_of(R"( [ {"id" : 1 , "a":2}, {"a":[1,2],"ID":"3"} ] )"), "1,3");
    EXPECT_EQ(ids_of(R"([{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}])"),
              "0f8fad5b-d9cb-469f-a165-70867728950e");
}

TEST(IdReader, LooksAtNothingBelowTheElements) {
    EXPECT_EQ(ids_of(R"({"client":{"id":5},"assets":[{"id":6}],"id":7,"x":{"id":8}})"), "7");
    EXPECT_EQ(ids_of(R"({"tickets":[{"id":1},{"id":2}]})"), "");
    EXPECT_EQ(ids_of(R"([[{"id":1}],{"id":2}])"), "2");
    EXPECT_EQ(ids_of(R"({"id":{"id":3}})"), "");
}

TEST(IdReader, TakesTextForTextAndNotForStructure) {
    EXPECT_EQ(ids_of(R"({"a":"{\"id\":1,","b":"\\","id":2})"), "2");
    EXPECT_EQ(ids_of(R"({"summary":"id","id":4})"), "4");
    EXPECT_EQ(ids_of(R"({"user_id":1,"ids":2,"i":3})"), "");
}

TEST(IdReader, TakesNothingThatIsNoNumberAndNoUuid) {
    for (const char* value :
         {R"("canary-b7f1c09e")", R"("")", "0", "-1", "1.5", "1e3", "null", "true", R"("12 34")",
          R"("1\u0032")", "12345678901234567890",
          R"("0f8fad5b-d9cb-469f-a165-70867728950e-0f8fad5b-d9cb-469f-a165-70867728950e")",
          R"("0f8fad5b-d9cb-469f-a165-70867728950x")",
          R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"})
        EXPECT_EQ(ids_of(R"([{"id":)" + std::string{value} + "}]"), "") << value;
}

TEST(IdReader, GarbageYieldsNothingAndEndsNowhere) {
    for (const char* body : {"", "}", "]]", "{", "[", "id", "\"id\":1", "{\"id\"", "{\"id\":", "\"",
                             "{{{{\"id\":1}}}}", "[1,2,3]", "{:,:,}", R"(\"id":5)"})
        EXPECT_EQ(ids_of(body), "") << body;
    EXPECT_EQ(ids_of(R"({"id":1}{"id":2})"), "1") << "what follows the value is not looked at";
}

TEST(IdReader, KeepsAHundredIdsAndSaysThatThereAreMore) {
    std::string body = "[";
    for (int i = 1; i <= 101; ++i)
        body += (i == 1 ? "" : ",") + std::string{"{\"id\":"} + std::to_string(i) + "}";
    const Read all = read_in_pieces(body + "]", 1000);
    EXPECT_TRUE(all.is_cut);
    EXPECT_TRUE(all.ids.ends_with(",100")) << all.ids;
}

TEST(IdReader, DoesNotReadOnBeyondItsBoundAndSaysSo) {
    const std::string padding(IdReader::most_bytes, ' ');
    const Read beyond = read_in_pieces(R"([{"id":1},)" + padding + R"({"id":2}])", 4096);
    EXPECT_EQ(beyond.ids, "1");
    EXPECT_TRUE(beyond.is_cut);
    EXPECT_FALSE(read_in_pieces(R"([{"id":1}])", 4096).is_cut);
}

}  // namespace
}  // namespace halogate::call
