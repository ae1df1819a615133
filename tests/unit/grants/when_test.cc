// Intents with conditions, several sessions at once, before against after, and the two models of
// what a sender may choose.
#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "mocks/policy/condition_block.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kAcme = "arn:aws:s3:::acme/*";
constexpr std::string_view kRed = R"({"StringEquals":{"aws:RequestTag/team":"red"}})";

class When : public ::testing::Test {
 protected:
  GrantIntent get(std::string_view block) {
    GrantIntent out = intent({"s3:PutObject"}, {std::string(kAcme)});
    if (block == "always") out.when.form = IntentWhen::Form::always;
    if (block.empty() || block == "always") return out;
    const auto node = parse_json(sources_.add("when.json", std::string(block)));
    ParsedConditions parsed = parse_condition_block(*node);
    EXPECT_FALSE(has_errors(parsed.diagnostics));
    out.when.form = IntentWhen::Form::condition;
    out.when.tests = std::move(parsed.tests);
    return out;
  }
  static std::string put(std::string_view condition) {
    return allow("Put", "s3:PutObject", kAcme,
                 condition.empty() ? "" : R"("Condition":)" + std::string(condition));
  }

  Sources sources_;
};

TEST_F(When, WithoutAWordAnyContextWillDo) {
  const GrantsWorld w(put(kRed));
  EXPECT_EQ(w.compare({get("")}).verdict(), ProofVerdict::proved);
}

TEST_F(When, AlwaysMeansInEveryContext) {
  EXPECT_EQ(GrantsWorld(put("")).compare({get("always")}).verdict(), ProofVerdict::proved);
  const GrantsWorld w(put(kRed));
  const GrantVerdict verdict = w.compare({get("always")});
  ASSERT_EQ(lines(verdict), Lines({"missing s3:PutObject on arn:aws:s3:::acme/*"}));
  EXPECT_FALSE(verdict.differences.front().witness.trace.allowed);
}

TEST_F(When, TheSameConditionIsProved) {
  EXPECT_EQ(GrantsWorld(put(kRed)).compare({get(kRed)}).verdict(), ProofVerdict::proved);
  // Said otherwise, it is the same condition.
  constexpr std::string_view kLike =
      R"({"StringLike":{"aws:RequestTag/team":"red"},"Null":{"aws:RequestTag/team":"false"}})";
  EXPECT_EQ(GrantsWorld(put(kLike)).compare({get(kRed)}).verdict(), ProofVerdict::proved);
}

TEST_F(When, OutsideTheConditionIsExtra) {
  const GrantVerdict verdict = GrantsWorld(put("")).compare({get(kRed)});
  ASSERT_EQ(lines(verdict), Lines({"extra s3:PutObject on arn:aws:s3:::acme/* by app/policy#Put"}));
  const GrantDifference& extra = verdict.differences.front();
  EXPECT_EQ(extra.when, Lines({"unless StringEquals aws:RequestTag/team: red"}));
  EXPECT_TRUE(extra.witness.trace.allowed);
}

TEST_F(When, InsideTheConditionSomethingIsMissing) {
  constexpr std::string_view kBoth = R"({"StringEquals":{"aws:RequestTag/team":["red","blue"]}})";
  const GrantVerdict verdict = GrantsWorld(put(kRed)).compare({get(kBoth)});
  ASSERT_EQ(lines(verdict), Lines({"missing s3:PutObject on arn:aws:s3:::acme/*"}));
  const GrantDifference& missing = verdict.differences.front();
  EXPECT_EQ(missing.when, Lines({"StringEquals aws:RequestTag/team: red, blue"}));
  ASSERT_EQ(missing.witness.context.size(), 1U);
  EXPECT_EQ(missing.witness.context.front().values, Lines({"blue"}));
}

TEST_F(When, AnExtraSaysTheConditionOfItsStatement) {
  const GrantVerdict verdict = GrantsWorld(put(kRed)).compare({});
  ASSERT_EQ(verdict.differences.size(), 1U);
  EXPECT_EQ(verdict.differences.front().when, Lines({"StringEquals aws:RequestTag/team: red"}));
  EXPECT_EQ(verdict.differences.front().witness.context.front().values, Lines({"red"}));
}

