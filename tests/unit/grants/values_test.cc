// Classes of condition values against many concrete values: none may be in a class that was not
// found, and each class's own member must be in it.
#include "sim/grants/values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "mocks/policy/compiled.h"
#include "sim/grants/play.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Holds = std::vector<bool>;

// The tests of one `Condition` block, all about one key.
class Tests {
 public:
  explicit Tests(std::string_view condition)
      : world_(allow("S", "s3:GetObject", "*", R"("Condition":{)" + std::string(condition) + "}")),
        subject_(world_.subject()),
        play_(subject_) {
    for (const PlayCondition& one : play_.statements().front().conditions) tests_.push_back(&one);
  }

  [[nodiscard]] std::expected<std::vector<ValueClass>, Diagnostic> classes() const {
    return value_classes(tests_, Context(), GrantLimits());
  }
  // Every value of the key: one, or with `list` several; nothing: absent.
  [[nodiscard]] Holds holds(const std::optional<std::vector<std::string>>& values,
                            bool list) const {
    const std::string& key = tests_.front()->compiled.key_lower();
    ContextEntry value{key, values.value_or(std::vector<std::string>()), list,
                       ContextEntry::Origin::scenario};
    Holds out;
    for (const PlayCondition* test : tests_) {
      out.push_back(test->compiled.holds_for(values ? &value : nullptr, Context()));
    }
    return out;
  }
  [[nodiscard]] std::set<Holds> found() const {
    const auto classes = this->classes();
    EXPECT_TRUE(classes) << classes.error().message;
    std::set<Holds> out;
    for (const ValueClass& one : *classes) {
      Holds said;
      for (std::size_t i = 0; i < tests_.size(); ++i) said.push_back(one.holds.test(i));
      EXPECT_TRUE(out.insert(said).second) << "a class found twice";
      const bool list = one.entry && one.entry->multi_valued;
      EXPECT_EQ(said, holds(one.entry ? std::optional(one.entry->values) : std::nullopt, list));
    }
    return out;
  }

 private:
  GrantsWorld world_;
  GrantSubject subject_;
  Play play_;
  std::vector<const PlayCondition*> tests_;
};

void expect_all_found(std::string_view condition, const std::vector<std::string>& values) {
  const Tests tests(condition);
  const std::set<Holds> found = tests.found();
  EXPECT_TRUE(found.contains(tests.holds(std::nullopt, false))) << condition << ": absent";
  for (const std::string& value : values) {
    EXPECT_TRUE(found.contains(tests.holds({{value}}, false))) << condition << ": " << value;
  }
}

// The same for a key that holds lists: all subsets of the values, the empty one included.
void expect_all_lists_found(std::string_view condition, const std::vector<std::string>& values) {
  const Tests tests(condition);
  const std::set<Holds> found = tests.found();
  EXPECT_TRUE(found.contains(tests.holds(std::nullopt, true))) << condition << ": absent";
  for (std::size_t chosen = 0; chosen < std::size_t{1} << values.size(); ++chosen) {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if ((chosen >> i & 1U) != 0) list.push_back(values[i]);
    }
    EXPECT_TRUE(found.contains(tests.holds(list, true))) << condition << ": subset " << chosen;
  }
}

std::vector<std::string> words(std::string_view alphabet, std::size_t longest) {
  std::vector<std::string> out = {""};
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].size() == longest) break;
    for (const char c : alphabet) out.push_back(out[i] + c);
  }
  return out;
}

TEST(ValueClasses, OfStrings) {
  const std::vector<std::string> values = words("abAB*", 4);
  for (const std::string_view condition : {
           R"("StringEquals":{"s3:prefix":["a","ab"]})",
           R"("StringLike":{"s3:prefix":"a*"},"StringNotLike":{"s3:prefix":"*b"})",
           R"("StringEqualsIgnoreCase":{"s3:prefix":"aB"},"StringEquals":{"s3:prefix":"Ab"})",
           R"("StringNotEquals":{"s3:prefix":"a*"},"StringLike":{"s3:prefix":"a*"})",
           R"("StringLikeIfExists":{"s3:prefix":"?a*"},"Null":{"s3:prefix":"false"})",
           R"("Null":{"s3:prefix":"true"})",
       }) {
    expect_all_found(condition, values);
  }
}

