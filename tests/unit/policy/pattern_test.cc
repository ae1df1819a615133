#include "mocks/policy/pattern.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace rolechain {
namespace {

using Variables = Pattern::Variables;
using Wildcards = Pattern::Wildcards;

Pattern resource(std::string_view text, Variables variables = Variables::active) {
  return {text, Wildcards::active, variables};
}

Context alice() {
  Context out;
  out.set("aws:username", "alice");
  out.set("aws:PrincipalTag/dept", "a*");
  out.set("aws:PrincipalTag/path", "x/y:z");
  out.set_list("aws:TagKeys", {"alice"});
  return out;
}

struct Case {
  const char* pattern;
  const char* resource;
  bool matches;
};

// R-RES-02, R-COND-06
TEST(PatternTest, VariablesInResources) {
  const Case cases[] = {
      {"arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/alice/a", true},
      {"arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/bob/a", false},
      {"arn:aws:s3:::home/*${aws:username}*", "arn:aws:s3:::home/x-alice-y", true},
      {"ARN:aws:s3:::${aws:username}", "arn:aws:s3:::alice", true},
      {"arn:aws:s3:::${aws:username}", "arn:aws:s3:::Alice", false},
      {"arn:aws:s3:::${aws:PrincipalTag/dept}", "arn:aws:s3:::abc", false},
      {"arn:aws:s3:::${aws:PrincipalTag/dept}", "arn:aws:s3:::a*", true},
      {"arn:aws:s3:::${aws:PrincipalTag/path}", "arn:aws:s3:::x/y:z", true},
      {"arn:aws:s3:::${aws:missing}*", "arn:aws:s3:::", false},
      {"arn:aws:s3:::${aws:missing, 'b'}*", "arn:aws:s3:::bc", true},
      {"arn:aws:s3:::${aws:missing, '}'}", "arn:aws:s3:::}", true},
      {"arn:aws:s3:::${aws:TagKeys}", "arn:aws:s3:::alice", false},
      {"arn:aws:s3:::b${*}", "arn:aws:s3:::bc", false},
      {"arn:aws:s3:::b${*}", "arn:aws:s3:::b*", true},
      {"arn:aws:s3:::b${?}", "arn:aws:s3:::bc", false},
      {"arn:aws:s3:::${$}{aws:username}", "arn:aws:s3:::${aws:username}", true},
      {"arn:aws:sqs:*:*:${aws:username}", "arn:aws:sqs:eu-west-1:1:alice", true},
      {"arn:aws:sqs:e*1:*:${aws:username}", "arn:aws:sqs:eu-west-1:1:alice", true},
      {"arn:aws:sqs:e*1:${aws:username}", "arn:aws:sqs:eu-west-1:1:alice", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(resource(c.pattern).matches_resource(c.resource, alice()), c.matches)
        << c.pattern << " against " << c.resource;
  }
}

TEST(PatternTest, WithoutVersion2012VariablesAreText) {
  const Pattern pattern = resource("arn:aws:s3:::${aws:username}", Variables::literal);
  EXPECT_FALSE(pattern.matches_resource("arn:aws:s3:::alice", alice()));
  EXPECT_TRUE(pattern.matches_resource("arn:aws:s3:::${aws:username}", alice()));
}

TEST(PatternTest, TellsWhichVariableIsMissing) {
  EXPECT_EQ(resource("${aws:username}/${aws:SourceIdentity}").unresolved(alice()),
            "aws:sourceidentity");
  EXPECT_EQ(resource("${aws:username}/${aws:x, 'y'}").unresolved(alice()), "");
  EXPECT_TRUE(resource("${aws:username}").has_variables());
  EXPECT_FALSE(resource("${*}").has_variables());
  EXPECT_FALSE(resource("plain*").has_variables());
}

TEST(PatternTest, FindsFaults) {
  using Kind = VariableFault::Kind;
  const auto kind = [](std::string_view text) {
    const auto fault = find_variable_fault(text);
    return fault ? std::optional(fault->kind) : std::nullopt;
  };
  EXPECT_EQ(kind("a${aws:username}b${*}${$}"), std::nullopt);
  EXPECT_EQ(kind("${aws:username, 'a b'}"), std::nullopt);
  EXPECT_EQ(kind("${aws:username"), Kind::missing_brace);
  EXPECT_EQ(kind("${}"), Kind::empty);
  EXPECT_EQ(kind("${ }"), Kind::empty);
  EXPECT_EQ(kind("${aws username}"), Kind::bad_symbol);
  EXPECT_EQ(kind("${aws:username, nobody}"), Kind::bad_default);
  EXPECT_EQ(kind("${aws:username, 'nobody}"), Kind::bad_default);
  EXPECT_EQ(kind("$aws"), std::nullopt);
}

// A value that is filled in is as good as the same text with its wildcards escaped.
RC_GTEST_PROP(PatternProperty, FillingInIsEscaping, ()) {
  const auto symbol = rc::gen::element('a', 'b', ':', '*', '?');
  const auto value = *rc::gen::resize(5, rc::gen::container<std::string>(symbol));
  const auto before = *rc::gen::resize(5, rc::gen::container<std::string>(symbol));
  const auto after = *rc::gen::resize(5, rc::gen::container<std::string>(symbol));
  const auto text = *rc::gen::resize(8, rc::gen::container<std::string>(symbol));
  Context context;
  context.set("k:k", value);
  std::string escaped;
  for (const char c : value) {
    escaped += c == '*' || c == '?' ? std::string("${") + c + "}" : std::string(1, c);
  }
  const Pattern filled = resource(before + "${k:k}" + after);
  const Pattern literal = resource(before + escaped + after + "${k:none, ''}");
  for (const std::string& prefix : {std::string(), std::string("a:b:c:d:")}) {
    RC_ASSERT(filled.matches_text(prefix + text, context) ==
              literal.matches_text(prefix + text, context));
    RC_ASSERT(filled.matches_resource(prefix + text, context) ==
              literal.matches_resource(prefix + text, context));
  }
}

// Both forms of a pattern are the same algorithm; an empty variable must change nothing.
RC_GTEST_PROP(PatternProperty, TokensAgreeWithPlainPatterns, ()) {
  const auto symbol = rc::gen::element('a', 'b', ':', ':', '*', '?');
  const auto pattern = *rc::gen::resize(12, rc::gen::container<std::string>(symbol));
  const auto text = *rc::gen::resize(12, rc::gen::container<std::string>(symbol));
  const Context context;
  const Pattern tokens = resource(pattern + "${k:none, ''}");
  RC_ASSERT(tokens.matches_text(text, context) == glob_match(pattern, text));
  RC_ASSERT(tokens.matches_arn(text, context) == arn_like(pattern, text));
  if (pattern != "*") {
    RC_ASSERT(tokens.matches_resource(text, context) == resource_match(pattern, text));
  }
}

}  // namespace
}  // namespace rolechain
