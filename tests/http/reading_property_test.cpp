// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "support/http_reading.hpp"

namespace halogate::http {
namespace {

using test::byte_steps;

const std::string requests =
    "POST /api/Tickets?a=b HTTP/1.1\r\nHost: a:1\r\nConnection: keep-alive\r\nTransfer-Encoding: "
    "chunked\r\n\r\n"
    "3\r\nabc\r\n1f\r\n0123456789012345678901234567890\r\n0\r\nX: y\r\n\r\n"
    "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd"
    "HEAD /x HTTP/1.0\r\nHost: b\r\n\r\n";
const std::string answer =
    "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: "
    "x\r\n\r\n"
    "3\r\nabc\r\n1f\r\n0123456789012345678901234567890\r\n0\r\nX: y\r\n\r\nrest";

/// One to three bytes replaced, removed or put in, mostly by bytes that mean something to HTTP.
std::string mutated(std::string bytes, std::mt19937& random) {
    const std::string meaning = std::string{"\r\n\t :;,#\"0159afAF+-/HTPc\x7f\x80\xff"} + '\0';
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
        const std::size_t at = below(bytes.size());
        const char byte = meaning[below(meaning.size())];
        switch (below(4)) {
            case 0: bytes[at] = byte; break;
            case 1: bytes.erase(at, 1 + below(3)); break;
            case 2: bytes.insert(at, 1, byte); break;
            default: bytes.insert(at, bytes.substr(below(bytes.size()), below(40))); break;
        }
    }
    return bytes;
}

/// The same messages and the same verdict in every step, whatever the bytes.
template <class Read>
void expect_same_in_every_step(const std::string& bytes, Read read) {
    const test::ReadConnection whole = read(bytes, byte_steps.back());
    for (const auto step : byte_steps) {
        const test::ReadConnection pieces = read(bytes, step);
        ASSERT_EQ(pieces.refusal.has_value(), whole.refusal.has_value()) << bytes << "\nin steps of " << step;
        if (!whole.refusal) {
            ASSERT_EQ(pieces.messages, whole.messages) << bytes << "\nin steps of " << step;
            ASSERT_EQ(pieces.left_over, whole.left_over) << bytes << "\nin steps of " << step;
            continue;
        }
        // The sentence may differ: another protocol is told by its first byte, before a bare LF is seen.
        ASSERT_EQ(pieces.refusal->code, whole.refusal->code) << bytes << "\nin steps of " << step;
        ASSERT_EQ(pieces.messages.size(), whole.messages.size()) << bytes << "\nin steps of " << step;
    }
}

TEST(HttpReading, DamagedRequestsAreJudgedTheSameInWhateverStepsTheyArrive) {
    std::mt19937 random{9112};
    for (int i = 0; i < 1500; ++i)
        expect_same_in_every_step(mutated(requests, random), [](const std::string& bytes, std::size_t step) {
            return test::read_requests(bytes, step);
        });
}

TEST(HttpReading, DamagedAnswersAreJudgedTheSameInWhateverStepsTheyArrive) {
    std::mt19937 random{9110};
    for (int i = 0; i < 1500; ++i)
        expect_same_in_every_step(mutated(answer, random), [](const std::string& bytes, std::size_t step) {
            return test::read_response(bytes, step);
        });
}

}  // namespace
}  // namespace halogate::http
