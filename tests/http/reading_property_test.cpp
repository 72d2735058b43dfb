// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "support/damaged_messages.hpp"
#include "support/http_reading.hpp"

namespace halogate::http {
namespace {

using test::byte_steps;

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
        expect_same_in_every_step(
            test::damaged(test::plain_requests, random),
            [](const std::string& bytes, std::size_t step) { return test::read_requests(bytes, step); });
}

TEST(HttpReading, DamagedAnswersAreJudgedTheSameInWhateverStepsTheyArrive) {
    std::mt19937 random{9110};
    for (int i = 0; i < 1500; ++i)
        expect_same_in_every_step(
            test::damaged(test::plain_answer, random),
            [](const std::string& bytes, std::size_t step) { return test::read_response(bytes, step); });
}

}  // namespace
}  // namespace halogate::http
