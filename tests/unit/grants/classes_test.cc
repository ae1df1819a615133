#include "sim/grants/classes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

constexpr std::size_t kStates = 200'000;

using Kind = TextPattern::Kind;

// Every text over `alphabet` of at most `longest` characters, shortest first.
std::vector<std::string> texts(std::string_view alphabet, std::size_t longest) {
  std::vector<std::string> out = {""};
  std::size_t begin = 0;
  for (std::size_t length = 1; length <= longest; ++length) {
    const std::size_t end = out.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const char c : alphabet) out.push_back(out[i] + c);
    }
    begin = end;
  }
  return out;
}

std::vector<TextClass> classes_of(const TextSet& set, const std::vector<PatternList>& lists) {
  std::vector<const PatternList*> pointers(lists.size());
  std::ranges::transform(lists, pointers.begin(), [](const PatternList& list) { return &list; });
  auto found = text_classes(set, pointers, kStates);
  EXPECT_TRUE(found);
  return found.value_or(std::vector<TextClass>());
}

std::set<std::vector<bool>> masks(const std::vector<TextClass>& classes, std::size_t lists) {
  std::set<std::vector<bool>> out;
  for (const TextClass& one : classes) {
    std::vector<bool> mask(lists);
    for (std::size_t i = 0; i < lists; ++i) mask[i] = one.lists.test(i);
    EXPECT_TRUE(out.insert(mask).second) << "a class found twice: " << one.witness;
  }
  return out;
}

// Pattern sets against all texts of up to six characters. `x` stands for the letters that no
// pattern mentions; three patterns of three characters need no longer text to be told apart.
class EveryPatternSet {
 public:
  EveryPatternSet() : patterns_(texts("ab*?", 3)), texts_(texts("abx", 6)) {
    for (const std::string& pattern : patterns_) {
      std::vector<bool>& row = matches_.emplace_back();
      for (const std::string& text : texts_) row.push_back(glob_match(pattern, text));
    }
  }
  [[nodiscard]] std::size_t size() const { return patterns_.size(); }

  void check(const std::vector<std::size_t>& chosen) const {
    std::vector<PatternList> lists;
    std::string names;
    for (const std::size_t i : chosen) {
      lists.push_back({TextPattern(patterns_[i], Kind::text)});
      names += "`" + patterns_[i] + "` ";
    }
    std::set<std::vector<bool>> expected;
    for (std::size_t text = 0; text < texts_.size(); ++text) {
      std::vector<bool> mask(chosen.size());
      for (std::size_t i = 0; i < chosen.size(); ++i) mask[i] = matches_[chosen[i]][text];
      expected.insert(std::move(mask));
    }
    const std::vector<TextClass> found = classes_of(TextSet::anything(), lists);
    ASSERT_EQ(masks(found, lists.size()), expected) << names;
    for (const TextClass& one : found) {
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        ASSERT_EQ(one.lists.test(i), glob_match(patterns_[chosen[i]], one.witness))
            << names << " on " << one.witness;
      }
    }
  }

 private:
  std::vector<std::string> patterns_;
  std::vector<std::string> texts_;
  std::vector<std::vector<bool>> matches_;
};

TEST(TextClasses, AllPairsOfSmallPatternsAgreeWithAllSmallTexts) {
  const EveryPatternSet every;
  for (std::size_t i = 0; i < every.size(); ++i) {
    every.check({i});
    for (std::size_t j = i + 1; j < every.size(); ++j) every.check({i, j});
  }
}

TEST(TextClasses, TriplesOfSmallPatternsAgreeWithAllSmallTexts) {
  const EveryPatternSet every;
  constexpr std::size_t kStride = 31;  // of 95,284 triples; a prime, so that all patterns meet
  std::size_t count = 0;
  for (std::size_t i = 0; i < every.size(); ++i) {
    for (std::size_t j = i + 1; j < every.size(); ++j) {
      for (std::size_t k = j + 1; k < every.size(); ++k) {
        if (++count % kStride == 0) every.check({i, j, k});
      }
    }
  }
}

