#include "mocks/policy/condition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mocks/policy/compiled.h"

namespace rolechain {
namespace {

using Strings = std::vector<std::string>;

ConditionTest make_test(std::string_view op, std::string_view key, const Strings& values) {
  ConditionTest out;
  out.op = parse_operator(op).value();
  out.key.value = key;
  for (const std::string& value : values) out.values.push_back(Text{value, {}});
  return out;
}

// A request's value for one key.
struct Given {
  enum class Shape : std::uint8_t { absent, single, list };
  Shape shape = Shape::absent;
  Strings values;
};

Given absent() { return {}; }
Given one(std::string value) { return {Given::Shape::single, {std::move(value)}}; }
Given list(Strings values) { return {Given::Shape::list, std::move(values)}; }

Context make_context(std::string_view key, const Given& given) {
  Context out;
  if (given.shape == Given::Shape::single) out.set(key, given.values.front());
  if (given.shape == Given::Shape::list) out.set_list(key, given.values);
  return out;
}

std::string show(const Given& given) {
  if (given.shape == Given::Shape::absent) return "absent";
  std::string out = given.shape == Given::Shape::list ? "[" : "";
  for (const std::string& value : given.values) out += "`" + value + "` ";
  return out + (given.shape == Given::Shape::list ? "]" : "");
}

// One row of a table: operator, policy values, request, result.
struct Row {
  const char* op;
  Strings policy;
  Given request;
  bool holds;
};

void check_rows(const std::vector<Row>& rows, bool variables = true) {
  for (const Row& row : rows) {
    const bool holds = condition_holds(make_test(row.op, "aws:Key", row.policy),
                                       make_context("AWS:key", row.request), variables);
    EXPECT_EQ(holds, row.holds) << row.op << " " << (row.policy.empty() ? "" : row.policy.front())
                                << " against " << show(row.request);
  }
}

// Exhaustive ------------------------------------------------------------------------------------

// What "one policy value matches one request value" means for a family of operators, said by
// tables or by the simplest means, and small sets of values to try.
struct Family {
  std::vector<const char*> operators;
  Strings policy;
  Strings request;
  std::function<bool(std::string_view op, const std::string& policy, const std::string& request)>
      matches;
};

bool is_negated_name(std::string_view op) { return op.find("Not") != std::string_view::npos; }

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool in_order(std::string_view op, double request, double policy) {
  if (op.ends_with("LessThan")) return request < policy;
  if (op.ends_with("LessThanEquals")) return request <= policy;
  if (op.ends_with("GreaterThan")) return request > policy;
  if (op.ends_with("GreaterThanEquals")) return request >= policy;
  return request == policy;
}

using Pairs = std::set<std::pair<std::string, std::string>>;

std::vector<Family> families() {
  const auto in = [](Pairs pairs) {
    return [pairs = std::move(pairs)](std::string_view, const std::string& p,
                                      const std::string& r) { return pairs.contains({p, r}); };
  };
  const std::map<std::string, double> times = {{"2026-01-15T09:00:00Z", 1768467600},
                                               {"2026-01-15T10:00:00+01:00", 1768467600},
                                               {"1768467600", 1768467600},
                                               {"2026-01-15", 1768435200},
                                               {"1768467600000", 1768467600000}};
  return {
      {{"StringEquals", "StringNotEquals"},
       {"", "a", "A", "a*"},
       {"", "a", "b", "a*"},
       [](std::string_view, const std::string& p, const std::string& r) { return p == r; }},
      {{"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"},
       {"", "a", "A", "a*"},
       {"", "a", "B", "A*"},
       [](std::string_view, const std::string& p, const std::string& r) {
         return lower(p) == lower(r);
       }},
      {{"StringLike", "StringNotLike"},
       {"", "*", "a?", "a"},
       {"", "a", "ab", "A"},
       in({{"", ""}, {"*", ""}, {"*", "a"}, {"*", "ab"}, {"*", "A"}, {"a?", "ab"}, {"a", "a"}})},
      {{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
        "NumericGreaterThan", "NumericGreaterThanEquals"},
       {"10", "-1", "2.5"},
       {"10", "010.0", "9", "-2", "10abc", "", "2.50"},
       [](std::string_view op, const std::string& p, const std::string& r) {
         if (r.empty() || r == "10abc") return false;
         return in_order(op, std::strtod(r.c_str(), nullptr), std::strtod(p.c_str(), nullptr));
       }},
      {{"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
        "DateGreaterThanEquals"},
       {"2026-01-15T09:00:00Z", "1768467600", "2026-01-15"},
       {"2026-01-15T10:00:00+01:00", "1768467600", "2026-01-15", "1768467600000", "soon"},
       [times](std::string_view op, const std::string& p, const std::string& r) {
         return r != "soon" && in_order(op, times.at(r), times.at(p));
       }},
      {{"Bool"},
       {"true", "False"},
       {"TRUE", "false", "1", ""},
       in({{"true", "TRUE"}, {"False", "false"}})},
      {{"BinaryEquals"},
       {"aGk=", "aGs="},
       {"aGk=", "aGk", "aGs=", "hi"},
       in({{"aGk=", "aGk="}, {"aGk=", "aGk"}, {"aGs=", "aGs="}})},
      {{"IpAddress", "NotIpAddress"},
       {"10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "2001:db8::/33", "::/0"},
       {"10.1.2.3", "11.0.0.1", "2001:0DB8:0:0::1", "2001:db8:8000::1", "here"},
       in({{"10.0.0.0/8", "10.1.2.3"},
           {"10.1.2.3", "10.1.2.3"},
           {"0.0.0.0/0", "10.1.2.3"},
           {"0.0.0.0/0", "11.0.0.1"},
           {"2001:db8::/33", "2001:0DB8:0:0::1"},
           {"::/0", "2001:0DB8:0:0::1"},
           {"::/0", "2001:db8:8000::1"}})},
      {{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"},
       {"arn:aws:iam::1:role/*", "arn:aws:iam::*:role/a", "arn:aws:iam::1:role/a"},
       {"arn:aws:iam::1:role/a", "arn:aws:iam::2:role/a", "arn:aws:iam::1:role/b", "role/a"},
       in({{"arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a"},
           {"arn:aws:iam::1:role/*", "arn:aws:iam::1:role/b"},
           {"arn:aws:iam::*:role/a", "arn:aws:iam::1:role/a"},
           {"arn:aws:iam::*:role/a", "arn:aws:iam::2:role/a"},
           {"arn:aws:iam::1:role/a", "arn:aws:iam::1:role/a"}})},
  };
}

std::vector<Strings> lists_up_to_two(const Strings& values, std::size_t shortest) {
  std::vector<Strings> out;
  if (shortest == 0) out.push_back({});
  for (const std::string& a : values) {
    out.push_back({a});
    for (const std::string& b : values) out.push_back({a, b});
  }
  return out;
}

// The rules in words: R-COND-02 (absent), -03 (several values), -04 (OR and NOR).
bool oracle(const Family& family, std::string_view op, std::string_view set, bool if_exists,
            const Strings& policy, const Given& given) {
  const auto satisfied = [&](const std::string& request) {
    bool any = false;
    for (const std::string& value : policy) any = any || family.matches(op, value, request);
    return is_negated_name(op) ? !any : any;
  };
  if (given.shape == Given::Shape::absent) {
    if (set == "ForAnyValue:") return false;
    return set == "ForAllValues:" || if_exists || is_negated_name(op);
  }
  if (set.empty() && given.shape == Given::Shape::list) return false;
  std::size_t good = 0;
  for (const std::string& value : given.values) good += satisfied(value) ? 1U : 0U;
  return set == "ForAnyValue:" ? good > 0 : good == given.values.size();
}

TEST(ConditionTest, AgreesWithTheRulesOnAllSmallInputs) {
  std::size_t compared = 0;
  for (const Family& family : families()) {
    std::vector<Given> requests = {absent()};
    for (const std::string& value : family.request) requests.push_back(one(value));
    for (const Strings& values : lists_up_to_two(family.request, 0)) {
      requests.push_back(list(values));
    }
    for (const char* op : family.operators) {
      for (const char* set : {"", "ForAllValues:", "ForAnyValue:"}) {
        for (const bool if_exists : {false, true}) {
          const std::string name = std::string(set) + op + (if_exists ? "IfExists" : "");
          for (const Strings& policy : lists_up_to_two(family.policy, 1)) {
            const CompiledCondition condition(make_test(name, "k:k", policy),
                                              Pattern::Variables::active);
            for (const Given& given : requests) {
              ASSERT_EQ(condition.holds(make_context("k:k", given)),
                        oracle(family, op, set, if_exists, policy, given))
                  << name << " [" << policy.front() << " " << policy.back() << "] against "
                  << show(given);
              ++compared;
            }
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 50000U);
}

// Single rules ----------------------------------------------------------------------------------

// R-COND-02
TEST(ConditionTest, AnAbsentKey) {
  check_rows({
      {"StringEquals", {"a"}, absent(), false},
      {"StringNotEquals", {"a"}, absent(), true},
      {"StringEqualsIfExists", {"a"}, absent(), true},
      {"NumericLessThan", {"1"}, absent(), false},
      {"NotIpAddress", {"10.0.0.0/8"}, absent(), true},
      {"ForAllValues:StringEquals", {"a"}, absent(), true},
      {"ForAllValues:StringEquals", {"a"}, list({}), true},
      {"ForAnyValue:StringEquals", {"a"}, absent(), false},
      {"ForAnyValue:StringNotEquals", {"a"}, absent(), false},
      {"ForAnyValue:StringEqualsIfExists", {"a"}, absent(), false},  // observed: the prefix wins
      {"Bool", {"false"}, absent(), false},
      {"BoolIfExists", {"false"}, absent(), true},
  });
}

// R-COND-03
TEST(ConditionTest, SeveralValuesNeedASetOperator) {
  check_rows({
      {"StringEquals", {"a"}, list({"a"}), false},
      {"StringNotEquals", {"a"}, list({"b"}), false},
      {"ForAnyValue:StringEquals", {"a"}, list({"a", "b"}), true},
      {"ForAllValues:StringEquals", {"a"}, list({"a", "b"}), false},
      {"ForAllValues:StringNotEquals", {"c"}, list({"a", "b"}), true},
      {"ForAllValues:StringEquals", {"a", "b"}, one("a"), true},  // a list of one
      {"ForAnyValue:StringNotEquals", {"a"}, list({"a", "b"}), true},
  });
}

// R-COND-05
TEST(ConditionTest, ArnsCompareSegmentBySegment) {
  check_rows({
      {"ArnEquals", {"arn:aws:iam::*:role/*"}, one("arn:aws:iam::1:role/a:b"), true},
      {"ArnEquals", {"arn:*:iam::1:role/a"}, one("arn:aws:x:iam::1:role/a"), false},
      {"ArnLike", {"arn:*:iam::1:role/a"}, one("arn:aws:x:iam::1:role/a"), false},
      {"ArnNotLike", {"arn:*:iam::1:role/a"}, one("arn:aws:x:iam::1:role/a"), true},
      {"StringLike", {"arn:*:iam::1:role/a"}, one("arn:aws:x:iam::1:role/a"), true},
      {"ArnEquals", {"a"}, one("a"), false},
  });
}

// R-COND-07
TEST(ConditionTest, NullAsksForAbsence) {
  check_rows({
      {"Null", {"true"}, absent(), true},
      {"Null", {"true"}, one("x"), false},
      {"Null", {"false"}, one("x"), true},
      {"Null", {"FALSE"}, list({"x", "y"}), true},
      {"Null", {"false"}, list({}), false},
      {"Null", {"true", "false"}, one("x"), true},
      {"Bool", {"TRUE"}, one("true"), true},
  });
}

// R-COND-01, R-COND-04: names of operators and keys compare without case; values do not.
TEST(ConditionTest, NamesIgnoreCase) {
  check_rows({
      {"stringequals", {"a"}, one("a"), true},
      {"FORANYVALUE:STRINGLIKEIFEXISTS", {"a*"}, list({"ab"}), true},
      {"StringEquals", {"a"}, one("A"), false},
  });
}

// R-COND-08
TEST(ConditionTest, AddressesCompareByValue) {
  check_rows({
      {"IpAddress", {"192.0.2.0/25"}, one("192.0.2.127"), true},
      {"IpAddress", {"192.0.2.0/25"}, one("192.0.2.128"), false},
      {"IpAddress", {"192.0.2.77/24"}, one("192.0.2.1"), true},
      {"IpAddress", {"2001:db8::1"}, one("2001:DB8:0:0:0:0:0:1"), true},
      {"IpAddress", {"::ffff:192.0.2.1"}, one("::ffff:c000:201"), true},
      {"IpAddress", {"::/0"}, one("192.0.2.1"), false},
      {"NotIpAddress", {"::/0"}, one("192.0.2.1"), true},
      {"IpAddress", {"0.0.0.0/0"}, one("2001:db8::1"), false},
      {"IpAddress", {"10.0.0.1"}, one("10.0.0.1/32"), false},
      {"IpAddress", {"10.0.0.1"}, one("10.0.0.01"), false},
      {"IpAddress", {"10.0.0.0/33"}, one("10.0.0.1"), false},
  });
}

// R-COND-09
TEST(ConditionTest, NumbersAreExactAndParseWhole) {
  check_rows({
      {"NumericEquals", {"9007199254740993"}, one("9007199254740992"), false},
      {"NumericEquals", {"0.10"}, one("0.1"), true},
      {"NumericEquals", {"-0"}, one("0"), true},
      {"NumericLessThan", {"-1"}, one("-10"), true},
      {"NumericLessThan", {"10"}, one("9.999"), true},
      {"NumericEquals", {"10"}, one("10abc"), false},
      {"NumericNotEquals", {"10"}, one("10abc"), true},
      {"NumericEquals", {"10"}, one(" 10"), false},
      {"NumericEquals", {"10"}, one("1e1"), false},
      {"DateLessThan", {"2026-01-15T09:00:00Z"}, one("1768467599"), true},
      {"DateGreaterThan", {"1768467600"}, one("2026-01-15T09:00:01Z"), true},
  });
}

// R-COND-06 -------------------------------------------------------------------------------------

Context variables() {
  Context out = make_context("aws:Key", one("alice"));
  out.set("aws:username", "alice");
  out.set("aws:PrincipalTag/team", "a*");
  out.set("aws:PrincipalTag/empty", "");
  out.set("aws:PrincipalArn", "arn:aws:iam::111111111111:role/app");
  out.set_list("aws:TagKeys", {"alice"});
  return out;
}

bool holds(const char* op, std::string_view value, std::string_view key = "aws:Key",
           bool active = true) {
  return condition_holds(make_test(op, key, {std::string(value)}), variables(), active);
}

TEST(ConditionVariableTest, ValuesAreFilledInLiterally) {
  EXPECT_TRUE(holds("StringEquals", "${aws:username}"));
  EXPECT_TRUE(holds("StringEquals", "${AWS:UserName}"));
  EXPECT_TRUE(holds("StringLike", "a${aws:PrincipalTag/empty}l*"));
  EXPECT_TRUE(holds("StringEqualsIgnoreCase", "ALIC${aws:missing, 'E'}"));
  EXPECT_FALSE(holds("StringLike", "${aws:PrincipalTag/team}")) << "a tag's `*` is no wildcard";
  EXPECT_TRUE(holds("StringLike", "${aws:PrincipalTag/team}", "aws:PrincipalTag/team"));
  EXPECT_TRUE(holds("ArnEquals", "${aws:PrincipalArn}", "aws:PrincipalArn"));
  EXPECT_TRUE(holds("ArnLike", "arn:aws:iam::*:role/a${aws:missing, 'pp'}", "aws:PrincipalArn"));
}

TEST(ConditionVariableTest, EscapesAreCharacters) {
  EXPECT_FALSE(holds("StringLike", "a${*}"));
  EXPECT_TRUE(holds("StringLike", "a${*}", "aws:PrincipalTag/team"));
  EXPECT_FALSE(holds("StringLike", "alic${?}"));
  EXPECT_TRUE(condition_holds(make_test("StringEquals", "k:k", {"${$}{x}?"}),
                              make_context("k:k", one("${x}?")), true));
}

TEST(ConditionVariableTest, AnUnresolvedVariableFailsPositiveAndPassesNegatedOperators) {
  EXPECT_FALSE(holds("StringEquals", "${aws:missing}"));
  EXPECT_FALSE(holds("StringLike", "*${aws:missing}*"));
  EXPECT_TRUE(holds("StringNotEquals", "${aws:missing}"));
  EXPECT_TRUE(holds("StringNotLike", "*${aws:missing}"));
  EXPECT_FALSE(holds("ArnLike", "arn:aws:iam::*:role/${aws:missing}", "aws:PrincipalArn"));
  EXPECT_TRUE(holds("StringEquals", "${aws:missing, 'alice'}"));
  EXPECT_FALSE(holds("StringEquals", "${aws:TagKeys}")) << "a key with several values";
  EXPECT_FALSE(holds("StringEquals", "${aws:TagKeys, 'alice'}"));
}

TEST(ConditionVariableTest, WithoutVersion2012TheyAreText) {
  EXPECT_FALSE(holds("StringEquals", "${aws:username}", "aws:Key", false));
  EXPECT_TRUE(condition_holds(make_test("StringEquals", "k:k", {"${aws:username}"}),
                              make_context("k:k", one("${aws:username}")), false));
}

TEST(ConditionTest, OneUnresolvedValueDoesNotSpoilTheOthers) {
  EXPECT_TRUE(condition_holds(make_test("StringEquals", "aws:Key", {"${aws:missing}", "alice"}),
                              variables(), true));
}

}  // namespace
}  // namespace rolechain
