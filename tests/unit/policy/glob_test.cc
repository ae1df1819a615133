#include "mocks/policy/glob.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {
namespace {

// The definition, said as plainly as possible; exponential. Works on characters, not bytes.
bool naive_match(std::u32string_view pattern, std::u32string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == U'*') {
    return naive_match(pattern.substr(1), text) ||
           (!text.empty() && naive_match(pattern, text.substr(1)));
  }
  if (text.empty()) return false;
  return (pattern.front() == U'?' || pattern.front() == text.front()) &&
         naive_match(pattern.substr(1), text.substr(1));
}

// Every text over `alphabet` up to `length_max` characters.
std::vector<std::u32string> all_texts(std::u32string_view alphabet, std::size_t length_max) {
  std::vector<std::u32string> out = {U""};
  std::size_t begin = 0;
  for (std::size_t length = 1; length <= length_max; ++length) {
    const std::size_t end = out.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const char32_t c : alphabet) out.push_back(out[i] + c);
    }
    begin = end;
  }
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
    const auto code = static_cast<std::uint32_t>(c);
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0U | (code >> 6U));
      byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
      byte(0xE0U | (code >> 12U));
      byte(0x80U | ((code >> 6U) & 0x3FU));
      byte(0x80U | (code & 0x3FU));
    } else {
      byte(0xF0U | (code >> 18U));
      byte(0x80U | ((code >> 12U) & 0x3FU));
      byte(0x80U | ((code >> 6U) & 0x3FU));
      byte(0x80U | (code & 0x3FU));
    }
  }
  return out;
}

TEST(GlobTest, AgreesWithTheNaiveMatcherOnAllSmallInputs) {
  const auto patterns = all_texts(U"ab*?", 5);
  const auto texts = all_texts(U"ab", 6);
  std::size_t compared = 0;
  for (const std::u32string& pattern : patterns) {
    const std::string glob = to_utf8(pattern);
    for (const std::u32string& text : texts) {
      ASSERT_EQ(glob_match(glob, to_utf8(text)), naive_match(pattern, text))
          << glob << " against " << to_utf8(text);
      ++compared;
    }
  }
  EXPECT_EQ(compared, std::size_t{1365} * 127);
}

TEST(GlobTest, AQuestionMarkIsOneCharacterOfAnyLength) {
  for (const std::u32string& pattern : all_texts(U"aé*?", 4)) {
    for (const std::u32string& text : all_texts(U"aé𝛼", 4)) {
      ASSERT_EQ(glob_match(to_utf8(pattern), to_utf8(text)), naive_match(pattern, text))
          << to_utf8(pattern) << " against " << to_utf8(text);
    }
  }
}

RC_GTEST_PROP(GlobProperty, AgreesWithTheNaiveMatcher, ()) {
  const auto character = rc::gen::element(U'a', U'b', U'A', U'/', U':', U'é', U'€', U'𝛼');
  const auto symbol =
      rc::gen::element(U'a', U'b', U'A', U'/', U':', U'é', U'€', U'𝛼', U'*', U'*', U'?', U'?');
  const auto pattern = *rc::gen::resize(12, rc::gen::container<std::u32string>(symbol));
  const auto text = *rc::gen::resize(12, rc::gen::container<std::u32string>(character));
  RC_ASSERT(glob_match(to_utf8(pattern), to_utf8(text)) == naive_match(pattern, text));
}

RC_GTEST_PROP(GlobProperty, BrokenUtf8NeitherCrashesNorHangs, ()) {
  const auto pattern = *rc::gen::arbitrary<std::string>();
  const auto text = *rc::gen::arbitrary<std::string>();
  glob_match(pattern, text);
  resource_match(pattern, text);
  arn_like(pattern, text);
  RC_ASSERT(glob_match("*", text));
}

TEST(GlobTest, CaseIsIgnoredOnlyWhenAsked) {
  EXPECT_FALSE(glob_match("S3:Get*", "s3:getobject"));
  EXPECT_TRUE(glob_match("S3:Get*", "s3:getobject", CaseMode::insensitive));
  EXPECT_FALSE(glob_match("É", "é", CaseMode::insensitive));  // ASCII only
}

TEST(GlobTest, ManyStarsTakeLittleTime) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(glob_match(pattern + "b", std::string(20000, 'a')));
  EXPECT_TRUE(glob_match(pattern + "a", std::string(20000, 'a')));
}

struct Case {
  const char* pattern;
  const char* text;
  bool matches;
};