// The same against the Resource and ArnLike matchers, whose stars stop at colons early in an ARN.
TEST(TextClasses, ArnPatternsAgreeWithTheirMatchers) {
  TextSet set;
  set.add_literal("arn:aws:s:");
  set.add_some(CharClass::region);
  set.add_literal(":");
  set.add_digits(1);
  set.add_literal(":");
  set.end_head();
  set.add_some(CharClass::any);
  const std::vector<std::string> patterns = {
      "*",
      "arn:aws:s:*:1:b",
      "arn:aws:s:*:b",
      "arn:AWS:S:A:1:b*",
      "arn:*:1:*b",
      "arn:aws:s:a*:?:*",
      "arn:aws:s:?:1:?",
      "arn:aws:s*",
      "arn:aws:*a:1:B",
      "arn:aws:s::1:b",
      "arn:aws:*:*:*:b:*",
      "*b",
      "a*:aws:s:a:*:*/*",
  };
  std::vector<std::string> members;
  for (const std::string& region : texts("a-", 2)) {
    if (region.empty()) continue;
    for (const char account : std::string_view("12")) {
      for (const std::string& rest : texts("bBa:/1", 4)) {
        if (!rest.empty())
          members.push_back(fmt::format("arn:aws:s:{}:{}:{}", region, account, rest));
      }
    }
  }
  const auto matches = [](Kind kind, std::string_view pattern, std::string_view text) {
    return kind == Kind::arn ? arn_like(pattern, text) : resource_match(pattern, text);
  };
  for (const Kind kind : {Kind::resource, Kind::arn}) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      for (std::size_t j = i + 1; j < patterns.size(); ++j) {
        const std::vector<TextClass> found =
            classes_of(set, {{TextPattern(patterns[i], kind)}, {TextPattern(patterns[j], kind)}});
        // No member of the set is in a class that was not found; no class is without a member.
        const std::set<std::vector<bool>> known = masks(found, 2);
        for (const std::string& text : members) {
          const std::vector<bool> mask = {matches(kind, patterns[i], text),
                                          matches(kind, patterns[j], text)};
          ASSERT_TRUE(known.contains(mask)) << patterns[i] << ", " << patterns[j] << ": " << text;
        }
        for (const TextClass& one : found) {
          EXPECT_EQ(one.lists.test(0), matches(kind, patterns[i], one.witness)) << one.witness;
          EXPECT_EQ(one.lists.test(1), matches(kind, patterns[j], one.witness)) << one.witness;
        }
      }
    }
  }
}

TEST(TextClasses, WithoutCaseAnUnmentionedLetterIsNeitherCaseOfAMentionedOne) {
  const PatternList folded = {
      TextPattern("xY", Kind::text, TextPattern::Wildcards::active, CaseMode::insensitive)};
  const PatternList exact = {TextPattern("Xy", Kind::text)};
  const std::vector<TextClass> found = classes_of(TextSet::anything(), {folded, exact});
  const std::set<std::vector<bool>> expected = {{false, false}, {true, false}, {true, true}};
  EXPECT_EQ(masks(found, 2), expected);
}

TEST(TextClasses, AQuestionMarkIsOneCharacterHoweverManyBytes) {
  const std::vector<TextClass> found = classes_of(
      TextSet::anything(), {{TextPattern("?", Kind::text)}, {TextPattern("\xC3\xA4", Kind::text)}});
  const std::set<std::vector<bool>> expected = {{false, false}, {true, false}, {true, true}};
  EXPECT_EQ(masks(found, 2), expected);
  EXPECT_EQ(found.back().witness, "\xC3\xA4");
}

TEST(TextClasses, AListIsOneBitForAllItsPatterns) {
  const PatternList list = {TextPattern("a*", Kind::text), TextPattern("*b", Kind::text)};
  EXPECT_EQ(classes_of(TextSet::anything(), {list}).size(), 2U);
  EXPECT_EQ(classes_of(TextSet::anything(), {{list[0]}, {list[1]}}).size(), 4U);
}

TEST(TextClasses, LiteralWildcardsAreCharacters) {
  const PatternList list = {TextPattern("a*", Kind::text, TextPattern::Wildcards::literal)};
  const std::vector<TextClass> found = classes_of(TextSet::anything(), {list});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].witness, "a*");
}

// Over typed ARNs, stars in the middle give k + 1 classes and not 2^k.
TEST(TextClasses, MiddleStarsDoNotMultiply) {
  TextSet set;
  set.add_literal("arn:aws:sqs:");
  set.add_some(CharClass::region);
  set.add_literal(":");
  set.add_digits(12);
  set.add_literal(":");
  set.end_head();
  set.add_some(CharClass::path);
  std::vector<PatternList> lists;
  constexpr std::size_t kQueues = 100;
  for (std::size_t i = 0; i < kQueues; ++i) {
    const std::string name = "q" + std::to_string(i) + "z";
    lists.push_back({TextPattern("arn:aws:sqs:*:111111111111:" + name, Kind::resource)});
  }
  EXPECT_EQ(classes_of(set, lists).size(), kQueues + 1);
}

TEST(TextClasses, ABudgetEndsTheSearch) {
  std::vector<PatternList> lists;
  for (char c = 'a'; c <= 'l'; ++c) {
    lists.push_back({TextPattern(fmt::format("*{0}*{0}*{0}", c), Kind::text)});
  }
  std::vector<const PatternList*> pointers(lists.size());
  std::ranges::transform(lists, pointers.begin(), [](const PatternList& list) { return &list; });
  EXPECT_FALSE(text_classes(TextSet::anything(), pointers, 1000));
}

}  // namespace
}  // namespace rolechain
