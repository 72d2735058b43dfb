// SPDX-License-Identifier: MIT
#include "settings/interpolation.hpp"

#include <gmock/gmock.h>

#include "support/settings_environment.hpp"

namespace {

using halogate::settings::interpolate;
using halogate::test::WrittenEnvironment;
using testing::HasSubstr;

WrittenEnvironment environment() {
    WrittenEnvironment made;
    made.variables = {{"A", "one"}, {"EMPTY", ""}, {"WILD", "${A} $${A} : # {"}, {"CASH", "5$"}};
    made.files = {{"/s", "x\n"},  {"/crlf", "x\r\n"}, {"/two", "x\n\n"},
                  {"/none", "x"}, {"/empty", ""},     {"/lf", "\n"}};
    return made;
}

std::string text_of(std::string_view text) {
    return interpolate(text, environment()).value();
}
std::string error_of(std::string_view text) {
    return interpolate(text, environment()).error();
}

TEST(Interpolation, TextWithoutReferencesStaysAsItIs) {
    for (const auto* text : {"", "plain", "$", "$$", "a$b", "}", "{A}", "$A", "$(A)"})
        EXPECT_EQ(text_of(text), text);
}

TEST(Interpolation, VariableIsPutInWhereverItStands) {
    EXPECT_EQ(text_of("${A}"), "one");
    EXPECT_EQ(text_of("<${A}|${A}>"), "<one|one>");
    EXPECT_EQ(text_of("${EMPTY}"), "");
}

TEST(Interpolation, DefaultCountsWhenUnsetOrEmpty) {
    EXPECT_EQ(text_of("${NONE:-two}"), "two");
    EXPECT_EQ(text_of("${EMPTY:-two}"), "two");
    EXPECT_EQ(text_of("${A:-two}"), "one");
    EXPECT_EQ(text_of("${NONE:-}"), "");
    EXPECT_EQ(text_of("${NONE:-a:-b}"), "a:-b");
}

TEST(Interpolation, UnsetVariableIsNamed) {
    EXPECT_EQ(error_of("${NONE}"),
              "environment variable `NONE` is not set; set it, or write `${NONE:-default}`");
}

TEST(Interpolation, FileLosesExactlyOneFinalNewline) {
    EXPECT_EQ(text_of("${file:/s}"), "x");
    EXPECT_EQ(text_of("${file:/crlf}"), "x");
    EXPECT_EQ(text_of("${file:/two}"), "x\n");
    EXPECT_EQ(text_of("${file:/none}"), "x");
    EXPECT_EQ(text_of("${file:/empty}${file:/lf}"), "");
}

TEST(Interpolation, UnreadableFileIsNamedWithTheReason) {
    EXPECT_EQ(error_of("${file:/gone}"), "cannot read file `/gone`: No such file or directory");
}

TEST(Interpolation, PathMayHoldReferences) {
    auto made = environment();
    made.variables["CREDENTIALS_DIRECTORY"] = "/run/credentials/halogate.service";
    made.files["/run/credentials/halogate.service/s"] = "credential\n";
    made.files["/${A}"] = "literal";
    EXPECT_EQ(interpolate("<${file:${CREDENTIALS_DIRECTORY}/s}>", made).value(), "<credential>");
    EXPECT_EQ(interpolate("${file:${NONE:-/run/credentials}/halogate.service/s}", made).value(),
              "credential");
    EXPECT_EQ(interpolate("${file:/$${A}}", made).value(), "literal");
}

TEST(Interpolation, FaultInAPathIsThatOfItsReference) {
    EXPECT_THAT(error_of("${file:${NONE}/s}"), HasSubstr("`NONE` is not set"));
    EXPECT_THAT(error_of("${file:${A/s}"), HasSubstr("without its `}`"));
}

TEST(Interpolation, WhatWasPutInIsNotReadAgain) {
    EXPECT_EQ(text_of("${WILD}"), "${A} $${A} : # {");
    EXPECT_EQ(text_of("${CASH}${A}"), "5$one");
}

TEST(Interpolation, DoubledDollarIsAPlainOne) {
    EXPECT_EQ(text_of("$${A}"), "${A}");
    EXPECT_EQ(text_of("a$${A}b${A}"), "a${A}bone");
    EXPECT_EQ(text_of("$${"), "${");
}

TEST(Interpolation, MalformedReferencesAreRefused) {
    EXPECT_THAT(error_of("${A"), HasSubstr("without its `}`"));
    for (const auto* text : {"${}", "${1A}", "${A-B}", "${A B}", "${env:A}", "${A:=x}", "${:-x}"}) {
        EXPECT_THAT(error_of(text), HasSubstr("is no reference")) << text;
    }
}

}  // namespace
