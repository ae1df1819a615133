// Steps carried out: who gets which session, what is refused and in which words.
#include <gtest/gtest.h>

#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

constexpr std::string_view kHop =
    "  - { id: web_session, workload: web, get: credentials }\n"
    "  - { id: writer_session, as: web_session, assume: '@writer', with: { external_id: acme-7 } "
    "}\n";

std::string steps(std::string_view more) {
  return "steps:\n" + std::string(kHop) + std::string(more);
}

TEST(Execution, AHopFromTheInstanceToTheOtherAccount) {
  ScenarioLab lab(
      steps("  - { id: put, as: writer_session, call: 'dynamodb:PutItem', on: '@orders' }\n"));
  EXPECT_EQ(lab.step("web_session").identity,
            "arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890");
  EXPECT_FALSE(lab.step("web_session").wire.empty()) << "the metadata service was asked";
  EXPECT_EQ(lab.step("writer_session").identity,
            "arn:aws:sts::222222222222:assumed-role/orders-writer/writer_session")
      << "the session's name is the step's id where none is said";
  EXPECT_EQ(lab.step("writer_session").lifetime_s, 3600);
  EXPECT_TRUE(lab.step("put").ok);
  ASSERT_EQ(lab.step("put").traces.size(), 1U);
}

TEST(Execution, TheSameSeedGivesTheSameKeys) {
  ScenarioLab one(steps(""));
  ScenarioLab two(steps(""));
  EXPECT_EQ(one.run().session("writer_session")->session.credentials.access_key_id,
            two.run().session("writer_session")->session.credentials.access_key_id);
}

TEST(Execution, ExpiryAnswersInTheServicesOwnWords) {
  ScenarioLab lab(
      steps("  - { advance: 1h }\n"
            "  - { id: put, as: writer_session, call: 'dynamodb:PutItem', on: '@orders' }\n"
            "  - { id: get, as: writer_session, call: 's3:GetObject', on: '@config' }\n"));
  EXPECT_EQ(lab.step("put").error_code, "ExpiredTokenException");
  EXPECT_EQ(lab.step("put").reason, "expired");
  EXPECT_TRUE(lab.step("put").traces.empty()) << "no policy is asked for expired credentials";
  EXPECT_EQ(lab.step("get").error_code, "ExpiredToken");
}

TEST(Execution, AStepWhoseSessionIsMissingIsNotRunAndSaysWhy) {
  ScenarioLab lab(
      "steps:\n"
      "  - { id: web_session, workload: web, get: credentials }\n"
      "  - { id: writer_session, as: web_session, assume: '@writer' }\n"
      "  - { id: put, as: writer_session, call: 'dynamodb:PutItem', on: '@orders' }\n"
      "  - { id: next, as: writer_session, assume: '@base' }\n"
      "  - { id: last, as: next, call: 's3:GetObject', on: '@config' }\n");
  EXPECT_EQ(lab.step("writer_session").error_code, "AccessDenied");
  EXPECT_FALSE(lab.step("put").ran);
  EXPECT_EQ(lab.step("put").error_message,
            "not run: step `writer_session` was refused (AccessDenied), so there is no session");
  EXPECT_EQ(lab.step("last").error_message, "not run: step `next` did not run");
  EXPECT_EQ(lab.run().sessions.size(), 1U);
}

TEST(Execution, ASetStepChangesTheWorldAndNotTheSessions) {
  ScenarioLab lab(
      steps("  - set: { /roles/writer/policies/write/Statement/Action: 'dynamodb:GetItem' }\n"
            "  - { id: put, as: writer_session, call: 'dynamodb:PutItem', on: '@orders' }\n"
            "  - { id: get, as: writer_session, call: 'dynamodb:GetItem', on: '@orders' }\n"));
  EXPECT_EQ(lab.step("put").error_code, "AccessDeniedException");
  EXPECT_TRUE(lab.step("get").ok);
  const LiveSession* live = lab.run().session("writer_session");
  ASSERT_NE(live, nullptr);
  EXPECT_EQ(live->scenario, lab.run().worlds.front()) << "a session keeps the world of its issue";
  EXPECT_NE(lab.run().scenario, lab.run().worlds.front());
}

TEST(Execution, SetStepsAddUp) {
  ScenarioLab lab(
      steps("  - set: { /roles/writer/policies/write/Statement/Action: 'dynamodb:GetItem' }\n"
            "  - set: { /roles/base/policies/hop/Statement/1/Action: 's3:PutObject' }\n"
            "  - { id: get, as: writer_session, call: 'dynamodb:GetItem', on: '@orders' }\n"));
  EXPECT_TRUE(lab.step("get").ok);
}

TEST(Execution, TheOwnersOperationsChangeTheWorld) {
  ScenarioLab lab(
      "steps:\n"
      "  - { id: add, api: 'iam:AddRoleToInstanceProfile', with: { instance_profile: app-base, "
      "role: '@spare' } }\n"
      "  - { id: replace, api: 'ec2:ReplaceIamInstanceProfileAssociation', with: { instance: "
      "i-0abc1234def567890, instance_profile: app-spare } }\n"
      "  - { id: web_session, workload: web, get: credentials }\n");
  EXPECT_EQ(lab.step("add").error_code, "LimitExceeded");
  EXPECT_EQ(lab.step("add").http, 409);
  EXPECT_TRUE(lab.step("replace").ok);
  EXPECT_EQ(lab.step("web_session").identity,
            "arn:aws:sts::111111111111:assumed-role/app-spare/i-0abc1234def567890");
}

