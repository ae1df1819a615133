// Condition operators, exhaustively: every operator with every prefix and suffix, small sets of
// values and small contexts, the product against the reference.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/scene.h"

namespace rolechain::reference {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view kKey = "aws:RequestTag/k";
constexpr std::string_view kVariable = "aws:PrincipalTag/v";

struct Family {
  Strings operators;
  Strings wanted;  // what policies say
  Strings given;   // what requests hold
};

// What is no number, date, address … stands in the requests; the product refuses it in policies.
std::vector<Family> families() {
  return {
      {{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
        "StringLike", "StringNotLike"},
       {"", "a", "A", "a*", "?", "ab", "*", "\u00e9", "${aws:PrincipalTag/v}",
        "x${aws:principaltag/V}*", "${aws:PrincipalTag/v, 'a'}", "a${*}", "${?}", "${$}{a}"},
       {"", "a", "A", "ab", "a*", "*", "?", "\u00e9", "\u00c9", "xa", "xa*b", "${a}",
        "${aws:PrincipalTag/v}"}},
      {{"ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"},
       {"arn:aws:iam::1:role/a", "arn:*:iam::*:role/*", "arn:aws:iam::1:*", "arn:aws:s3:::b:?",
        "arn:aws:i*m::1:role/a", "${aws:PrincipalTag/v}", "arn:aws:s3:::${aws:PrincipalTag/v}",
        "arn:aws:s3:::${aws:PrincipalTag/v, 'b'}/*", "arn:aws:iam::1:role/${*}"},
       {"arn:aws:iam::1:role/a", "arn:aws:iam::1:role/A", "ARN:aws:iam::1:role/a",
        "arn:aws-cn:iam::1:role/p/a", "arn:aws:iam::1:role/*", "arn:aws:s3:::b:c", "arn:aws:s3:::b",
        "arn:aws:s3:::a*", "arn:aws:s3:::b/c", "arn:aws:s3::", "a", ""}},
      {{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
        "NumericGreaterThan", "NumericGreaterThanEquals"},
       {"0", "1", "1.0", "01", "-1", "0.1", "-0", "10", "9007199254740993", "1.50", "-0.5"},
       {"0", "1", "1.00", "-1", "-0", "0.1", "10", "10abc", "", "9007199254740992",
        "9007199254740993", " 1", "0x1", "1.5", "-1.5", "one", "1,5", "-"}},
      {{"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
        "DateGreaterThanEquals"},
       {"2026-01-15T09:00:00Z", "1768467600", "2026-01-15T10:00:00+01:00", "2026-01-15",
        "2026-01-15T09:00Z", "2026-01-15T09:00:00.5Z", "2024-02-29", "1969-12-31T23:59:59Z", "0"},
       {"2026-01-15T09:00:00Z", "1768467600", "1768467601", "2026-01-15T08:30:00-00:30",
        "2026-01-15T00:00:00Z", "2026-01-15T09:00:00.50Z", "2026-02-30", "2023-02-29",
        "2026-13-01T00:00:00Z", "2026-01-15T24:00:00Z", "tomorrow", "", "1768467600000",
        "2026-01-15T09:00:00.25Z", "1970-01-01T00:00:00Z", "2026-01-15t09:00:00z", "2026-1-5",
        "0"}},
      {{"Bool"}, {"true", "false", "TRUE", "False"}, {"true", "false", "True", "yes", "", "1"}},
      {{"BinaryEquals"}, {"QQ==", "QUI=", ""}, {"QQ==", "QUI=", "A", ""}},
      {{"IpAddress", "NotIpAddress"},
       {"10.0.0.1", "10.0.0.0/8", "10.1.2.3/16", "0.0.0.0/0", "::/0", "2001:db8::1",
        "2001:DB8:0::1/128", "2001:db8::/33", "10.0.0.1/32", "::ffff:10.0.0.1"},
       {"10.0.0.1", "10.1.255.1", "11.0.0.1", "2001:db8::1", "2001:0DB8::0001", "2001:db8:8000::1",
        "::ffff:10.0.0.1", "banana", "", "10.0.0", "10.0.0.1.1", "10.0.0.256", "10.0.0.0/8", "::1",
        "10.0.0.01"}},
      {{"Null"}, {"true", "false", "TRUE"}, {"a", ""}},
  };
}

// One value, two neighbours, the first with each: every pair would only take longer.
std::vector<Strings> sets_of(const Strings& values) {
  std::vector<Strings> out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    out.push_back({values[i]});
    if (i > 0) out.push_back({values[i - 1], values[i]});
    if (i > 1) out.push_back({values[0], values[i]});
  }
  return out;
}

