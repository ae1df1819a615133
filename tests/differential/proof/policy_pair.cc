#include "tests/differential/proof/policy_pair.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "tests/differential/rng.h"

namespace rolechain::differential {
namespace {

using Names = std::vector<std::string>;

// All of SQS, so that patterns over a whole service can be told from lists, and of DynamoDB what
// has one resource type, two and none.
const Names kActions = {"sqs:SendMessage",  "sqs:ReceiveMessage", "sqs:DeleteMessage",
                        "sqs:Get*",         "sqs:*Message",       "sqs:*",
                        "sqs:ListQueues",   "dynamodb:GetItem",   "dynamodb:PutItem",
                        "dynamodb:*Item",   "dynamodb:Query",     "dynamodb:ListTables",
                        "DynamoDB:?etItem", "dynamodb:*"};
const Names kQueues = {"arn:aws:sqs:*:111111111111:*",
                       "arn:aws:sqs:eu-west-1:*:jobs",
                       "arn:aws:sqs:eu-*:111111111111:jobs*",
                       "arn:aws:sqs:*:*:*-dead",
                       "arn:aws:sqs:eu-west-1:111111111111:jobs",
                       "arn:aws:sqs:*:*:j?bs-*",
                       "arn:aws:sqs:us-east-1:222222222222:*s*",
                       "arn:aws:sqs:*:1*2:jobs*",
                       "arn:aws:sqs:*:*:jobs-",
                       "arn:aws:sqs:*:*:jobs-?*",
                       "arn:aws:sqs:*:*:${aws:PrincipalTag/team}",
                       "arn:aws:sqs:eu-west-1:*:${aws:PrincipalTag/team}-*",
                       "arn:aws:sqs:*:*:jobs-${aws:RequestTag/team}",
                       "arn:aws:sqs:eu-*:111111111111:${aws:RequestTag/team}*"};
const Names kTables = {"arn:aws:dynamodb:*:*:table/*",
                       "arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
                       "arn:aws:dynamodb:*:111111111111:table/orders*",
                       "arn:aws:dynamodb:*:*:table/*/index/*",
                       "arn:aws:dynamodb:*:*:table/orders/index/by-*",
                       "arn:aws:dynamodb:eu-*:*:table/o*s",
                       "arn:aws:dynamodb:*:*:*/${aws:PrincipalTag/team}",
                       "arn:aws:dynamodb:*:*:table/${aws:RequestTag/team}",
                       "arn:aws:dynamodb:*:*:table/${aws:RequestTag/team, 'orders'}"};
const Names kTexts = {"core", "search", "Core", "c*", "*e", "*", "?ore", "sea*ch", "lab"};
// Of conditions about other keys than the variable's.
const Names kVariables = {"${aws:PrincipalTag/team}", "${aws:PrincipalTag/team}-*",
                          "${aws:RequestTag/team}",   "${aws:RequestTag/team}*",
                          "*-${aws:RequestTag/team}", "${aws:RequestTag/team, 'lab'}"};
const Names kTimes = {"2026-01-01T00:00:00Z", "1767225600", "2026-07-01T12:00:00Z",
                      "2026-07-01T12:00:01Z", "2027-01-01T00:00:00Z"};
const Names kNumbers = {"1", "10", "10.5", "100"};
constexpr std::size_t kListTests = 4;  // different ones in a pair
const Names kAddresses = {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "192.0.2.0/24", "0.0.0.0/0"};

// Variables of the sender's choice make a proof a thousand times as long.
constexpr std::uint64_t kFreeVariablesEvery = 20;

// Places in pair_keys().
constexpr std::size_t kVariableKey = 0;
constexpr std::size_t kUnknownKey = 1;  // to AWS: with a set prefix it would be a list

class Maker {
 public:
  Maker(std::uint64_t seed, std::uint64_t number, std::size_t statements)
      : rng_(seed, number), statements_(statements) {
    if (number % kFreeVariablesEvery == 0) return;
    for (Names* names : {&queues_, &tables_, &variables_}) {
      std::erase_if(*names, [](const std::string& name) {
        return name.find("${aws:RequestTag/") != std::string::npos;
      });
    }
  }