TEST_F(When, AConditionOfADenyCarvesOut) {
  const std::string guarded =
      put("") + "," +
      deny("NotBlue", "s3:*", "*", R"("Condition":{"StringEquals":{"aws:Referer":"x"}})");
  EXPECT_EQ(GrantsWorld(guarded).compare({get("always")}).verdict(), ProofVerdict::refuted);
  constexpr std::string_view kNot = R"({"StringNotEquals":{"aws:Referer":"x"}})";
  EXPECT_EQ(GrantsWorld(guarded).compare({get(kNot)}).verdict(), ProofVerdict::proved);
}

TEST_F(When, AConditionThatNobodyCanMeetIsNoIntent) {
  constexpr std::string_view kBoth =
      R"({"StringEquals":{"aws:RequestTag/team":"red"},"StringLike":{"aws:RequestTag/team":"b*"}})";
  const GrantVerdict verdict = GrantsWorld(put(kRed)).compare({get(kRed), get(kBoth)});
  EXPECT_EQ(lines(verdict), Lines({"undecided intent-never-holds"}));
  EXPECT_EQ(verdict.verdict(), ProofVerdict::unknown);
}

TEST_F(When, AKeyThatTheActionNeverCarriesIsAbsent) {
  constexpr std::string_view kPrefix = R"("Condition":{"StringEquals":{"s3:prefix":"a"}})";
  GrantsWorld w(allow("Get", "s3:GetObject", kAcme, kPrefix));
  EXPECT_EQ(w.compare({}).verdict(), ProofVerdict::proved);  // no s3:prefix in GetObject
  GrantSubject subject = w.subject();
  subject.model = ContextModel::free;
  EXPECT_EQ(compare_grants(subject, {}).verdict(), ProofVerdict::refuted);
}

TEST_F(When, TheFreeModelChoosesWhatTheWorldFixes) {
  GrantsWorld w(put(R"({"Bool":{"aws:MultiFactorAuthPresent":"true"}})"));
  EXPECT_EQ(w.compare({}).verdict(), ProofVerdict::proved);
  GrantSubject subject = w.subject();
  subject.model = ContextModel::free;
  const GrantVerdict verdict = compare_grants(subject, {});
  EXPECT_EQ(verdict.verdict(), ProofVerdict::refuted);
  EXPECT_EQ(verdict.model, ContextModel::free);
}

TEST_F(When, SeveralSessionsTogetherMeetOneIntent) {
  const GrantsWorld gets(allow("Get", "s3:GetObject", kAcme));
  const GrantsWorld puts(put(""));
  const std::vector<GrantIntent> both = {
      intent({"s3:GetObject", "s3:PutObject"}, {std::string(kAcme)})};
  EXPECT_EQ(compare_grants({gets.subject(), puts.subject()}, both).verdict(), ProofVerdict::proved);
  EXPECT_EQ(lines(gets.compare(both)), Lines({"missing s3:PutObject on arn:aws:s3:::acme/*"}));
}

TEST_F(When, AChangeGrantsAndTakes) {
  const GrantsWorld before(allow("Get", "s3:GetObject", kAcme) + "," + put(""));
  const GrantsWorld after(allow("Get", "s3:GetObject", "arn:aws:s3:::*/*") + "," + put(kRed));
  const GrantVerdict verdict = compare_sessions({before.subject()}, {after.subject()});
  EXPECT_EQ(lines(verdict),
            Lines({"extra s3:GetObject on arn:aws:s3:::*/* by app/policy#Get",
                   "missing s3:PutObject on arn:aws:s3:::acme/* by app/policy#Put"}));
  EXPECT_EQ(compare_sessions({before.subject()}, {before.subject()}).verdict(),
            ProofVerdict::proved);
}

TEST_F(When, DifferencesAreCounted) {
  const GrantVerdict verdict = GrantsWorld(allow("All", "sqs:*", "*")).compare({});
  std::size_t queues = 0;
  for (const GrantCount& count : verdict.counts) {
    EXPECT_EQ(count.kind, GrantDifference::Kind::extra);
    if (count.resource_type == "sqs queue" && count.level == AccessLevel::write)
      queues = count.pairs;
  }
  EXPECT_GE(queues, 8U);
}

}  // namespace
}  // namespace rolechain::testing
