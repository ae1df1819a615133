// What every side said: the words that scenarios and explanations are made of.
#include "mocks/iam/trace.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::document;
using testing::kAllowAll;
using testing::kApp;
using testing::kAppRole;
using testing::kData;
using testing::kNow_s;
using testing::kWriter;
using testing::SmallWorld;

std::string_view outcome_word(SideOutcome outcome) {
  switch (outcome) {
    case SideOutcome::allows:
      return "allows";
    case SideOutcome::silent:
      return "silent";
    case SideOutcome::denies:
      return "denies";
    case SideOutcome::delegates:
      return "delegates";
  }
  return "";
}

// "trust writer: silent, condition-not-met, writer/trust#1"
std::string say(const SideTrace& side) {
  return fmt::format("{} {}: {}, {}, {}", policy_type_word(side.type), side.label,
                     outcome_word(side.outcome), reason_word(side.reason), side.statement_label());
}

std::vector<std::string> say(const Trace& trace) {
  std::vector<std::string> lines;
  lines.reserve(trace.sides.size());
  for (const SideTrace& side : trace.sides) lines.push_back(say(side));
  return lines;
}

Trace assume(SmallWorld& small, std::vector<ContextEntry> context = {}) {
  ApiCall call;
  call.action = "sts:AssumeRole";
  call.resource = kWriter;
  call.context = std::move(context);
  Trace trace;
  authorize(small.world, small.session_of(kAppRole), call, kNow_s, &trace);
  return trace;
}

using Lines = std::vector<std::string>;

TEST(Trace, TheHopOfTheArticle) {
  SmallWorld small;
  small.role(
      kApp, "app",
      document(
          R"("Sid":"Hop","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::222222222222:role/writer")"));
  small.role(
      kData, "writer", {},
      document(
          R"("Sid":"TrustApp","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}})"));
  const Trace yes = assume(small, {{"sts:ExternalId", {"acme-7"}, false}});
  EXPECT_EQ(say(yes), (Lines{"identity app: allows, statement, app/policy#Hop",
                             "trust writer: allows, statement, writer/trust#TrustApp"}));
  EXPECT_TRUE(yes.allowed);
  EXPECT_FALSE(yes.same_account);
  EXPECT_EQ(yes.caller_account, kApp);
  EXPECT_EQ(yes.resource_account, kData);
  EXPECT_EQ(yes.caller_arn, "arn:aws:sts::111111111111:assumed-role/app/session");

  const Trace no = assume(small, {{"sts:ExternalId", {"acme-8"}, false}});
  EXPECT_EQ(say(no), (Lines{"identity app: allows, statement, app/policy#Hop",
                            "trust writer: silent, condition-not-met, writer/trust#TrustApp"}));
  ASSERT_NE(no.sides[1].condition, nullptr);
  EXPECT_EQ(no.sides[1].condition->key.value, "sts:ExternalId");
  EXPECT_EQ(no.decided_by, PolicyType::trust);
  EXPECT_FALSE(no.allowed);
}

TEST(Trace, EachReasonOfASilentSide) {
  const std::string hop = document(R"("Effect":"Allow","Action":"sts:AssumeRole","Resource":"*")");
  struct Row {
    const char* trust;
    const char* reason;
  };
  const auto table = std::to_array<Row>({
      {"", "no-document"},
      {R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"sts:TagSession")",
       "no-statement"},
      {R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/other"},"Action":"sts:AssumeRole")",
       "principal-not-matched"},
      {R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}})",
       "condition-not-met"},
      {R"("Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111111111111:role/other"},"Action":"sts:AssumeRole")",
       "no-statement"},  // a Deny that did not fire is no reason
  });
  for (const auto& row : table) {
    SmallWorld small;
    small.role(kApp, "app", hop);
    small.role(kData, "writer", {}, *row.trust == 0 ? std::string() : document(row.trust));
    const Trace trace = assume(small);
    const SideTrace* side = trace.side(PolicyType::trust);
    ASSERT_NE(side, nullptr) << row.trust;
    EXPECT_EQ(reason_word(side->reason), row.reason) << row.trust;
    EXPECT_EQ(side->outcome, SideOutcome::silent);
  }
}

TEST(Trace, AnIdentityStatementForAnotherResourceIsNoStatement) {
  SmallWorld small;
  small.role(
      kApp, "app",
      document(
          R"("Sid":"Other","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::222222222222:role/reader")"));
  small.role(kData, "writer");
  const Trace trace = assume(small);
  const SideTrace* side = trace.side(PolicyType::identity);
  ASSERT_NE(side, nullptr);
  EXPECT_EQ(side->reason, Reason::no_statement);
  EXPECT_EQ(side->statement_label(), "app/policy#Other");  // the nearest miss
}

