// SPDX-License-Identifier: MIT
#include "core/paging/page_splitter.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace halogate::paging {
namespace {

using Kind = PageSplitter::Kind;

struct Split {
    std::string before;
    std::string rows;
    std::string after;
    std::string fault;
    bool is_whole = false;
    bool has_rows = false;
    std::uint64_t count = 0;
    std::optional<std::uint64_t> total;
    std::optional<std::uint64_t> page_size;
    std::uint64_t fingerprint = 0;
    bool operator==(const Split&) const = default;
};

class Splitting {
public:
    explicit Splitting(std::string_view path) : splitter_{path} {}
    void read(std::string_view piece) {
        while (!piece.empty()) {
            const auto part = splitter_.take(piece);
            ASSERT_FALSE(part.text.empty());
            if (part.kind == Kind::before) split_.before += part.text;
            if (part.kind == Kind::rows) split_.rows += part.text;
            if (part.kind == Kind::after) split_.after += part.text;
        }
    }
    Split result() {
        if (!splitter_.fault().empty()) {
            split_ = Split{};  // how far it got before does not count
            split_.fault = splitter_.fault();
            return split_;
        }
        split_.is_whole = splitter_.is_whole();
        split_.has_rows = splitter_.has_rows();
        split_.count = splitter_.rows();
        split_.total = splitter_.total();
        split_.page_size = splitter_.page_size();
        split_.fingerprint = splitter_.fingerprint();
        return split_;
    }

private:
    PageSplitter splitter_;
    Split split_;
};

Split split_in_pieces(std::string_view page, std::size_t size) {
    Splitting splitting{"/api/tickets"};
    for (std::size_t at = 0; at < page.size(); at += size) splitting.read(page.substr(at, size));
    return splitting.result();
}

/// The same however the page is cut.
Split split(std::string_view page) {
    Split whole = split_in_pieces(page, page.size() + 1);
    for (const std::size_t size : {1U, 2U, 3U, 7U}) EXPECT_EQ(split_in_pieces(page, size), whole) << page;
    if (whole.fault.empty()) {
        EXPECT_EQ(whole.before + whole.rows + whole.after, page);
    }
    return whole;
}

TEST(PageSplitter, FindsTheRowsOfAnEnvelope) {
    const Split page = split(
        R"({"page_no":1,"page_size":100,"record_count":717,"tickets":[{"id":1},{"id":2}],"columns":[{"x":1}]})");
    EXPECT_EQ(page.before, R"({"page_no":1,"page_size":100,"record_count":717,"tickets":[)");
    EXPECT_EQ(page.rows, R"({"id":1},{"id":2})");
    EXPECT_EQ(page.after, R"(],"columns":[{"x":1}]})");
    EXPECT_EQ(page.count, 2U);
    EXPECT_EQ(page.total, 717U);
    EXPECT_EQ(page.page_size, 100U);
    EXPECT_TRUE(page.is_whole);
}

TEST(PageSplitter, FindsTheCountBehindTheRowsAsWell) {
    const Split page = split("{ \"tickets\" : [ 1 , 2\n] , \"record_count\" : 717 }\n");
    EXPECT_EQ(page.before, "{ \"tickets\" : [ ");
    EXPECT_EQ(page.rows, "1 , 2\n");
    EXPECT_EQ(page.after, "] , \"record_count\" : 717 }\n");
    EXPECT_EQ(page.total, 717U);
    EXPECT_EQ(page.count, 2U);
}

TEST(PageSplitter, FindsTheRowsOfABareArray) {
    const Split page = split(R"([{"id":1,"tickets":[1,2]},[3],"4",5,null])");
    EXPECT_EQ(page.before, "[");
    EXPECT_EQ(page.rows, R"({"id":1,"tickets":[1,2]},[3],"4",5,null)");
    EXPECT_EQ(page.after, "]");
    EXPECT_EQ(page.count, 5U);
    EXPECT_TRUE(page.is_whole);
}

TEST(PageSplitter, FindsNoRowsInAnEmptyList) {
    for (const auto* text : {"[]", "[ \n]", R"({"tickets":[],"record_count":0})", R"({"tickets": [ ] })"}) {
        const Split page = split(text);
        EXPECT_TRUE(page.is_whole && page.has_rows) << text;
        EXPECT_EQ(page.count, 0U) << text;
        EXPECT_EQ(page.rows, "") << text;
    }
}

TEST(PageSplitter, TakesBracketsAndQuotesInTextsForWhatTheyAre) {
    const std::string rows = R"({"a":"]}\"],[","b\"]":"\\","c":"\u005d"},{"d":"}"})";
    const Split page = split(R"({"x":"\"tickets\":[","tickets":[)" + rows + R"(],"y":"[{"})");
    EXPECT_EQ(page.rows, rows);
    EXPECT_EQ(page.count, 2U);
    EXPECT_TRUE(page.is_whole);
}

TEST(PageSplitter, LooksForRowsAndCountsInTheEnvelopeOnly) {
    const Split page = split(
        R"({"x":{"tickets":[1],"record_count":3},"y":[{"tickets":[2]}],"tickets":[{"record_count":4}]})");
    EXPECT_EQ(page.rows, R"({"record_count":4})");
    EXPECT_FALSE(page.total);
    EXPECT_FALSE(split(R"({"record_count":"3","page_size":null,"tickets":[]})").total);
    EXPECT_FALSE(split(R"({"record_count":-1,"page_size":1.5,"tickets":[]})").page_size);
}