// R-RES-02
TEST(ResourceMatchTest, FollowsTheSegmentsOfAnArn) {
  const std::vector<Case> cases = {
      {"*", "*", true},
      {"*", "arn:aws:s3:::b", true},
      {"arn:aws:s3:::*", "*", false},
      {"arn:*", "*", false},
      {"arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b:c", true},
      {"arn:aws:s3:::b/*", "arn:aws:s3:::b", false},
      {"arn:aws:s3:::b", "arn:aws:s3:::B", false},
      {"ARN:AWS:S3:::b", "arn:aws:s3:::b", true},
      {"arn:aws:sqs:EU-WEST-1:111111111111:q", "arn:aws:sqs:eu-west-1:111111111111:q", true},
      {"arn:aws:sqs:eu-west-1:111111111111:Q", "arn:aws:sqs:eu-west-1:111111111111:q", false},
      {"arn:aws:sqs:*:111111111111:q", "arn:aws:sqs:eu-west-1:111111111111:q", true},
      {"arn:aws:sqs:*:111111111111:q", "arn:aws:sqs:eu-west-1:222222222222:q", false},
      // a star in the middle of a segment stays in it; one that ends it may run on
      {"arn:aws:sqs:eu*1:111111111111:q", "arn:aws:sqs:eu-west-1:111111111111:q", true},
      {"arn:aws:sns:e*1:q", "arn:aws:sns:eu-west-1:111111111111:q", false},
      {"arn:aws:sns:e*:q", "arn:aws:sns:eu-west-1:111111111111:q", true},
      {"arn:aws:s3:*", "arn:aws:s3:::b/key", true},
      {"arn:aws:s3*", "arn:aws:s3:::b/key", true},
      {"arn:aws:s3?:::b", "arn:aws:s3::::b", false},
      {"arn:aws:s3:::b?c", "arn:aws:s3:::b:c", true},
      {"arn:aws:logs:*:*:log-group:/a*:*", "arn:aws:logs:r:1:log-group:/a/b:log-stream:x", true},
      {"arn:aws:s3:::a*b*c", "arn:aws:s3:::aXbYbZc", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(resource_match(c.pattern, c.text), c.matches) << c.pattern << " against " << c.text;
  }
}

// R-COND-05
TEST(ArnLikeTest, ComparesSegmentBySegment) {
  const std::vector<Case> cases = {
      {"arn:aws:iam::111111111111:role/*", "arn:aws:iam::111111111111:role/a/b", true},
      {"arn:aws:iam::*:role/a", "arn:aws:iam::111111111111:role/a", true},
      {"arn:aws:iam::*", "arn:aws:iam::111111111111:role/a", false},
      {"arn:aws:iam:*:role/a", "arn:aws:iam::111111111111:role/a", false},
      {"*", "arn:aws:iam::111111111111:role/a", false},
      {"*:*:*:*:*:*", "arn:aws:iam::111111111111:role/a", true},
      {"arn:aws:sns:*:*:a:b", "arn:aws:sns:r:1:a:b", true},
      {"arn:aws:sns:*:*:*", "arn:aws:sns:r:1:a:b", true},
      {"arn:aws:IAM::1:role/a", "arn:aws:iam::1:role/a", false},
      {"arn:aws:iam:?:1:role/a", "arn:aws:iam::1:role/a", false},
      {"a", "a", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(arn_like(c.pattern, c.text), c.matches) << c.pattern << " against " << c.text;
  }
}

// The definition of both ARN forms: `segment` says whether the pattern's star may cross a colon.
bool naive_arn(std::string_view pattern, std::string_view text, bool resource, int colons) {
  if (pattern.empty()) return text.empty();
  const bool prefix = colons < 5;
  if (pattern.front() == '*') {
    std::string_view after = pattern;
    while (!after.empty() && after.front() == '*') after.remove_prefix(1);
    const bool ends = after.empty() || after.front() == ':';
    const bool crosses = !prefix || (resource && ends);
    if (naive_arn(after, text, resource, colons)) return true;
    if (text.empty() || (!crosses && text.front() == ':')) return false;
    return naive_arn(pattern, text.substr(1), resource, colons);
  }
  if (text.empty()) return false;
  if (pattern.front() == '?') {
    if (prefix && text.front() == ':') return false;
  } else if (pattern.front() != text.front()) {
    return false;
  }
  const bool colon = pattern.front() == ':';
  return naive_arn(pattern.substr(1), text.substr(1), resource, colons + (colon ? 1 : 0));
}

TEST(ResourceMatchTest, AgreesWithTheNaiveMatcherOnAllSmallSegments) {
  // Four colons stand before, so that both sides of the fifth are tried.
  const auto patterns = all_texts(U"a:*?", 5);
  const auto texts = all_texts(U"ab:", 5);
  for (const std::u32string& p : patterns) {
    const std::string pattern = "a:b:c:" + to_utf8(p);
    for (const std::u32string& t : texts) {
      const std::string text = "a:b:c:" + to_utf8(t);
      ASSERT_EQ(resource_match(pattern, text), naive_arn(pattern, text, true, 0))
          << pattern << " against " << text;
      const bool six = std::count(text.begin(), text.end(), ':') >= 5;
      ASSERT_EQ(arn_like(pattern, text), six && naive_arn(pattern, text, false, 0))
          << pattern << " against " << text;
    }
  }
}

}  // namespace
}  // namespace rolechain
