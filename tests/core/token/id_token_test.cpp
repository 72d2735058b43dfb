// SPDX-License-Identifier: MIT
#include "core/token/id_token.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace halogate::token {
namespace {

std::string base64url(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = (group << 8U) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i) + 1;
        for (std::size_t j = 0; j < count; ++j) text += alphabet[(group >> (18U - 6U * j)) & 0x3FU];
    }
    return text;
}

std::string agent_of(std::string_view payload) {
    return agent_in("eyJhbGciOiJub25lIn0." + base64url(payload) + ".sig");
}

TEST(IdToken, NamesTheAgentByNameThenEmailThenNumber) {
    EXPECT_EQ(agent_of(R"({"name":"Integration","email":"a@b.example","agent_id":7})"), "Integration");
    EXPECT_EQ(agent_of(R"({"name":" ","email":"a@b.example","agent_id":7})"), "a@b.example");
    EXPECT_EQ(agent_of(R"({"agent_id":7,"sub":"xyz"})"), "agent 7");
    EXPECT_EQ(agent_of(R"({"agent_id":"7"})"), "agent 7");
    EXPECT_EQ(agent_of(R"({"sub":"5d2f"})"), "agent 5d2f");
    EXPECT_EQ(agent_of("{}"), "");
}

TEST(IdToken, EveryLengthOfPayloadIsDecoded) {
    EXPECT_EQ(agent_of(R"({"name":"a"})"), "a");
    EXPECT_EQ(agent_of(R"({"name":"ab"})"), "ab");
    EXPECT_EQ(agent_of(R"({"name":"abc"})"), "abc");
    EXPECT_EQ(agent_of("{\"name\":\"\u00ff\u00fe\u203f\"}"), "\u00ff\u00fe\u203f");
}

TEST(IdToken, TheNameIsFitForALogLine) {
    EXPECT_EQ(agent_of(R"({"name":"a\u001b[31m\nb"})"), "a[31m b");
    EXPECT_EQ(agent_of(R"({"name":")" + std::string(5000, 'x') + "\"}").size(), 100U);
}

TEST(IdToken, WhatCannotBeReadNamesNobody) {
    for (const auto* text : {"", ".", "..", "a.b", "a.b.c", "a.!!!.c", "a.e30=.c", "a.e30+.c"}) {
        EXPECT_EQ(agent_in(text), "") << text;
    }
}

}  // namespace
}  // namespace halogate::token
