// SPDX-License-Identifier: MIT
#include "settings/yaml_reader.hpp"

#include <gmock/gmock.h>

#include "support/settings_environment.hpp"

namespace {

using halogate::settings::Node;
using halogate::settings::read_yaml;
using halogate::test::rendered;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> findings_of(std::string_view text) {
    const auto tree = read_yaml(text, "a.yaml");
    return tree ? std::vector<std::string>{} : rendered(tree.error());
}

TEST(YamlReader, EveryValueKnowsItsPlaceCountedFromOne) {
    const auto tree = read_yaml("queue:\n  max_wait: 8s\n", "a.yaml");
    ASSERT_TRUE(tree);
    const auto* const wait = tree->find("queue")->find("max_wait");
    EXPECT_EQ(wait->text, "8s");
    EXPECT_EQ(wait->key_place.line, 2);
    EXPECT_EQ(wait->key_place.column, 3);
    EXPECT_EQ(wait->place.line, 2);
    EXPECT_EQ(wait->place.column, 13);
    EXPECT_EQ(wait->place.file, "a.yaml");
}

TEST(YamlReader, EmptyTextIsNoTree) {
    for (const auto* text : {"", "\n\n", "# a comment\n", "---\n"}) {
        const auto tree = read_yaml(text, "a.yaml");
        ASSERT_TRUE(tree) << text;
        EXPECT_EQ(tree->kind, Node::Kind::null) << text;
    }
}

TEST(YamlReader, KeyWithoutValueIsNothingInBlockAndInFlow) {
    const auto tree = read_yaml("tls: {ca_file: , min_version: \"1.2\", server_name: }\nname:\n", "a.yaml");
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->find("tls")->find("ca_file")->kind, Node::Kind::null);
    EXPECT_EQ(tree->find("tls")->find("min_version")->text, "1.2");
    EXPECT_EQ(tree->find("tls")->find("server_name")->kind, Node::Kind::null);
    EXPECT_EQ(tree->find("name")->kind, Node::Kind::null);
}

TEST(YamlReader, DuplicateKeysAreAllReported) {
    EXPECT_THAT(findings_of("a: 1\nb: {c: 1, c: 2}\na: 2\n"),
                ElementsAre("a.yaml:2:11: key `c` is given twice; the first stands in line 2",
                            "a.yaml:3:1: key `a` is given twice; the first stands in line 1"));
}

TEST(YamlReader, BrokenSyntaxIsShownAtItsPlace) {
    EXPECT_THAT(findings_of("a: [1, 2\nb: 3\n"), ElementsAre(HasSubstr("a.yaml:2:2: this is not YAML: ")));
}

TEST(YamlReader, ReferenceWithoutQuotesInAFlowMapIsExplained) {
    EXPECT_THAT(findings_of("identify: {api_key: ${KEY}}\n"),
                ElementsAre(HasSubstr("inside {…} and […] a reference needs quotes: \"${NAME}\"")));
}

TEST(YamlReader, TagsAndSecondDocumentsAreRefused) {
    EXPECT_THAT(findings_of("a: !!binary aGFsbw==\n"), ElementsAre(HasSubstr("a.yaml:1:4: tags such as")));
    EXPECT_THAT(findings_of("a: 1\n---\nb: 2\n"), ElementsAre(HasSubstr("more than one YAML document")));
}

TEST(YamlReader, KeysThatAreNoNamesAreRefused) {
    EXPECT_THAT(findings_of("? [a, b]\n: 1\n"), ElementsAre(HasSubstr("a key must be a name")));
    EXPECT_THAT(findings_of("~: 1\n"), ElementsAre(HasSubstr("a key must be a name")));
}

TEST(YamlReader, AliasStandsForACopy) {
    const auto tree = read_yaml("a: &w 8s\nb: *w\n", "a.yaml");
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->find("b")->text, "8s");
    EXPECT_EQ(tree->find("b")->key_place.line, 2);
}

TEST(YamlReader, AliasesThatMultiplyAreCutOff) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level < 12; ++level) {
        const auto before = "*a" + std::to_string(level - 1);
        bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
        for (int copy = 0; copy < 10; ++copy) bomb += (copy > 0 ? ", " : "") + before;
        bomb += "]\n";
    }
    EXPECT_THAT(findings_of(bomb), ElementsAre(HasSubstr("more than 20000 values")));
}

TEST(YamlReader, AliasInsideItsOwnAnchorIsRefused) {
    EXPECT_THAT(findings_of("a: &x [*x]\n"), ElementsAre(HasSubstr("a.yaml:1:")));
}

TEST(YamlReader, DepthIsBounded) {
    EXPECT_THAT(findings_of(std::string(33, '[') + std::string(33, ']')),
                ElementsAre(HasSubstr("more than 32 levels")));
    EXPECT_THAT(findings_of(std::string(100'000, '[')).size(), 1);
    EXPECT_TRUE(read_yaml(std::string(32, '[') + std::string(32, ']'), "a.yaml"));
}

TEST(YamlReader, BytesThatAreNoYamlAreAFindingAndNoCrash) {
    for (const auto* text :
         {"\t", "a: \x01", "\xff\xfe", "%YAML 9", "a: |\n\tb", "- *none", "{", "]", "a: b: c", "@", "!"}) {
        (void)findings_of(text);
    }
    EXPECT_THAT(findings_of("- *none").size(), 1);
}

}  // namespace