TEST(PageSplitter, SeesWhatIsNoList) {
    for (const auto* text : {"{}", R"({"id":1,"columns":[1]})", R"({"tickets":{"a":1}})",
                             R"({"tickets":"x"})", "5", "null", R"("text")", R"({"clients":[1]})"}) {
        const Split page = split(text);
        EXPECT_TRUE(page.is_whole) << text;
        EXPECT_FALSE(page.has_rows) << text;
    }
}

TEST(PageSplitter, SeesAPageThatEndsTooEarly) {
    const std::string text = R"({"a":[1,"b"],"tickets":[{"id":1},{"id":"2"}],"c":true})";
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(split(text.substr(0, size)).is_whole) << text.substr(0, size);
    EXPECT_TRUE(split(text).is_whole);
}

TEST(PageSplitter, RefusesWhatWouldNotMakeOneList) {
    for (const auto* text : {"[1,]",
                             "[,1]",
                             "[1 2]",
                             "[1}",
                             "{]",
                             R"({"a"})",
                             R"({"a":})",
                             R"({"a":1,})",
                             R"({1:2})",
                             R"({"a" "b"})",
                             R"([1]])",
                             R"([1],)",
                             R"([1][2])",
                             R"([1]"a")",
                             "[1]5",
                             "[\x01]",
                             "[\"\n\"]",
                             "\xEF\xBB\xBF[1]",
                             "['a']",
                             R"({"tickets":[1],"tickets":[2]})",
                             R"({"tickets":[1],"Tickets":[2]})",
                             R"({"t\u0069ckets":[1]})",
                             R"([1/**/])",
                             R"({"tickets":[1]},{"tickets":[2]})",
                             "[1:2]",
                             R"(["a":1])"})
        EXPECT_NE(split(text).fault, "") << text;
}

TEST(PageSplitter, BoundsTheDepth) {
    EXPECT_TRUE(split(std::string(64, '[') + std::string(64, ']')).is_whole);
    EXPECT_NE(split(std::string(65, '[')).fault, "");
    std::string deep;
    for (int i = 0; i < 63; ++i) deep += R"({"a":)";
    EXPECT_TRUE(split("[" + deep + "1" + std::string(63, '}') + "]").is_whole);
}

TEST(PageSplitter, TellsOnePageFromAnother) {
    const auto fingerprint = [](std::string_view text) { return split(text).fingerprint; };
    EXPECT_EQ(fingerprint(R"({"page_no":1,"tickets":[1,2]})"),
              fingerprint(R"({"page_no":2,"tickets":[1,2]})"));
    EXPECT_NE(fingerprint("[1,2]"), fingerprint("[1,3]"));
    EXPECT_NE(fingerprint("[1,2]"), fingerprint("[2,1]"));
}

/// JSON of every sort, and what its rows are.
class Author {
public:
    explicit Author(std::uint32_t seed) : random_{seed} {}
    std::size_t below(std::size_t most) { return random_() % most; }
    std::string blank() {
        static constexpr std::array<const char*, 7> blanks = {"", "", "", " ", "\n", "\t ", "\r\n  "};
        return blanks.at(below(blanks.size()));
    }
    std::string text() {
        static constexpr std::array<const char*, 13> pieces = {
            "a",        "]", "}",       "\\\"",    "\\\\", "[{",          ",",
            "\xC3\xA9", ":", "\\u005d", "tickets", "\\n",  "record_count"};
        std::string result = "\"";
        for (auto i = below(5); i > 0; --i) result += pieces.at(below(pieces.size()));
        return result + '"';
    }
    std::string value(int depth) {
        static constexpr std::array<const char*, 6> words = {"0", "-1.5e+3", "true", "false", "null", "717"};
        const std::size_t kind = below(depth > 0 ? 4 : 2);
        if (kind == 0) return words.at(below(words.size()));
        if (kind == 1) return text();
        std::string result = kind == 2 ? "[" : "{";
        for (auto i = below(4), first = i; i > 0; --i) {
            if (i != first) result += ',' + blank();
            result += blank();
            if (kind == 3) result += text() + blank() + ':' + blank();
            result += value(depth - 1) + blank();
        }
        return result + (kind == 2 ? ']' : '}');
    }

private:
    std::mt19937 random_;
};

TEST(PageSplitter, GivesBackEveryByteOfAnyPageHoweverItIsCut) {
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        Author author{seed};
        const std::size_t count = author.below(4);
        std::string rows;
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) rows += ',' + author.blank();
            rows += author.value(3) + author.blank();
        }
        std::string before = author.blank() + "{" + author.blank();
        if (author.below(2) == 0) before += R"("columns":)" + author.value(3) + ",";
        before += author.blank() + "\"tickets\":" + author.blank() + "[" + author.blank();
        std::string after = "]" + author.blank();
        if (author.below(2) == 0) after += ",\"x\":" + author.value(3) + author.blank();
        after += "}" + author.blank();
        const std::string page = before + rows + after;

        Splitting splitting{"/api/tickets"};
        for (std::size_t at = 0; at < page.size();) {
            const std::size_t size = 1 + author.below(9);
            splitting.read(std::string_view{page}.substr(at, size));
            at += size;
        }
        const Split got = splitting.result();
        ASSERT_EQ(got.fault, "") << page;
        ASSERT_EQ(got.before, before) << page;
        ASSERT_EQ(got.rows, rows) << page;
        ASSERT_EQ(got.after, after) << page;
        ASSERT_EQ(got.count, count) << page;
        ASSERT_TRUE(got.is_whole) << page;
    }
}

}  // namespace
}  // namespace halogate::paging