TEST(ValueClasses, OfArns) {
  std::vector<std::string> values = words("a:*", 3);
  for (const std::string& resource : words("ab:", 3)) {
    for (const std::string_view account : {"1", "2", ""}) {
      values.push_back("arn:aws:s3::" + std::string(account) + ":" + resource);
    }
  }
  expect_all_found(R"("ArnLike":{"s3:DataAccessPointArn":["arn:aws:s3:*:1:a*","arn:*:*::2:*b"]},)"
                   R"("ArnNotEquals":{"s3:DataAccessPointArn":"arn:aws:s3:::a"})",
                   values);
}

TEST(ValueClasses, OfNumbers) {
  std::vector<std::string> values;
  for (int i = -30; i <= 130; ++i) values.push_back(std::to_string(i));
  for (const std::string_view more : {"0.5", "9.99", "10.000", "10.0001", "-0.1", "99.5"}) {
    values.emplace_back(more);
  }
  expect_all_found(R"("NumericLessThan":{"s3:max-keys":"10"},)"
                   R"("NumericGreaterThanEquals":{"s3:max-keys":["-5","99.5"]},)"
                   R"("NumericNotEquals":{"s3:max-keys":"11"})",
                   values);
}

TEST(ValueClasses, OfTimes) {
  std::vector<std::string> values;
  for (EpochSeconds s = kNow_s - 5; s <= kNow_s + 65; ++s) values.push_back(std::to_string(s));
  expect_all_found(R"("DateLessThan":{"acme:when":"2026-01-15T09:00:00Z"},)"
                   R"("DateGreaterThan":{"acme:when":"2026-01-15T09:01:00Z"})",
                   values);
}

TEST(ValueClasses, OfAddresses) {
  std::vector<std::string> values = {"::1", "2001:db8::5", "2001:db9::"};
  for (int third = 0; third < 4; ++third) {
    for (int last = 0; last < 256; last += 5) {
      values.push_back("10.0." + std::to_string(third) + "." + std::to_string(last));
    }
  }
  expect_all_found(R"("IpAddress":{"aws:SourceIp":["10.0.1.0/24","2001:db8::/32"]},)"
                   R"("NotIpAddress":{"aws:SourceIp":"10.0.1.128/25"})",
                   values);
  expect_all_found(R"("IpAddress":{"aws:SourceIp":"0.0.0.0/0"})", values);
}

TEST(ValueClasses, OfTruthWrittenInTwoWays) {
  expect_all_found(R"("Bool":{"acme:flag":"true"},"StringEquals":{"acme:flag":"TRUE"})",
                   {"true", "TRUE", "false", "other"});
}

TEST(ValueClasses, OfListsAreWhatTheirMembersMake) {
  const std::vector<std::string> values = {"a", "ab", "b", "B", "x"};
  for (const std::string_view condition : {
           R"("ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]})",
           R"("ForAnyValue:StringLike":{"aws:TagKeys":"a*"},)"
           R"("ForAllValues:StringNotEquals":{"aws:TagKeys":"ab"})",
           R"("ForAllValues:StringLike":{"aws:TagKeys":["a*","x"]},"Null":{"aws:TagKeys":"false"})",
           R"("ForAnyValue:StringNotLike":{"aws:TagKeys":"a*"},)"
           R"("ForAnyValue:StringEqualsIgnoreCase":{"aws:TagKeys":"b"},)"
           R"("ForAllValues:StringEquals":{"aws:TagKeys":["b","B"]})",
           R"("StringEquals":{"aws:TagKeys":"a"},"StringNotEquals":{"aws:TagKeys":"b"})",
       }) {
    expect_all_lists_found(condition, values);
  }
}

TEST(ValueClasses, APatternBesideATypedOperatorIsUndecided) {
  const auto classes =
      Tests(R"("StringLike":{"acme:n":"1*"},"NumericLessThan":{"acme:n":"5"})").classes();
  ASSERT_FALSE(classes);
  EXPECT_EQ(classes.error().code, "grants-operators");
  EXPECT_EQ(classes.error().severity, Severity::unsupported);
}

}  // namespace
}  // namespace rolechain::testing