TEST(Execution, OperationsSurviveASetStep) {
  ScenarioLab lab(
      "steps:\n"
      "  - { api: 'ec2:ReplaceIamInstanceProfileAssociation', with: { instance: "
      "i-0abc1234def567890, instance_profile: app-spare } }\n"
      "  - set: { /roles/writer/max_session: 3h }\n"
      "  - { id: web_session, workload: web, get: credentials }\n");
  EXPECT_EQ(lab.step("web_session").identity,
            "arn:aws:sts::111111111111:assumed-role/app-spare/i-0abc1234def567890");
}

TEST(Execution, ASetStepThatAnOperationDoesNotSurviveIsAnError) {
  ScenarioLab lab(
      "steps:\n"
      "  - { api: 'ec2:ReplaceIamInstanceProfileAssociation', with: { instance: "
      "i-0abc1234def567890, instance_profile: app-spare } }\n"
      "  - set: { /instance_profiles/spare_profile/name: renamed }\n"
      "  - { workload: web, get: credentials, expect: ok }\n");
  const ScenarioReport report = lab.report();
  EXPECT_EQ(report.status(), Status::invalid);
  EXPECT_NE(check_named(report.cases.front(), "load").detail.find("[set-against-api]"),
            std::string::npos);
}

// R-EVAL-21: who hands a role to a service needs iam:PassRole besides the operation's own action.
TEST(Execution, ACallersOperationNeedsItsPermissionAndPassRole) {
  const std::string by_alice =
      "steps:\n"
      "  - { id: keys, workload: laptop, get: credentials }\n"
      "  - set: { /users/alice/policies: { admin: { Version: '2012-10-17', Statement: { Effect: "
      "Allow, Action: ACTIONS, Resource: '*' } } } }\n"
      "  - { id: remove, as: keys, api: 'ec2:ReplaceIamInstanceProfileAssociation', with: { "
      "instance: i-0abc1234def567890, instance_profile: app-spare } }\n";
  const auto with = [&](std::string_view actions) {
    std::string text = by_alice;
    return text.replace(text.find("ACTIONS"), 7, actions);
  };
  ScenarioLab nothing(with("'s3:GetObject'"));
  EXPECT_EQ(nothing.step("remove").error_code, "UnauthorizedOperation");
  ASSERT_EQ(nothing.step("remove").traces.size(), 1U);

  ScenarioLab no_pass(with("'ec2:*'"));
  EXPECT_FALSE(no_pass.step("remove").ok);
  ASSERT_EQ(no_pass.step("remove").traces.size(), 2U);
  EXPECT_EQ(no_pass.step("remove").traces.back().action, "iam:PassRole");
  EXPECT_EQ(no_pass.step("remove").traces.back().resource,
            "arn:aws:iam::111111111111:role/app-spare");

  ScenarioLab both(with("['ec2:*', 'iam:PassRole']"));
  EXPECT_TRUE(both.step("remove").ok);
}

TEST(Execution, RefreshMakesTheSameRequestAgain) {
  ScenarioLab lab(
      steps("  - { advance: 50m }\n"
            "  - { id: again, refresh: writer_session }\n"
            "  - { advance: 50m }\n"
            "  - { id: old, as: writer_session, call: 'dynamodb:PutItem', on: '@orders' }\n"
            "  - { id: new, as: again, call: 'dynamodb:PutItem', on: '@orders' }\n"));
  EXPECT_EQ(lab.step("again").identity,
            "arn:aws:sts::222222222222:assumed-role/orders-writer/writer_session");
  EXPECT_EQ(lab.step("again").lifetime_s, 3600);
  EXPECT_FALSE(lab.step("old").ok);
  EXPECT_TRUE(lab.step("new").ok);
}

TEST(Execution, RefreshWithoutAnIdReplacesTheSession) {
  ScenarioLab lab(
      steps("  - { advance: 50m }\n"
            "  - { refresh: writer_session }\n"
            "  - { advance: 50m }\n"
            "  - { id: put, as: writer_session, call: 'dynamodb:PutItem', on: '@orders' }\n"));
  EXPECT_TRUE(lab.step("put").ok);
  EXPECT_EQ(lab.run().sessions.size(), 2U);
  EXPECT_EQ(lab.run().past_sessions.size(), 1U);
}

TEST(Execution, ASessionOfAStepWithoutIdIsCountedUnderItsPlace) {
  ScenarioLab lab(
      "steps:\n"
      "  - { id: web_session, workload: web, get: credentials }\n"
      "  - { as: web_session, assume: '@writer', with: { external_id: acme-7 } }\n");
  ASSERT_EQ(lab.run().sessions.size(), 2U);
  EXPECT_EQ(lab.run().sessions[1].id, "steps/1");
  EXPECT_EQ(lab.run().sessions[1].session.session_name, "steps-1");
}

TEST(Execution, UsersTokensAndFederation) {
  ScenarioLab lab(
      "steps:\n"
      "  - { id: keys, workload: laptop, get: credentials }\n"
      "  - { id: token, as: keys, get: session_token, with: { duration: 15m } }\n"
      "  - { id: who, as: token, call: 'sts:GetCallerIdentity' }\n"
      "  - { id: twice, as: token, get: session_token }\n");
  EXPECT_EQ(lab.step("token").lifetime_s, 900);
  EXPECT_EQ(lab.step("who").identity, "arn:aws:iam::111111111111:user/alice");
  EXPECT_EQ(lab.step("twice").error_code, "AccessDenied");
}

}  // namespace
}  // namespace rolechain::tests
