// The proof against brute force: small policies of random statements, and each answer held against
// every request of a small universe; the same policies with one fault each; and rewritten without a
// change of meaning.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mocks/policy/glob.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Strings = std::vector<std::string>;

const Strings kActions = {"s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*"};
const Strings kResources = {"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a", "arn:aws:s3:::b/a*",
                            "arn:aws:s3:::*/a"};
const Strings kConditions = {
    "",
    "",
    R"("Condition":{"StringEquals":{"aws:Referer":"a"}})",
    R"("Condition":{"StringNotEquals":{"aws:Referer":"a"}})",
    R"("Condition":{"StringLike":{"aws:Referer":"a*"},"Bool":{"acme:flag":"true"}})",
    R"("Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}})",
    R"("Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"b"}})",
};
// Between them every request that the statements above can tell from another.
const Strings kArns = {"arn:aws:s3:::b/a", "arn:aws:s3:::b/ax", "arn:aws:s3:::b/x",
                       "arn:aws:s3:::c/a", "arn:aws:s3:::c/x",  "arn:aws:s3:::b/x/a"};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  const std::string& one_of(const Strings& list) { return list[below(list.size())]; }

 private:
  std::mt19937 engine_;
};

Strings random_statements(Dice& dice) {
  Strings out;
  const std::size_t count = 1 + dice.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    const bool denies = dice.below(3) == 0;
    const std::string sid = fmt::format("S{}", i);
    const std::string& action = dice.one_of(kActions);
    const std::string& resource = dice.one_of(kResources);
    const std::string& condition = dice.one_of(kConditions);
    out.push_back(denies ? deny(sid, action, resource, condition)
                         : allow(sid, action, resource, condition));
  }
  return out;
}

std::string joined(const Strings& statements) {
  std::string out;
  for (const std::string& one : statements) out += (out.empty() ? "" : ",") + one;
  return out;
}

std::vector<std::vector<ContextEntry>> all_contexts() {
  std::vector<std::vector<ContextEntry>> out;
  const std::vector<Strings> key_lists = {{},         {"a"},      {"b"},      {"x"},
                                          {"a", "b"}, {"a", "x"}, {"b", "x"}, {"a", "b", "x"}};
  for (const std::string_view referer : {"-", "a", "ab", "x"}) {
    for (const std::string_view flag : {"-", "true", "false"}) {
      for (const Strings& keys : key_lists) {
        std::vector<ContextEntry> context;
        if (referer != "-") context.push_back({"aws:Referer", {std::string(referer)}, false});
        if (flag != "-") context.push_back({"acme:flag", {std::string(flag)}, false});
        if (!keys.empty()) context.push_back({"aws:TagKeys", keys, true});
        out.push_back(std::move(context));
      }
    }
  }
  return out;
}

bool brute_force(const GrantsWorld& w, const std::string& action, const std::string& arn) {
  static const std::vector<std::vector<ContextEntry>> contexts = all_contexts();
  return std::ranges::any_of(contexts, [&](const std::vector<ContextEntry>& context) {
    return authorize(w.world, w.session, {action, arn, context, {}}, kNow_s).allowed();
  });
}

TEST(GrantsExhaustive, CanCallIsWhatSomeContextAllows) {
  Dice dice(1);
  for (int round = 0; round < 60; ++round) {
    const std::string statements = joined(random_statements(dice));
    const GrantsWorld w(statements);
    for (const std::string action : {"s3:GetObject", "s3:PutObject"}) {
      for (const std::string& arn : kArns) {
        ASSERT_EQ(w.can(action, arn), brute_force(w, action, arn)) << statements << "\n"
                                                                   << action << " on " << arn;
      }
    }
  }
}

// The listing as the only policy of a session.
GrantsWorld listed_world(const EffectiveGrants& effective) {
  const std::string policy = to_policy(effective);
  const std::size_t begin = policy.find('[') + 1;
  const std::size_t end = policy.rfind(']');
  return GrantsWorld(policy.substr(begin, end - begin));
}

TEST(GrantsExhaustive, ListingsAgreeWithEveryRequestInEveryContext) {
  Dice dice(2);
  for (int round = 0; round < 60; ++round) {
    const std::string statements = joined(random_statements(dice));
    const GrantsWorld w(statements);
    const EffectiveGrants effective = effective_grants(w.subject());
    ASSERT_TRUE(effective.undecided.empty()) << statements;
    if (effective.grants.empty()) continue;
    const GrantsWorld list = listed_world(effective);
    for (const std::string action : {"s3:GetObject", "s3:PutObject"}) {
      for (const std::string& arn : kArns) {
        for (const std::vector<ContextEntry>& context : all_contexts()) {
          const ApiCall call{action, arn, context, std::nullopt};
          ASSERT_EQ(authorize(list.world, list.session, call, kNow_s).allowed(),
                    authorize(w.world, w.session, call, kNow_s).allowed())
              << statements << "\n"
              << action << " on " << arn << "\n"
              << to_policy(effective);
        }
      }
    }
  }
}

// None of a thousand is left; here a part of them, for time.
TEST(GrantsExhaustive, EveryPolicyOfTheseCanBeListed) {
  Dice dice(4);
  for (int round = 0; round < 150; ++round) {
    const std::string statements = joined(random_statements(dice));
    const GrantsWorld w(statements);
    const EffectiveGrants effective = effective_grants(w.subject());
    EXPECT_TRUE(effective.undecided.empty()) << statements;
  }
}

