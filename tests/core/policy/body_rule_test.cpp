// SPDX-License-Identifier: MIT
#include "core/policy/body_rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace halogate::policy {
namespace {

std::string finding_of(std::string_view body) {
    const auto finding = judge_elements(body);
    if (!finding) return "refused";
    if (finding->queries) return "query";
    if (finding->creates && finding->updates) return "both";
    if (finding->creates) return "create";
    return finding->updates ? "update" : "nothing";
}

struct Row {
    std::string_view name;
    std::string_view body;
    std::string_view means;
};

using namespace std::string_view_literals;

// "The body is read differently by us and by .NET", row by row, and what surrounds it.
const Row rows[] = {
    {"no id", R"([{"summary":"x"}])", "create"},
    {"empty object", "[{}]", "create"},
    {"an id", R"([{"id":1}])", "update"},
    {"Id", R"([{"Id":1}])", "update"},
    {"ID", R"([{"ID":1}])", "update"},
    {"iD", R"([{"iD":1}])", "update"},
    {"id as a string", R"([{"id":"1"}])", "update"},
    {"id as a GUID", R"([{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}])", "update"},
    {"id 1.0", R"([{"id":1.0}])", "update"},
    {"id 1e0", R"([{"id":1e0}])", "update"},
    {"id 10E-1", R"([{"id":10E-1}])", "update"},
    {"largest id", R"([{"id":2147483647}])", "update"},
    {"id null", R"([{"id":null}])", "both"},
    {"id 0", R"([{"id":0}])", "both"},
    {"id -0", R"([{"id":-0}])", "both"},
    {"id 0.0", R"([{"id":0.0}])", "both"},
    {"id -1", R"([{"id":-1}])", "both"},
    {"id 0.4", R"([{"id":0.4}])", "both"},
    {"id 1.5", R"([{"id":1.5}])", "both"},
    {"id that wraps to 0", R"([{"id":4294967296}])", "both"},
    {"id beyond 64 bits", R"([{"id":18446744073709551616}])", "both"},
    {"id huge", R"([{"id":1e300}])", "both"},
    {"id beyond a double", R"([{"id":1e999}])", "refused"},
    {"id empty string", R"([{"id":""}])", "both"},
    {"id \"0\"", R"([{"id":"0"}])", "both"},
    {"id \"00\"", R"([{"id":"00"}])", "both"},
    {"id \" 1\"", R"([{"id":" 1"}])", "both"},
    {"id \"01\"", R"([{"id":"01"}])", "both"},
    {"id \"0.4\"", R"([{"id":"0.4"}])", "both"},
    {"id \"-1\"", R"([{"id":"-1"}])", "both"},
    {"id \"1e-9\"", R"([{"id":"1e-9"}])", "both"},
    {"id true", R"([{"id":true}])", "both"},
    {"id false", R"([{"id":false}])", "both"},
    {"id object", R"([{"id":{"id":1}}])", "both"},
    {"id array", R"([{"id":[1]}])", "both"},
    {"duplicate, the id first", R"([{"id":5,"id":null}])", "both"},
    {"duplicate, the id last", R"([{"id":0,"id":5}])", "both"},
    {"duplicate in another case", R"([{"id":0,"ID":5}])", "both"},
    {"duplicate, both ids", R"([{"id":5,"Id":6}])", "update"},
    {"escaped key", R"([{"\u0069d":1}])", "update"},
    {"escaped key, upper case", R"([{"\u0049\u0044":1}])", "update"},
    {"dotless i",
     "[{\"\xC4\xB1"
     "d\":1}]",
     "both"},
    {"dotless i, escaped", R"([{"\u0131d":1}])", "both"},
    {"dotted I",
     "[{\"\xC4\xB0"
     "d\":1}]",
     "both"},
    {"a key that only contains id", R"([{"_id":1,"ids":2,"id ":3,"client_id":4}])", "create"},
    {"nested id", R"([{"client":{"id":1},"list":[{"id":2}]}])", "create"},
    {"id after nested objects", R"([{"a":{"b":[{"c":{}}]},"id":3}])", "update"},
    {"id before nested ids", R"([{"id":3,"a":{"id":null}}])", "update"},
    {"mixed", R"([{"id":1},{"summary":"x"}])", "both"},
    {"mixed the other way", R"([{"summary":"x"},{"id":1}])", "both"},
    {"two updates", R"([{"id":1},{"id":2}])", "update"},
    {"two creates", R"([{"a":1},{"b":2}])", "create"},
    {"one object", R"({"summary":"x"})", "create"},
    {"one object with id", R"({"id":1})", "update"},
    {"empty array", "[]", "create"},
    {"undelete", R"([{"id":1,"_recover":true}])", "update"},
    {"undelete without id", R"([{"_recover":true}])", "both"},
    {"undelete by a string", R"([{"_Recover":"true"}])", "both"},
    {"undelete by a number", R"([{"_recover":1}])", "both"},
    {"no undelete", R"([{"_recover":false}])", "create"},
    {"no undelete, null", R"([{"_recover":null}])", "create"},
    {"undelete twice", R"([{"_recover":true,"_recover":false}])", "both"},
    {"Newtonsoft list", R"({"$values":[{"id":1}]})", "both"},
    {"Newtonsoft list, escaped", R"({"\u0024values":[{"id":1}]})", "both"},
    {"Newtonsoft reference", R"([{"$ref":"1"}])", "both"},
    {"white space", " \t\r\n[ { \"id\" : 1 } ]\n", "update"},
    {"nothing", "", "refused"},
    {"blank", "  ", "refused"},
    {"null", "null", "refused"},
    {"number", "1", "refused"},
    {"string", R"("x")", "refused"},
    {"true", "true", "refused"},
    {"array of numbers", "[1]", "refused"},
    {"array of arrays", R"([[{"id":1}]])", "refused"},
    {"array with a null", R"([{"id":1},null])", "refused"},
    {"array with a string", R"(["x"])", "refused"},
    {"comment", R"([{"a":1}] // {"id":1})", "refused"},
    {"comment inside", R"([{/*"a":1,*/"id":1}])", "refused"},
    {"single quotes", "[{'id':1}]", "refused"},
    {"unquoted key", "[{id:1}]", "refused"},
    {"trailing comma", R"([{"id":1},])", "refused"},
    {"two roots", R"([{"a":1}][{"id":1}])", "refused"},
    {"cut off", R"([{"a":1})", "refused"},
    {"NaN", R"([{"id":NaN}])", "refused"},
    {"hexadecimal", R"([{"id":0x1}])", "refused"},
    {"leading zero", R"([{"id":01}])", "refused"},
    {"plus sign", R"([{"id":+1}])", "refused"},
    {"byte order mark", "\xEF\xBB\xBF[{\"id\":1}]", "refused"},
    {"UTF-16 little endian", "[\0{\0}\0]\0"sv, "refused"},
    {"UTF-16 with mark", "\xFF\xFE[\0]\0"sv, "refused"},
    {"what follows a NUL", "[{\"a\":1}]\0[{\"id\":1}]"sv, "refused"},
    {"gzip", "\x1F\x8B\x08\0\0\0"sv, "refused"},
    {"form", "id=1&summary=x", "refused"},
    {"invalid UTF-8", "[{\"a\":\"\xC0\xAF\"}]", "refused"},
    {"lone surrogate", R"([{"a":"\ud800"}])", "refused"},
    {"raw control character", "[{\"a\":\"\n\"}]", "refused"},
    {"test run of something new", R"([{"_test":true}])", "both"},
    {"test run, no value", R"([{"_TEST":null}])", "both"},
    {"test run of what exists", R"([{"_test":true,"id":4}])", "update"},
    {"SQL", R"([{"sql":"select 1"}])", "query"},
    {"SQL in another case", R"([{"SqL":"select 1"}])", "query"},
    {"SQL without a value", R"([{"sql":null}])", "query"},
    {"SQL, escaped", R"([{"\u0073\u0071l":"select 1"}])", "query"},
    {"SQL with a long s",
     "[{\"\xC5\xBF"
     "ql\":1}]",
     "query"},
    {"SQL in a lone object", R"({"sql":"select 1"})", "query"},
    {"SQL in the last element", R"([{"id":1},{"a":1,"sql":""}])", "query"},
    {"report only", R"([{"_LoadReportOnly":false}])", "query"},
    {"SQL in a Newtonsoft list", R"({"$values":[{"sql":"select 1"}]})", "query"},
    {"SQL deep in a Newtonsoft list", R"([{"$values":[{"a":{"sql":"select 1"}}]}])", "query"},
    {"a field called so in another object", R"([{"field":{"sql":"select 1"}}])", "create"},
    {"keys that only contain it", R"([{"sql_id":1,"mysql":2,"_loadreport":3}])", "create"},
    {"a key of 200 letters and then",
     R"([{")"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     R"(":1,"id":2}])",
     "update"},
    {"an id just below 1", R"([{"id":0.99999999999999999}])", "update"},
    {"an id below 1 by the last bit", R"([{"id":0.9999999999999999}])", "both"},
    {"an id of many digits that is 1", R"([{"id":1.000000000000000000000000000000}])", "update"},
    {"a large exponent that is an id", R"([{"id":0.00007e5}])", "update"},
};

TEST(BodyRule, JudgesAsTheMoreOrRefuses) {
    for (const auto& row : rows) EXPECT_EQ(finding_of(row.body), row.means) << row.name << ": " << row.body;
}

TEST(BodyRule, PaddingHidesNothing) {
    const std::string padding(20'000, ' ');
    const std::string text(20'000, 'x');
    EXPECT_EQ(finding_of("[{" + padding + "\"id\":1}]"), "update");
    EXPECT_EQ(finding_of(R"([{"a":")" + text + R"(","id":1}])"), "update");
    EXPECT_EQ(finding_of(padding + "[{\"a\":1}," + padding + "{\"id\":1}]"), "both");
    std::string many = "[";
    for (int i = 0; i < 5'000; ++i) many += "{\"a\":1},";
    EXPECT_EQ(finding_of(many + "{\"id\":1}]"), "both");
}

TEST(BodyRule, DepthIsBounded) {
    const auto nested = [](std::size_t depth) {
        return "[{\"a\":" + std::string(depth - 2, '[') + std::string(depth - 2, ']') + "}]";
    };
    EXPECT_EQ(finding_of(nested(64)), "create");
    EXPECT_EQ(finding_of(nested(65)), "refused");
    EXPECT_EQ(finding_of(std::string(1'000'000, '[')), "refused");
}

TEST(BodyRule, SaysWhichElementDecides) {
    const auto finding = judge_elements(R"([{"id":1},{"id":2},{"a":3}])");
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->updates, 1U);
    EXPECT_EQ(finding->creates, 3U);
    EXPECT_EQ(judge_elements("[]")->creates, 0U);
    EXPECT_EQ(judge_elements(R"([{"a":1},{"_test":1},{"sql":1}])")->tests, 2U);
    EXPECT_EQ(judge_elements(R"([{"a":1},{"_test":1},{"sql":1}])")->queries, 3U);
    EXPECT_EQ(judge_elements(R"([{"id":1},{"id":2,"_recover":1}])")->undeletes, 2U);
}

TEST(BodyRule, CountsWhatAddsAndWhatChanges) {
    const auto finding = judge_elements(R"([{"id":1},{"id":0},{"a":3},{"id":4,"ID":5},{}])");
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->creating, 3U) << "the second may be either";
    EXPECT_EQ(finding->updating, 3U);
    EXPECT_FALSE(finding->one_object);
    EXPECT_EQ(judge_elements("[]")->creating, 0U);
    EXPECT_TRUE(judge_elements(" {} ")->one_object);
    EXPECT_FALSE(judge_elements("[{}]")->one_object);
}

TEST(BodyRule, WhereAnyJsonIsTakenOnlyItsShapeIsFree) {
    for (const auto* const body : {"1", "\"x\"", "null", "true", "[1,2]", "[[{\"id\":1}]]", "[null,{}]"})
        EXPECT_TRUE(judge_elements(body, BodyShape::any)) << body;
    for (const auto* const body : {"", "{'sql':1}", "[1,]", "// x", "\xEF\xBB\xBF{}"})
        EXPECT_FALSE(judge_elements(body, BodyShape::any)) << body;
    EXPECT_EQ(judge_elements(R"([1,{"sql":1}])", BodyShape::any)->queries, 1U);
}

TEST(BodyRule, TheFaultIsFoundToTheByte) {
    const auto at = [](const std::string& body) { return judge_elements(body).error(); };
    const std::string padding(10'000, ' ');
    EXPECT_EQ(at("[{'id':1}]"), "the body is not plain JSON in UTF-8 (at byte 3)");
    EXPECT_EQ(at(padding + "[{'id':1}]"), "the body is not plain JSON in UTF-8 (at byte 10003)");
    EXPECT_EQ(at("[{}] x"), "the body is not plain JSON in UTF-8 (at byte 6)");
    EXPECT_EQ(at("[{}"), "the body is not plain JSON in UTF-8 (at byte 3)");
}

// --- BodyWatch: bodies that cross piece by piece

/// "" when the whole body may pass in pieces of this size, else the code that stops it.
std::string watched(std::string_view body, std::size_t size) {
    BodyWatch watch;
    while (true) {
        const auto piece = body.substr(0, size);
        body.remove_prefix(piece.size());
        const auto kind = body.empty() ? BodyWatch::Piece::last : BodyWatch::Piece::more_to_come;
        if (const auto refusal = watch.look_at(piece, kind)) return std::string{to_string(refusal->code)};
        if (body.empty()) return "";
    }
}

TEST(BodyWatch, SeesAQueryHoweverTheBodyIsCut) {
    for (const std::size_t size : {1U, 2U, 3U, 7U, 1'000U}) {
        for (const auto* const body :
             {R"([{"a":1,"sql":"select 1"}])", R"([{"\u0073\u0051L" : 1}])", R"({"_loadReportOnly":true})",
              "[{\"\xC5\xBFql\":1}]", R"([{"x":{"sql":1}},{"sql":1}])", R"({"$values":[{"sql":1}]})"})
            EXPECT_EQ(watched(body, size), "route_denied") << body << " in pieces of " << size;
        for (const auto* const body : {R"([{"a":1,"sqll":"select 1"}])", R"([{"x":{"sql":1}}])", "[]", "7",
                                       R"([{"summary":"\u00e9\ud83d\ude00 é"}])"})
            EXPECT_EQ(watched(body, size), "") << body << " in pieces of " << size;
        for (const auto* const body : {"[{'sql':1}]", "[{}", "[{}] [", "", "[{\"a\":\"\xC0\xAF\"}]"})
            EXPECT_EQ(watched(body, size), "invalid_body") << body << " in pieces of " << size;
    }
}

TEST(BodyWatch, JudgesAsTheWholeBodyIsJudged) {
    constexpr std::string_view alphabet = "[]{}\"\\:,sqlSQL01.e-$ x";
    std::mt19937 random{4321};
    std::uniform_int_distribution<std::size_t> letter{0, alphabet.size() - 1};
    std::uniform_int_distribution<std::size_t> place{0, 60};
    const std::string base = R"([{"summary":"x","sql":[{}]},{"id":1,"a":"\u0073"}])";
    for (int i = 0; i < 20'000; ++i) {
        std::string body = base;
        for (int n = 0; n < 2; ++n) body[place(random) % body.size()] = alphabet[letter(random)];
        const auto whole = judge_elements(body, BodyShape::any);
        const std::string_view expected = !whole ? "invalid_body" : whole->queries ? "route_denied" : "";
        const auto in_pieces = watched(body, 1 + place(random) % 9);
        // A query that is seen before the fault behind it is told as a query.
        const bool sooner = expected == std::string{"invalid_body"} && in_pieces == "route_denied";
        ASSERT_TRUE(in_pieces == expected || sooner) << body;
    }
}

TEST(BodyRule, RefusalsAreSentences) {
    EXPECT_EQ(judge_elements("[1]").error(), "the body must be an array of objects or one object");
    EXPECT_THAT(judge_elements("[{'id':1}]").error(),
                testing::StartsWith("the body is not plain JSON in UTF-8 (at byte "));
}

TEST(BodyRule, AnyBytesAreTakenWithoutHarmAndNoIdIsMissed) {
    constexpr std::string_view alphabet = "[]{}\"\\:,idID01.e-u x";
    std::mt19937 random{1234};
    std::uniform_int_distribution<std::size_t> letter{0, alphabet.size() - 1};
    std::uniform_int_distribution<std::size_t> place{0, 20};
    const std::string base = R"([{"id":1,"a":[{}]}])";
    for (int i = 0; i < 30'000; ++i) {
        std::string body = base;
        for (int n = 0; n < 3; ++n) body[place(random) % body.size()] = alphabet[letter(random)];
        const auto finding = judge_elements(body);
        // Whatever still is JSON and still holds the key must be seen as an update at least.
        const bool same_element = body.starts_with("[{") && body.ends_with("}]");
        if (finding && same_element && body.find("{\"id\":") == 1) {
            ASSERT_TRUE(finding->updates) << body;
        }
    }
}

}  // namespace
}  // namespace halogate::policy
