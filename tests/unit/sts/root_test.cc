// AssumeRoot: one task in a member account.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kManagement = "999999999999";
constexpr std::string_view kUnlock = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";

struct RootLab : Lab {
  RootLab() {
    Account management;
    management.key = "management";
    management.id = kManagement;
    world.accounts.push_back(management);
    for (Account& account : world.accounts) account.in_organization = true;
    world.organization.emplace();
    world.organization->management_account = kManagement;
    add_user(kManagement, "ann", allow(R"("sts:AssumeRoot")"));
    add_user(kData, "dan", allow(R"("sts:AssumeRoot")"));
  }
  ApiResult<StsReply> ask(std::string_view user, std::string_view target = kApp,
                          std::string_view policy = kUnlock,
                          std::optional<std::int64_t> duration_s = {}) {
    RootInput input;
    input.target_principal = target;
    input.task_policy_arn = policy;
    input.duration_s = duration_s;
    return sts.assume_root(as_user(user), input);
  }
  bool may(const Session& session, std::string action, std::string resource) {
    return authorize(world, session, {std::move(action), std::move(resource), {}, {}},
                     clock.now_s())
        .allowed();
  }
};

constexpr std::string_view kDenied =
    "AccessDenied: User: arn:aws:iam::222222222222:user/dan is not authorized to perform: "
    "sts:AssumeRoot on resource: arn:aws:iam::111111111111:root";

// R-STS-40.
TEST(AssumeRoot, CanDoTheTaskAndNothingElse) {
  RootLab lab;
  const auto reply = lab.ask("ann");
  ASSERT_TRUE(reply) << reply.error().message;
  const Session& session = reply->session;
  EXPECT_EQ(session.arn, "arn:aws:iam::111111111111:root");
  EXPECT_EQ(session.expires_s, lab.clock.now_s() + 900);
  EXPECT_EQ(lab.sts.get_caller_identity(session)->user_id, kApp);
  Resource bucket;
  bucket.arn = "arn:aws:s3:::locked";
  bucket.account = kApp;
  lab.world.resources.push_back(bucket);
  EXPECT_TRUE(lab.may(session, "s3:DeleteBucketPolicy", "arn:aws:s3:::locked"));
  EXPECT_FALSE(lab.may(session, "s3:DeleteBucket", "arn:aws:s3:::locked"));
  EXPECT_FALSE(lab.may(session, "iam:CreateUser", "arn:aws:iam::111111111111:user/x"));
}

TEST(AssumeRoot, EachTaskHasAPolicyOfItsOwn) {
  RootLab lab;
  for (const char* task :
       {"IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials",
        "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy"}) {
    const auto reply =
        lab.ask("ann", kApp, std::string("arn:aws:iam::aws:policy/root-task/") + task);
    EXPECT_EQ(outcome(reply), "ok") << task;
  }
  const auto audit = lab.ask("ann", "arn:aws:iam::111111111111:root",
                             "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials");
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_TRUE(lab.may(audit->session, "iam:ListAccessKeys", "arn:aws:iam::111111111111:root"));
  EXPECT_FALSE(lab.may(audit->session, "iam:ListAccessKeys", "arn:aws:iam::111111111111:user/x"));
}

// R-STS-41.
TEST(AssumeRoot, OnlyFromTheAccountsThatLookAfterTheMembers) {
  RootLab lab;
  EXPECT_EQ(outcome(lab.ask("dan")), kDenied);
  lab.world.organization->iam_administrators = {std::string(kData)};
  EXPECT_EQ(outcome(lab.ask("dan")), "ok");
  // The management account is no member; a stranger's account is in no organization.
  EXPECT_TRUE(outcome(lab.ask("ann", kManagement)).starts_with("AccessDenied"));
  EXPECT_TRUE(outcome(lab.ask("ann", "333333333333")).starts_with("AccessDenied"));
  lab.world.organization.reset();
  EXPECT_TRUE(outcome(lab.ask("ann")).starts_with("AccessDenied"));
}

TEST(AssumeRoot, NeedsThePermission) {
  RootLab lab;
  lab.add_user(kManagement, "eve", allow(R"("s3:*")"));
  EXPECT_TRUE(outcome(lab.ask("eve")).starts_with("AccessDenied"));
  lab.user("ann").policies.front().policy =
      lab.policy(PolicyType::identity,
                 R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",
                    "Action":"sts:AssumeRoot","Resource":"arn:aws:iam::111111111111:root",
                    "Condition":{"StringEquals":{"sts:TaskPolicyArn":
                    "arn:aws:iam::aws:policy/root-task/SQSUnlockQueuePolicy"}}}})");
  EXPECT_TRUE(outcome(lab.ask("ann")).starts_with("AccessDenied"));
  EXPECT_EQ(outcome(lab.ask("ann", kApp, "arn:aws:iam::aws:policy/root-task/SQSUnlockQueuePolicy")),
            "ok");
  Session root;
  root.kind = Session::Kind::root;
  root.account = kManagement;
  root.arn = "arn:aws:iam::999999999999:root";
  RootInput input;
  input.target_principal = kApp;
  input.task_policy_arn = kUnlock;
  EXPECT_EQ(lab.sts.assume_root(root, input).error().code, "AccessDenied");
}

TEST(AssumeRoot, Parameters) {
  RootLab lab;
  EXPECT_EQ(outcome(lab.ask("ann", kApp, "arn:aws:iam::aws:policy/AdministratorAccess")),
            "ValidationError: arn:aws:iam::aws:policy/AdministratorAccess is not a task policy for "
            "root sessions");
  EXPECT_EQ(outcome(lab.ask("ann", "arn:aws:iam::111111111111:user/x")),
            "ValidationError: arn:aws:iam::111111111111:user/x is not a valid target principal");
  EXPECT_EQ(outcome(lab.ask("ann", kApp, kUnlock, 901)),
            "ValidationError: 1 validation error detected: Value '901' at 'durationSeconds' failed "
            "to satisfy constraint: Member must have value less than or equal to 900");
  EXPECT_EQ(lab.ask("ann", kApp, kUnlock, 60)->session.expires_s, lab.clock.now_s() + 60);
}

}  // namespace
}  // namespace rolechain::sts_testing