// Behind a boundary, too: what it does not allow is denied.
TEST(GrantsExhaustive, MostGrantsBehindABoundaryCanBeListed) {
  Dice dice(5);
  constexpr int kRounds = 100;
  int listed = 0;
  for (int round = 0; round < kRounds; ++round) {
    GrantsWorld w(joined(random_statements(dice)));
    w.app().boundary =
        w.policy("limit", PolicyType::boundary, policy_of(joined(random_statements(dice))));
    if (effective_grants(w.subject()).undecided.empty()) ++listed;
  }
  EXPECT_GE(listed, 95);
}

TEST(GrantsExhaustive, OrderAndSplittingMeanNothing) {
  Dice dice(3);
  const std::vector<GrantIntent> wanted = {intent({"s3:GetObject"}, {"arn:aws:s3:::b/*"}),
                                           intent({"s3:PutObject"}, {"arn:aws:s3:::b/a"})};
  const auto without_labels = [](const GrantVerdict& verdict) {
    Strings out;
    for (const GrantDifference& one : verdict.differences) {
      for (const std::string& action : one.actions) {
        out.push_back(fmt::format("{} {} {}", static_cast<int>(one.kind), action, one.resource));
      }
    }
    std::ranges::sort(out);
    return out;
  };
  for (int round = 0; round < 40; ++round) {
    Strings statements = random_statements(dice);
    const Strings before = without_labels(GrantsWorld(joined(statements)).compare(wanted));
    std::ranges::reverse(statements);
    EXPECT_EQ(without_labels(GrantsWorld(joined(statements)).compare(wanted)), before)
        << joined(statements);
  }
  const GrantsWorld whole(R"({"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],)"
                          R"("Resource":["arn:aws:s3:::b/a","arn:aws:s3:::c/*"]})");
  const GrantsWorld split(allow("A", "s3:GetObject", "arn:aws:s3:::b/a") + "," +
                          allow("B", "s3:GetObject", "arn:aws:s3:::c/*") + "," +
                          allow("C", "s3:PutObject", "arn:aws:s3:::b/a") + "," +
                          allow("D", "s3:PutObject", "arn:aws:s3:::c/*"));
  EXPECT_EQ(without_labels(whole.compare(wanted)), without_labels(split.compare(wanted)));
}

// One fault in a correct design: the kind of difference, and the statement it is about.
struct Mutant {
  std::string_view name;
  std::size_t statement;
  std::string becomes;  // "": dropped
  GrantDifference::Kind kind;
  std::string_view resource;  // of the witness
};

TEST(GrantsExhaustive, EverySingleFaultIsFoundWithItsKind) {
  using Kind = GrantDifference::Kind;
  const std::string table = "arn:aws:dynamodb:us-east-1:111111111111:table/orders";
  const Strings design = {
      allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*"),
      allow("Put", "dynamodb:PutItem", table),
      deny("NoSecret", "s3:*", "arn:aws:s3:::acme/secret/*"),
      allow("Send", "sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:jobs",
            R"("Condition":{"StringEquals":{"aws:PrincipalAccount":"111111111111"}})"),
  };
  const std::vector<GrantIntent> wanted = {
      intent({"dynamodb:PutItem"}, {table}),
      intent({"sqs:SendMessage"}, {"arn:aws:sqs:us-east-1:111111111111:jobs"}),
      intent({"s3:GetObject"}, {"arn:aws:s3:::acme/public/*"}),
  };
  Strings exact = design;
  exact[0] = allow("Read", "s3:GetObject", "arn:aws:s3:::acme/public/*");
  ASSERT_EQ(lines(GrantsWorld(joined(exact)).compare(wanted)), Strings());
  const std::vector<Mutant> mutants = {
      {"read dropped", 0, "", Kind::missing, "arn:aws:s3:::acme/public/x"},
      {"read widened", 0, design[0], Kind::extra, "arn:aws:s3:::acme/x"},
      {"read denied", 2, deny("NoSecret", "s3:*", "arn:aws:s3:::*"), Kind::missing,
       "arn:aws:s3:::acme/public/x"},
      {"put dropped", 1, "", Kind::missing, table},
      {"put for all tables", 1, allow("Put", "dynamodb:PutItem", "*"), Kind::extra,
       "arn:aws:dynamodb:us-east-1:111111111111:table/x"},
      {"put and more", 1, allow("Put", "dynamodb:Put*", table), Kind::extra, table},
      {"send for nobody", 3,
       allow("Send", "sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:jobs",
             R"("Condition":{"StringEquals":{"aws:PrincipalAccount":"222222222222"}})"),
       Kind::missing, "arn:aws:sqs:us-east-1:111111111111:jobs"},
  };
  for (const Mutant& mutant : mutants) {
    Strings statements = exact;
    if (mutant.becomes.empty()) {
      statements.erase(statements.begin() + static_cast<std::ptrdiff_t>(mutant.statement));
    } else {
      statements[mutant.statement] = mutant.becomes;
    }
    const GrantVerdict verdict = GrantsWorld(joined(statements)).compare(wanted);
    ASSERT_EQ(verdict.differences.size(), 1U) << mutant.name;
    EXPECT_EQ(verdict.differences.front().kind, mutant.kind) << mutant.name;
    EXPECT_EQ(verdict.differences.front().witness.resource, mutant.resource) << mutant.name;
    EXPECT_EQ(verdict.differences.front().witness.trace.allowed, mutant.kind == Kind::extra);
  }
}

}  // namespace
}  // namespace rolechain::testing