  PolicyPair pair() {
    PolicyPair out;
    out.before = policy();
    // Most changes of a policy are small; where nothing changes in meaning, both must be equal.
    if (rng_.chance(25)) {
      out.after = policy();
      return out;
    }
    out.after = out.before;
    const std::size_t edits = rng_.between(0, 2);
    for (std::size_t i = 0; i < edits; ++i) edit(out.after);
    if (rng_.chance(50)) std::ranges::reverse(out.after);
    if (rng_.chance(30)) split(out.after);
    return out;
  }

 private:
  PairPolicy policy() {
    PairPolicy out;
    const std::size_t count = rng_.between(1, statements_);
    for (std::size_t i = 0; i < count; ++i) out.push_back(statement(i > 0 && rng_.chance(35)));
    return out;
  }

  Names actions(bool all_but) {
    Names out = some(kActions, 3);
    // AWS Backup's recovery points have ARNs of any service, and are no part of the solver's world.
    if (all_but) out.emplace_back("backup:*");
    return out;
  }

  Names some(const Names& of, std::size_t most) {
    Names out;
    const std::size_t count = rng_.between(1, most);
    for (std::size_t i = 0; i < count; ++i) out.push_back(rng_.one_of(of));
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
  }

  Names resources(bool all_but) {
    if (rng_.chance(all_but ? 3 : 25)) return {"*"};
    Names out = some(rng_.chance(50) ? queues_ : tables_, all_but ? 3 : 2);
    if (rng_.chance(20)) out.push_back(rng_.one_of(queues_));
    return out;
  }

  PairStatement statement(bool denies) {
    PairStatement out;
    out.denies = denies;
    out.not_action = rng_.chance(denies ? 20 : 12);
    out.not_resource = rng_.chance(15);
    out.actions = actions(out.not_action);
    out.resources = resources(out.not_resource);
    if (rng_.chance(50)) add_test(out);
    if (rng_.chance(25)) add_test(out);
    return out;
  }

  void add_test(PairStatement& to) {
    PairTest test;
    test.key = rng_.below(pair_keys().size());
    const KeyKind kind = pair_keys()[test.key].kind;
    if (kind == KeyKind::list) {
      if (list_tests_ == kListTests) return;
      ++list_tests_;
    }
    if (rng_.chance(12)) {
      test.op = "Null";
      test.values = {rng_.chance(50) ? "true" : "false"};
    } else if (rng_.chance(kind == KeyKind::list ? 90 : test.key == kUnknownKey ? 0 : 10)) {
      test.set = rng_.chance(50) ? SetPrefix::for_all : SetPrefix::for_any;
    }
    if (test.op.empty()) fill(test, kind);
    const bool known = std::ranges::any_of(to.tests, [&](const PairTest& one) {
      return one.key == test.key && one.op == test.op && one.set == test.set &&
             one.if_exists == test.if_exists;
    });
    if (!known) to.tests.push_back(std::move(test));
  }

  void fill(PairTest& test, KeyKind kind) {
    test.if_exists = rng_.chance(20);
    switch (kind) {
      case KeyKind::text:
      case KeyKind::list:
        test.op =
            rng_.one_of(std::array{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike",
                                   "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"});
        test.values = some(kTexts, 3);
        if (test.key != kVariableKey && rng_.chance(20) && !test.op.ends_with("IgnoreCase")) {
          test.values.push_back(rng_.one_of(variables_));
        }
        break;
      case KeyKind::time:
        test.op = rng_.one_of(std::array{"DateEquals", "DateNotEquals", "DateLessThan",
                                         "DateLessThanEquals", "DateGreaterThan",
                                         "DateGreaterThanEquals"});
        test.values = some(kTimes, 2);
        break;
      case KeyKind::number:
        test.op = rng_.one_of(std::array{"NumericEquals", "NumericNotEquals", "NumericLessThan",
                                         "NumericLessThanEquals", "NumericGreaterThan",
                                         "NumericGreaterThanEquals"});
        test.values = some(kNumbers, 2);
        break;
      case KeyKind::flag:
        test.op = "Bool";
        test.values = {rng_.chance(50) ? "true" : "false"};
        break;
      case KeyKind::address:
        test.op = rng_.chance(60) ? "IpAddress" : "NotIpAddress";
        test.values = some(kAddresses, 2);
        break;
    }
  }

