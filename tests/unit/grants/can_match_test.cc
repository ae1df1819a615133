// can_match() against matching every short text of a set.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "mocks/policy/glob.h"
#include "sim/grants/classes.h"

namespace rolechain {
namespace {

std::vector<std::string> texts(std::string_view alphabet, std::size_t longest) {
  std::vector<std::string> out = {""};
  std::size_t begin = 0;
  for (std::size_t length = 1; length <= longest; ++length) {
    const std::size_t end = out.size();
    for (; begin < end; ++begin) {
      for (const char c : alphabet) out.push_back(out[begin] + c);
    }
  }
  return out;
}

struct Case {
  std::string name;
  TextSet set;
  std::function<bool(std::string_view)> holds;
};

bool is_some(std::string_view text, std::string_view without) {
  return !text.empty() && text.find_first_of(without) == std::string_view::npos;
}

std::vector<Case> cases() {
  std::vector<Case> out;
  out.push_back({"anything", TextSet::anything(), [](std::string_view) { return true; }});
  TextSet segment;
  segment.add_literal("a");
  segment.add_some(CharClass::segment);
  out.push_back({"a, segment", segment, [](std::string_view text) {
                   return text.starts_with('a') && is_some(text.substr(1), ":/");
                 }});
  TextSet path;
  path.add_some(CharClass::path);
  path.add_literal(":a");
  out.push_back({"path, :a", path, [](std::string_view text) {
                   return text.ends_with(":a") && is_some(text.substr(0, text.size() - 2), ":");
                 }});
  TextSet upper;
  upper.add_literal("A/");
  out.push_back({"A/", upper, [](std::string_view text) { return text == "A/"; }});
  TextSet digits;
  digits.add_digits(2);
  out.push_back({"two digits", digits, [](std::string_view text) {
                   return text.size() == 2 && text.find_first_not_of('1') == text.npos;
                 }});
  TextSet region;
  region.add_some(CharClass::region);
  out.push_back({"region", region, [](std::string_view text) { return is_some(text, ":/A"); }});
  return out;
}

TEST(CanMatch, IsWhetherSomeTextOfTheSetMatches) {
  const std::vector<std::string> patterns = texts("aA1/:*?", 3);
  const std::vector<std::string> all = texts("aA1/:", 5);
  for (const Case& one : cases()) {
    std::vector<std::string> members;
    std::ranges::copy_if(all, std::back_inserter(members), one.holds);
    ASSERT_FALSE(members.empty());
    for (const CaseMode mode : {CaseMode::sensitive, CaseMode::insensitive}) {
      for (const std::string& pattern : patterns) {
        const bool expected = std::ranges::any_of(
            members, [&](const std::string& text) { return glob_match(pattern, text, mode); });
        const TextPattern compiled(pattern, TextPattern::Kind::text, TextPattern::Wildcards::active,
                                   mode);
        ASSERT_EQ(can_match(one.set, compiled), expected) << one.name << ": `" << pattern << "`";
      }
    }
  }
}

TEST(CanMatch, TheHeadOfAnArnHasNoCaseAndItsRestHas) {
  TextSet queue;
  queue.add_literal("arn:aws:sqs:");
  queue.add_some(CharClass::region);
  queue.add_literal(":");
  queue.add_digits(12);
  queue.add_literal(":");
  queue.end_head();
  queue.add_literal("q");
  queue.add_some(CharClass::path);
  const auto can = [&](std::string_view pattern) {
    return can_match(queue, TextPattern(pattern, TextPattern::Kind::resource));
  };
  EXPECT_TRUE(can("*"));
  EXPECT_TRUE(can("arn:aws:sqs:*"));
  EXPECT_TRUE(can("ARN:aws:SQS:EU-west-1:111111111111:q1"));
  EXPECT_FALSE(can("arn:aws:sqs:eu-west-1:111111111111:Q1"));
  EXPECT_FALSE(can("arn:aws:sqs:eu-west-1:111111111111:q"));
  EXPECT_FALSE(can("arn:aws:sqs:eu-west-1:1111:q1"));
  // A wildcard of the head stays in its segment, but for a star that ends it (R-RES-02).
  EXPECT_TRUE(can("arn:aws:sqs:*:q1"));
  EXPECT_FALSE(can("arn:aws:sqs:*1:q1"));
  EXPECT_FALSE(can("arn:aws:sqs:eu?111111111111:q1"));
}

}  // namespace
}  // namespace rolechain