struct Request {
  Context product;
  RequestContext reference;

  void set(std::string_view key, const Strings& values, bool list) {
    reference.push_back({std::string(key), values, list});
    if (list) {
      product.set_list(key, values);
    } else {
      product.set(key, values.front());
    }
  }
};

// The key absent, empty, single, a list of one, a list of two; the variable absent, set, a list.
std::vector<Request> requests_of(const Strings& given, bool variable_matters) {
  std::vector<Request> without(2);
  without.back().set(kKey, {}, true);
  for (const Strings& values : sets_of(given)) {
    if (values.size() == 1) without.emplace_back().set(kKey, values, false);
    without.emplace_back().set(kKey, values, true);
  }
  std::vector<Request> out = without;
  if (!variable_matters) return out;
  const std::vector<std::pair<Strings, bool>> variables = {
      {{"a"}, false}, {{"a*"}, false}, {{""}, false}, {{"a"}, true}, {{}, true}};
  for (const auto& [values, list] : variables) {
    for (const Request& request : without) {
      out.push_back(request);
      out.back().set(kVariable, values, list);
    }
  }
  return out;
}

class ConditionOperators : public ::testing::Test {
 protected:
  // The test as the product compiled it; null where it refuses the values.
  const CompiledPolicy* compile(const std::string& operator_text, const Json& values,
                                std::string_view version) {
    Json statement = {{"Effect", "Allow"}, {"Action", "*"}, {"Resource", "*"}};
    statement["Condition"][operator_text][std::string(kKey)] = values;
    Json document = {{"Statement", Json::array({statement})}};
    if (!version.empty()) document["Version"] = version;
    const Pick pick = library_.find(PolicyType::identity, document);
    return pick == nullptr ? nullptr : pick->compiled.get();
  }

  // Compares on every request; false at the first disagreement.
  bool agree(const std::string& operator_text, const Json& values, std::string_view version,
             const std::vector<Request>& requests) {
    const CompiledPolicy* policy = compile(operator_text, values, version);
    if (policy == nullptr) {
      ADD_FAILURE() << "refused: " << library_.refusal();
      return false;
    }
    const bool variables = policy->document().variables;
    const ConditionTest& test = policy->statements().front().conditions.front();
    for (const Request& request : requests) {
      const bool product = rolechain::condition_holds(test, request.product, variables);
      const bool reference =
          test_holds(operator_text, kKey, values, request.reference, version == "2012-10-17");
      ++compared_;
      if (product == reference) continue;
      std::string context;
      for (const ContextKey& key : request.reference) {
        context += fmt::format("  {}{} = {}\n", key.name, key.list ? " (list)" : "",
                               Json(key.values).dump());
      }
      ADD_FAILURE() << operator_text << " " << values.dump() << ", version " << version << "\n"
                    << context << "product: " << product << ", reference: " << reference;
      return false;
    }
    return true;
  }

  Library library_;
  std::size_t compared_ = 0;
};

TEST_F(ConditionOperators, EveryOperatorOnEverySmallContext) {
  std::size_t operators = 0;
  for (const Family& family : families()) {
    const bool texts = family.operators.front().starts_with("String") ||
                       family.operators.front().starts_with("Arn");
    const std::vector<Request> requests = requests_of(family.given, texts);
    for (const std::string& name : family.operators) {
      ++operators;
      for (const char* prefix : {"", "ForAllValues:", "ForAnyValue:"}) {
        for (const char* suffix : {"", "IfExists"}) {
          if (name == "Null" && (*prefix != 0 || *suffix != 0)) continue;
          for (const Strings& values : sets_of(family.wanted)) {
            for (const char* version : {"2012-10-17", "2008-10-17", ""}) {
              if (!texts && version != std::string_view("2012-10-17")) continue;
              if (!agree(prefix + name + suffix, values, version, requests)) return;
            }
          }
        }
      }
    }
  }
  fmt::print("{} conditions compared\n", compared_);
  EXPECT_EQ(operators, 27U);  // all that there are
  EXPECT_GT(compared_, 1'500'000U);
}

}  // namespace
}  // namespace rolechain::reference