  void edit(PairPolicy& policy) {
    PairStatement& one = policy[rng_.below(policy.size())];
    switch (rng_.below(6)) {
      case 0:
        one.actions = actions(one.not_action);
        break;
      case 1:
        one.resources = resources(one.not_resource);
        break;
      case 2:
        if (one.tests.empty()) {
          add_test(one);
        } else {
          one.tests.pop_back();
        }
        break;
      case 3:
        policy.push_back(statement(rng_.chance(50)));
        break;
      case 4:
        if (policy.size() > 1) policy.pop_back();
        break;
      default:
        one.resources.push_back(rng_.one_of(queues_));
        break;
    }
  }

  // An Allow of several resources as several statements: the same policy.
  static void split(PairPolicy& policy) {
    const auto at = std::ranges::find_if(policy, [](const PairStatement& one) {
      return !one.not_resource && one.resources.size() > 1;
    });
    if (at == policy.end()) return;
    PairStatement rest = *at;
    at->resources.resize(1);
    rest.resources.erase(rest.resources.begin());
    policy.push_back(std::move(rest));
  }

  Rng rng_;
  std::size_t statements_;
  Names queues_ = kQueues;
  Names tables_ = kTables;
  Names variables_ = kVariables;
  std::size_t list_tests_ = 0;
};

std::string list_text(const Names& values) {
  return fmt::format(R"(["{}"])", fmt::join(values, R"(",")"));
}

std::string operator_text(const PairTest& test) {
  const std::string_view prefix = test.set == SetPrefix::for_all   ? "ForAllValues:"
                                  : test.set == SetPrefix::for_any ? "ForAnyValue:"
                                                                   : "";
  return fmt::format("{}{}{}", prefix, test.op, test.if_exists ? "IfExists" : "");
}

std::string statement_text(const PairStatement& one, std::size_t index) {
  std::string out = fmt::format(
      R"({{"Sid":"S{}","Effect":"{}","{}":{},"{}":{})", index, one.denies ? "Deny" : "Allow",
      one.not_action ? "NotAction" : "Action", list_text(one.actions),
      one.not_resource ? "NotResource" : "Resource", list_text(one.resources));
  std::map<std::string, Names> operators;
  for (const PairTest& test : one.tests) {
    operators[operator_text(test)].push_back(
        fmt::format(R"("{}":{})", pair_keys()[test.key].name, list_text(test.values)));
  }
  Names blocks;
  for (const auto& [name, keys] : operators) {
    blocks.push_back(fmt::format(R"("{}":{{{}}})", name, fmt::join(keys, ",")));
  }
  if (!blocks.empty()) out += fmt::format(R"(,"Condition":{{{}}})", fmt::join(blocks, ","));
  return out + "}";
}

}  // namespace

const std::vector<PairKey>& pair_keys() {
  static const std::vector<PairKey> keys = {{"aws:RequestTag/team", KeyKind::text},
                                            {"acme:word", KeyKind::text},
                                            {"aws:TagKeys", KeyKind::list},
                                            {"s3:max-keys", KeyKind::number},
                                            {"dynamodb:FullTableScan", KeyKind::flag},
                                            {"aws:SourceIp", KeyKind::address},
                                            {"aws:CurrentTime", KeyKind::time},
                                            {"aws:PrincipalTag/team", KeyKind::text, "core"}};
  return keys;
}

PolicyPair make_pair(std::uint64_t seed, std::uint64_t number, std::size_t statements) {
  return Maker(seed, number, statements).pair();
}

std::string to_policy_text(const PairPolicy& policy) {
  Names statements;
  for (std::size_t i = 0; i < policy.size(); ++i) {
    statements.push_back(statement_text(policy[i], i));
  }
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", fmt::join(statements, ","));
}

}  // namespace rolechain::differential