TEST(Trace, TheNearestMissIsTheStatementThatGotFurthest) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  small.role(kData, "writer", {}, R"({"Version":"2012-10-17","Statement":[
    {"Sid":"A","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"sts:TagSession"},
    {"Sid":"B","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}},
    {"Sid":"C","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::333333333333:root"},"Action":"sts:AssumeRole"}]})");
  const Trace trace = assume(small);
  const SideTrace* side = trace.side(PolicyType::trust);
  ASSERT_NE(side, nullptr);
  EXPECT_EQ(side->statement_label(), "writer/trust#B");
  EXPECT_EQ(side->statements.size(), 3U);
}

TEST(Trace, AnAccountInTheTrustPolicyOfTheSameAccountDelegates) {
  SmallWorld small;
  small.role(kApp, "app");
  small.role(
      kApp, "target", {},
      document(R"("Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole")"));
  ApiCall call;
  call.action = "sts:AssumeRole";
  call.resource = "arn:aws:iam::111111111111:role/target";
  Trace trace;
  authorize(small.world, small.session_of(kAppRole), call, kNow_s, &trace);
  EXPECT_EQ(say(trace), (Lines{"identity app: silent, no-document, ",
                               "trust target: delegates, statement, target/trust#1"}));
  EXPECT_EQ(trace.decided_by, PolicyType::identity);
}

TEST(Trace, EveryLevelIsASideAndSideFindsTheOneThatStandsInTheWay) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app", kAllowAll);
  small.world.accounts[0].level.scps = {
      small.policy("no-queues", PolicyType::scp,
                   document(R"("Sid":"No","Effect":"Deny","Action":"sqs:*","Resource":"*")"))};
  ApiCall call;
  call.action = "sqs:SendMessage";
  call.resource = "arn:aws:sqs:us-east-1:111111111111:q";
  Trace trace;
  authorize(small.world, small.session_of(kAppRole), call, kNow_s, &trace);
  EXPECT_EQ(
      say(trace),
      (Lines{"identity app: allows, statement, app/policy#All", "scp root: allows, statement, ",
             "scp ou workloads: allows, statement, ",
             "scp account app: denies, statement, no-queues#No", "rcp root: allows, statement, ",
             "rcp ou workloads: allows, statement, ", "rcp account app: allows, statement, "}));
  EXPECT_EQ(trace.side(PolicyType::scp)->label, "account app");
  EXPECT_EQ(trace.side(PolicyType::boundary), nullptr);
  EXPECT_EQ(trace.decided_by, PolicyType::scp);
}

// R-ORG-05: FullAWSAccess taken from the SCPs is no word about RCPs.
TEST(Trace, AnRcpLevelIsNeverSilent) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app", kAllowAll);
  small.world.organization->root.full_aws_access = false;
  ApiCall call;
  call.action = "sqs:SendMessage";
  call.resource = "arn:aws:sqs:us-east-1:111111111111:q";
  Trace trace;
  authorize(small.world, small.session_of(kAppRole), call, kNow_s, &trace);
  EXPECT_EQ(trace.side(PolicyType::scp)->outcome, SideOutcome::silent);
  EXPECT_EQ(trace.side(PolicyType::scp)->label, "root");
  EXPECT_EQ(trace.side(PolicyType::rcp)->outcome, SideOutcome::allows);
}

TEST(Trace, BoundaryAndSessionPolicyAreSides) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll).boundary =
      small.policy("limits", PolicyType::boundary,
                   document(R"("Effect":"Allow","Action":"s3:*","Resource":"*")"));
  Session session = small.session_of(kAppRole);
  session.has_session_policy = true;
  session.session_policies = {
      small.policy("narrow", PolicyType::session,
                   document(R"("Effect":"Allow","Action":"sqs:*","Resource":"*")"))};
  ApiCall call;
  call.action = "sqs:SendMessage";
  call.resource = "arn:aws:sqs:us-east-1:111111111111:q";
  Trace trace;
  authorize(small.world, session, call, kNow_s, &trace);
  EXPECT_EQ(say(trace), (Lines{"identity app: allows, statement, app/policy#All",
                               "boundary limits: silent, no-statement, ",
                               "session session policy: allows, statement, narrow#1"}));
}

TEST(Trace, RecordingChangesNoDecision) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app", kAllowAll);
  small.role(
      kData, "writer", {},
      document(R"("Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole")"));
  for (const char* resource :
       {"arn:aws:iam::222222222222:role/writer", "*", "arn:aws:sqs:us-east-1:222222222222:q"}) {
    for (const char* action : {"sts:AssumeRole", "sqs:SendMessage", "sts:GetCallerIdentity"}) {
      ApiCall call;
      call.action = action;
      call.resource = resource;
      Trace trace;
      const Decision quiet = authorize(small.world, small.session_of(kAppRole), call, kNow_s);
      const Decision told =
          authorize(small.world, small.session_of(kAppRole), call, kNow_s, &trace);
      EXPECT_EQ(quiet.outcome, told.outcome);
      EXPECT_EQ(quiet.by, told.by);
      EXPECT_EQ(quiet.policy, told.policy);
      EXPECT_EQ(trace.allowed, told.allowed());
    }
  }
}

}  // namespace
}  // namespace rolechain
