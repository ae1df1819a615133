#include "tests/unit/grants/families.h"

#include <fmt/format.h>

#include <map>
#include <ostream>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain::testing {
namespace {

using tests::Dice;

Strings words(std::string_view alphabet, std::size_t longest) {
  Strings out = {""};
  for (std::size_t i = 0; i < out.size() && out[i].size() < longest; ++i) {
    for (const char c : alphabet) out.push_back(out[i] + c);
  }
  return out;
}

const Strings kNumericOperators = {"NumericEquals",      "NumericNotEquals",
                                   "NumericLessThan",    "NumericLessThanEquals",
                                   "NumericGreaterThan", "NumericGreaterThanEquals"};

}  // namespace

void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }

std::vector<Family> families() {
  std::vector<Family> out;
  out.push_back({"strings",
                 "acme:word",
                 "acme:words",
                 "s3:GetObject",
                 {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike",
                  "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"},
                 {"a", "ab", "A", "a*", "*b", "?", "b*a", "*"},
                 words("abABx*?", 3),
                 {"",    "a",   "b",  "A",  "B",  "ab", "aB", "ba", "bb",  "bxa",
                  "b*a", "B*a", "a*", "A*", "*b", "*",  "?",  "x",  "axb", "*B"}});
  out.push_back({"numbers",
                 "s3:max-keys",
                 "",
                 "s3:ListBucket",
                 kNumericOperators,
                 {"1", "2", "2.5", "-3", "100"},
                 {"-4", "-3", "-3.0", "-2.9", "0", "0.999", "1", "1.0", "1.5", "2", "2.2", "2.5",
                  "2.50", "3", "99", "99.9", "100", "101"},
                 {}});
  out.push_back({"numbers of an unknown key",
                 "acme:number",
                 "acme:numbers",
                 "s3:GetObject",
                 kNumericOperators,
                 {"1", "2", "2.5"},
                 {"0", "1", "1.5", "2", "2.2", "2.5", "3", "x", ""},
                 {"0", "1", "1.5", "2", "2.2", "2.5", "3", "x"}});
  out.push_back({"dates",
                 "acme:day",
                 "acme:days",
                 "s3:GetObject",
                 {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals",
                  "DateGreaterThan", "DateGreaterThanEquals"},
                 {"2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "1767398400"},
                 {"2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z",
                  "2026-01-02T00:00:00Z", "2026-01-02T12:00:00Z", "2026-01-03T00:00:00Z",
                  "1767398400", "2026-02-01T00:00:00Z", "x"},
                 {"2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z",
                  "2026-01-02T00:00:00Z", "2026-01-02T12:00:00Z", "1767398400",
                  "2026-02-01T00:00:00Z", "x"}});
  out.push_back({"booleans",
                 "acme:flag",
                 "acme:flags",
                 "s3:GetObject",
                 {"Bool"},
                 {"true", "false"},
                 {"true", "false", "TRUE", "x", ""},
                 {"true", "false", "x"}});
  out.push_back(
      {"addresses",
       "acme:address",
       "acme:addresses",
       "s3:GetObject",
       {"IpAddress", "NotIpAddress"},
       {"10.0.0.0/8", "10.1.0.0/16", "10.0.0.1", "2001:db8::/32", "0.0.0.0/0"},
       {"9.255.255.255", "10.0.0.0", "10.0.0.1", "10.0.255.255", "10.1.0.0", "10.1.255.255",
        "10.2.0.0", "11.0.0.0", "2001:db7::1", "2001:db8::1", "2001:db9::1", "x"},
       {"9.255.255.255", "10.0.0.1", "10.0.0.2", "10.1.0.7", "2001:db8::1", "::1", "x"}});
  out.push_back(
      {"ARNs",
       "acme:arn",
       "acme:arns",
       "s3:GetObject",
       {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"},
       {"arn:aws:sqs:*:1:a*", "arn:aws:sqs:e:1:a", "arn:*:*:*:*:*b", "arn:aws:sns:e:1:a"},
       {"arn:aws:sqs:e:1:a", "arn:aws:sqs:e:1:ab", "arn:aws:sqs:e:1:b", "arn:aws:sqs:e:2:a",
        "arn:aws:sqs:w:1:a", "arn:aws:sqs:w:1:a:b", "arn:aws:sns:e:1:a", "arn:aws:sns:e:1:xb",
        "arn:x", "x", "", "arn:aws:sqs:::ab", "arn:x:sqs:e:1:b", "arn:x:x:x:x:x"},
       {"arn:aws:sqs:e:1:a", "arn:aws:sqs:e:1:ab", "arn:aws:sqs:e:2:b", "arn:aws:sns:e:1:a",
        "arn:aws:sqs:w:1:a", "x"}});
  out.push_back({"bytes",
                 "acme:bytes",
                 "acme:several",
                 "s3:GetObject",
                 {"BinaryEquals"},
                 {"AQ==", "AQI="},
                 {"AQ==", "AQI=", "AQID", "", "AA=="},
                 {"AQ==", "AQI=", "AQID"}});
  return out;
}

std::string random_condition(Dice& dice, const Family& family, Holds holds) {
  const bool list = holds == Holds::list;
  std::map<std::string, std::string> tests;
  const std::size_t count = 1 + dice.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const bool null = dice.below(6) == 0;
    std::string op = null ? "Null" : dice.one_of(family.operators);
    Strings operands;
    if (null) {
      operands.push_back(dice.below(2) == 0 ? R"("true")" : R"("false")");
    } else {
      const std::size_t values = 1 + dice.below(2);
      for (std::size_t k = 0; k < values; ++k) {
        operands.push_back(fmt::format(R"("{}")", dice.one_of(family.operands)));
      }
      if (dice.below(4) == 0) op += "IfExists";
      if (list) op = (dice.below(2) == 0 ? "ForAllValues:" : "ForAnyValue:") + op;
    }
    tests[op] = fmt::format(R"("{}":{{"{}":[{}]}})", op, list ? family.list_key : family.key,
                            join(operands, ","));
  }
  Strings out;
  for (const auto& [op, text] : tests) out.push_back(text);
  return R"("Condition":{)" + join(out, ",") + "}";
}

std::vector<std::vector<ContextEntry>> contexts(const Family& family, Holds holds) {
  const bool list = holds == Holds::list;
  std::vector<std::vector<ContextEntry>> out = {{}};
  const auto add = [&](Strings values) {
    out.push_back({{std::string(list ? family.list_key : family.key), std::move(values), list}});
  };
  if (!list) {
    for (const std::string& value : family.values) add({value});
    return out;
  }
  add({});
  const Strings& values = family.list_values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    add({values[i]});
    for (std::size_t k = i + 1; k < values.size(); ++k) {
      add({values[i], values[k]});
      for (std::size_t m = k + 1; m < values.size(); ++m) add({values[i], values[k], values[m]});
    }
  }
  return out;
}

}  // namespace rolechain::testing
