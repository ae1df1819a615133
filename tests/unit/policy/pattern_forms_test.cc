// A pattern is kept as plain text, as a beginning or as a glob: all three are one language.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "mocks/policy/pattern.h"

namespace rolechain {
namespace {

Pattern resource(std::string_view text) {
  return {text, Pattern::Wildcards::active, Pattern::Variables::active};
}

// R-RES-02: of the words that are put together, every one in the pattern against every one in the
// resource.
TEST(PatternForms, AgreeWithTheMatcherOfTexts) {
  const std::vector<std::string> heads = {"arn:aws:s3:::", "ARN:AWS:S3:::", "arn:aws:sqs:r:1:", ""};
  const std::vector<std::string> patterns = {"a",   "A", "a/b", "a*", "A*",
                                             "a/*", "*", "a?",  "*b", ""};
  const std::vector<std::string> rests = {"a", "A", "a/b", "a/B", "ab", "*", ""};
  for (const std::string& head : heads) {
    for (const std::string& end : patterns) {
      for (const std::string& other_head : heads) {
        for (const std::string& rest : rests) {
          const std::string pattern = head + end;
          const std::string text = other_head + rest;
          EXPECT_EQ(resource(pattern).matches_resource(text, Context{}),
                    resource_match(pattern, text))
              << pattern << " against " << text;
        }
      }
    }
  }
}

TEST(PatternForms, TheResourcePartKeepsItsCase) {
  const Context none;
  EXPECT_TRUE(resource("ARN:aws:S3:::a").matches_resource("arn:aws:s3:::a", none));
  EXPECT_FALSE(resource("arn:aws:s3:::A").matches_resource("arn:aws:s3:::a", none));
  EXPECT_TRUE(resource("ARN:aws:S3:::a*").matches_resource("arn:aws:s3:::ab", none));
  EXPECT_FALSE(resource("arn:aws:s3:::A*").matches_resource("arn:aws:s3:::ab", none));
  EXPECT_FALSE(resource("arn:aws:s3:::A*c").matches_resource("arn:aws:s3:::abc", none));
}

}  // namespace
}  // namespace rolechain
