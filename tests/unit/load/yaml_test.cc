#include "sim/load/yaml.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "mocks/base/json.h"

namespace rolechain {
namespace {

class Yaml : public ::testing::Test {
 protected:
  Result<Node> parse(std::string text, YamlDialect dialect = YamlDialect::plain) {
    return parse_yaml(sources_.add("a.yaml", std::move(text)), dialect);
  }
  std::string json(std::string text, YamlDialect dialect = YamlDialect::plain) {
    const Result<Node> node = parse(std::move(text), dialect);
    return node ? to_json(*node) : render(node.error());
  }
  std::string code(std::string text, YamlDialect dialect = YamlDialect::plain) {
    const Result<Node> node = parse(std::move(text), dialect);
    return node ? "no error: " + to_json(*node) : node.error().code;
  }

  Sources sources_;
};

TEST_F(Yaml, ScalarsKeepTheirSpelling) {
  EXPECT_EQ(json("[1, -2.5e3, 012345670123, 0x1F, 1_000, 12:30, 2012-10-17]"),
            R"([1,-2.5e3,"012345670123","0x1F","1_000","12:30","2012-10-17"])");
  EXPECT_EQ(json("[true, false, yes, no, on, off, null, ~, ]"),
            R"([true,false,"yes","no","on","off",null,null])");
  EXPECT_EQ(json("a: 'true'\nb: \"1\"\nc: 'it''s'\nd: \"\\u00e9\\n\"\ne:\n"),
            R"({"a":"true","b":"1","c":"it's","d":"é\n","e":null})");
}

TEST_F(Yaml, BlocksAndFlows) {
  EXPECT_EQ(json("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: { d: [1, { e: f }], g: }\n"),
            R"({"a":"x\ny\n","b":"x y","c":{"d":[1,{"e":"f"}],"g":null}})");
}

TEST_F(Yaml, PositionsAreBytesOfTheFile) {
  struct Want {
    std::string path, text;
  };
  const std::string text =
      "# é\na: plain words\nb: \"quoted \\\" one\"\nc: 'it''s'\nd: [1, 2 ]  # end\n"
      "e: { f: g }\nh:\n  - x\n  - y: z\ni: |\n  block\nj: two\n  lines\n";
  const Result<Node> node = parse(text);
  ASSERT_TRUE(node) << render(node.error());
  const auto at = [&](const char* key) { return std::string(node->find(key)->span.text()); };
  EXPECT_EQ(at("a"), "plain words");
  EXPECT_EQ(at("b"), "\"quoted \\\" one\"");
  EXPECT_EQ(at("c"), "'it''s'");
  EXPECT_EQ(at("d"), "[1, 2 ]");
  EXPECT_EQ(at("e"), "{ f: g }");
  EXPECT_EQ(at("h"), "- x\n  - y: z");
  EXPECT_EQ(at("i"), "|");
  EXPECT_EQ(at("j"), "two\n  lines");
  EXPECT_EQ(node->members[3].key_span.text(), "d");
  EXPECT_EQ(location(node->find("a")->span), "a.yaml:2:4");
}

TEST_F(Yaml, ByteOrderMarkDoesNotShiftPositions) {
  const Result<Node> node = parse(
      "\xEF\xBB\xBF"
      "a: b\n");
  ASSERT_TRUE(node) << render(node.error());
  EXPECT_EQ(node->find("a")->span.text(), "b");
}

TEST_F(Yaml, RefusesWhatHidesMeaning) {
  EXPECT_EQ(code("a: 1\nb: 2\na: 3\n"), "duplicate-key");
  EXPECT_EQ(code("{ a: 1, 'a': 2 }"), "duplicate-key");
  EXPECT_EQ(code("a: &x 1\n"), "yaml-alias");
  EXPECT_EQ(code("a: &x [1]\nb: *x\n"), "yaml-alias");
  EXPECT_EQ(code("<<: { a: 1 }\n"), "yaml-merge");
  EXPECT_EQ(code("a: !!str 1\n"), "yaml-tag");
  EXPECT_EQ(code("a: !Ref B\n"), "yaml-tag");
  EXPECT_EQ(code("a: 1\n---\nb: 2\n"), "yaml-documents");
  EXPECT_EQ(code("? [a, b]\n: 1\n"), "yaml-key");
  EXPECT_EQ(code("{ ~: 1 }"), "yaml-key");
}

TEST_F(Yaml, SyntaxErrorsHaveAPlace) {
  for (const char* text : {"a: [1, 2", "a: \"b", "a: b: c", "a:\n\t- b", "a: {b: 1", "]", "a: 'b\n",
                           "- a\nb: c", "%YAML 9.9\n---\na: b", "a: *nothing"}) {
    const Result<Node> node = parse(text);
    ASSERT_FALSE(node) << text << " -> " << to_json(*node);
    EXPECT_TRUE(node.error().where.known()) << text;
    EXPECT_FALSE(node.error().help.empty()) << text;
  }
}

TEST_F(Yaml, BytesThatEndOrTurnTheTextAreRefused) {
  EXPECT_EQ(code("a: b\n\x04\nc: d\n"), "not-text");  // the library takes it for the end
  EXPECT_EQ(code(std::string("a: b\0c", 6)), "not-text");
  EXPECT_EQ(code("\xFF\xFE"
                 "a"),
            "not-text");
}

TEST_F(Yaml, DepthAndSizeAreBounded) {
  const std::string flow = std::string(10'000, '[') + std::string(10'000, ']');
  EXPECT_EQ(code(flow), "nesting-too-deep");
  std::string maps;
  for (int i = 0; i < 10'000; ++i) maps += "{a: ";
  EXPECT_EQ(code(maps), "nesting-too-deep");
  std::string block;
  for (int i = 0; i < 10'000; ++i) block += "- ";
  EXPECT_EQ(code(block + "a"), "nesting-too-deep");
  std::string stairs;
  for (std::size_t i = 0; i < 1'000; ++i) stairs += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(code(stairs), "nesting-too-deep");
  std::string questions;
  for (int i = 0; i < 10'000; ++i) questions += "? ";
  EXPECT_NE(code(questions), "");
  EXPECT_EQ(code(std::string(10U << 20U, 'a')), "input-too-large");
}

TEST_F(Yaml, ShortFormsBecomeLongOnes) {
  const YamlDialect cloudformation = YamlDialect::cloudformation;
  EXPECT_EQ(json("a: !Ref B", cloudformation), R"({"a":{"Ref":"B"}})");
  EXPECT_EQ(json("a: !GetAtt B.C.D", cloudformation), R"({"a":{"Fn::GetAtt":["B","C.D"]}})");
  EXPECT_EQ(json("a: !Sub '${B}-x'", cloudformation), R"({"a":{"Fn::Sub":"${B}-x"}})");
  EXPECT_EQ(json("a: !Join ['', [!Ref B, c]]", cloudformation),
            R"({"a":{"Fn::Join":["",[{"Ref":"B"},"c"]]}})");
  EXPECT_EQ(json("a: !If\n  - C\n  - b: !Ref X\n  - !Ref AWS::NoValue\n", cloudformation),
            R"({"a":{"Fn::If":["C",{"b":{"Ref":"X"}},{"Ref":"AWS::NoValue"}]}})");
  EXPECT_EQ(json("a: !Condition B", cloudformation), R"({"a":{"Condition":"B"}})");
  EXPECT_EQ(json("a: !Equals [!Ref B, '']", cloudformation),
            R"({"a":{"Fn::Equals":[{"Ref":"B"},""]}})");
  EXPECT_EQ(code("a: !Reff B", cloudformation), "yaml-tag");
  const Result<Node> node = parse("a: !Ref   Bucket\n", cloudformation);
  EXPECT_EQ(node->find("a")->span.text(), "!Ref   Bucket");
  EXPECT_EQ(node->find("a")->members[0].value.span.text(), "Bucket");
}

TEST_F(Yaml, AnchorsOfTemplatesAreCopiedWithinBounds) {
  const YamlDialect cloudformation = YamlDialect::cloudformation;
  EXPECT_EQ(json("a: &x [1]\nb: *x\n", cloudformation), R"({"a":[1],"b":[1]})");
  EXPECT_EQ(code("a: &x [*x]\n", cloudformation), "yaml-alias");
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) bomb += before + ", ";
    bomb += before + "]\n";
  }
  EXPECT_EQ(code(bomb, cloudformation), "input-too-large");
}

// A JSON text is YAML too, and both readers give the same tree.
TEST_F(Yaml, AgreesWithJson) {
  const std::string text = R"({"a": [1, true, null, "x\ty"], "b": {"c": "", "d": -1.5e2}})";
  const Result<Node> json_tree = parse_json(sources_.add("a.json", text));
  ASSERT_TRUE(json_tree);
  EXPECT_EQ(json(text), to_json(*json_tree));
}

TEST_F(Yaml, NeverCrashesOnBrokenText) {
  const std::string good =
      "a: &x [1, {b: 'c', d: \"e\"}]\nf: !Ref G\nh: |\n  text\n- i\n? j\n: k\n# l\n...\n---\n";
  std::mt19937 random(7);
  for (int i = 0; i < 4'000; ++i) {
    std::string text = good;
    for (int k = 0; k < 4; ++k) {
      text[random() % text.size()] = " \n\t:-[]{}!&*'\"|>%@`#,?ax"[random() % 25];
    }
    for (const YamlDialect dialect : {YamlDialect::plain, YamlDialect::cloudformation}) {
      const Result<Node> node = parse(text, dialect);
      EXPECT_TRUE(node || !node.error().message.empty());
    }
  }
}

}  // namespace
}  // namespace rolechain
