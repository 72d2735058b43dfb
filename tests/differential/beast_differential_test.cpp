// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>

#include "differential/request_table.hpp"
#include "http/message_reader.hpp"
#include "support/beast_head.hpp"
#include "support/damaged_messages.hpp"

// Every head that our readers take means the same to Beast's parser. (It takes much that ours refuse.)
namespace halogate::test {
namespace {

constexpr std::size_t drawn = 20'000;
constexpr int damaged_messages = 300'000;

struct Tally {
    std::size_t taken = 0;
    std::size_t refused = 0;
};

/// Every request of a connection, as far as it is taken.
void judge_requests(const std::string& bytes, Tally& tally) {
    http::RequestReader reader{{}};
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const auto status = reader.read_head(rest);
        if (status == http::HeadStatus::refused) ++tally.refused;
        if (status != http::HeadStatus::complete) return;
        ++tally.taken;
        ASSERT_EQ(beast_differs(rest.substr(0, reader.head_bytes()), reader.head()), "") << bytes;
        rest.remove_prefix(reader.head_bytes());
        bool complete = reader.head().body.kind == http::BodyFraming::Kind::none;
        while (!complete) {
            const auto piece = reader.read_body(rest);
            if (piece.refusal || (piece.consumed == 0 && !piece.complete)) return;
            rest.remove_prefix(piece.consumed);
            complete = piece.complete;
        }
        reader.reset();
    }
}

/// An answer, without the interim ones before it.
void judge_answer(const std::string& bytes, Tally& tally) {
    http::ResponseReader reader{{}};
    reader.reset(http::Method::get);
    const auto status = reader.read_head(bytes);
    if (status == http::HeadStatus::refused) ++tally.refused;
    if (status != http::HeadStatus::complete) return;
    ++tally.taken;
    const std::string_view heads{bytes.data(), reader.head_bytes()};
    const auto before = heads.substr(0, heads.size() - 4).rfind("\r\n\r\n");
    const auto head = before == heads.npos ? heads : heads.substr(before + 4);
    ASSERT_EQ(beast_differs(head, reader.head()), "") << bytes;
}

TEST(BeastDifferential, RequestsOfTheTableMeanTheSame) {
    Tally tally;
    for (const std::string& connection : request_table(drawn)) judge_requests(connection, tally);
    EXPECT_GT(tally.taken, 10'000U);
    EXPECT_GT(tally.refused, 1'000U);
}

TEST(BeastDifferential, DamagedRequestsMeanTheSame) {
    Tally tally;
    std::mt19937 random{9112};
    for (int i = 0; i < damaged_messages; ++i) judge_requests(damaged(plain_requests, random), tally);
    EXPECT_GT(tally.taken, 10'000U);
    EXPECT_GT(tally.refused, 10'000U);
}

TEST(BeastDifferential, DamagedAnswersMeanTheSame) {
    Tally tally;
    std::mt19937 random{9110};
    for (int i = 0; i < damaged_messages; ++i) judge_answer(damaged(plain_answer, random), tally);
    EXPECT_GT(tally.taken, 10'000U);
    EXPECT_GT(tally.refused, 10'000U);
}

TEST(BeastDifferential, ADifferenceIsSeen) {
    const std::string bytes = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
    http::RequestReader reader{{}};
    ASSERT_EQ(reader.read_head(bytes), http::HeadStatus::complete);
    ASSERT_EQ(beast_differs(bytes, reader.head()), "");
    for (const auto* other : {"PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
                              "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
                              "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
                              "POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\n",
                              "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n",
                              "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                              "POST /a HTTP/1.1\r\nHost: a\r\n"})
        EXPECT_NE(beast_differs(other, reader.head()), "") << other;
}

}  // namespace
}  // namespace halogate::test
