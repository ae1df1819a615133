#include <gtest/gtest.h>

#include "mocks/base/arn.h"
#include "mocks/iam/authorize.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

struct SessionPolicyLab : Lab {
  SessionPolicyLab() {
    add_user(kApp, "ann", allow(R"("sts:AssumeRole")"));
    target = add_role(kApp, "target", trust_account(kApp), allow(R"("s3:*")"));
    ManagedPolicy managed;
    managed.key = "read";
    managed.arn = "arn:aws:iam::111111111111:policy/read";
    managed.policy = policy(PolicyType::identity, allow(R"("s3:GetObject")"), "read");
    world.managed_policies.push_back(managed);
    managed.arn = "arn:aws:iam::222222222222:policy/read";
    world.managed_policies.push_back(managed);
  }
  ApiResult<StsReply> with(std::optional<std::string> inline_policy,
                           std::vector<std::string> arns = {}) {
    AssumeRoleInput in = input(target);
    in.policy = std::move(inline_policy);
    in.policy_arns = std::move(arns);
    return sts.assume_role(as_user("ann"), in);
  }
  bool may(const Session& session, const std::string& action) {
    return authorize(world, session, {action, "arn:aws:s3:::b/k", {}, std::string(kApp)},
                     clock.now_s())
        .allowed();
  }
  std::string target;
};

TEST(SessionPolicy, NarrowsAndIsAUnionAmongItself) {
  SessionPolicyLab lab;
  const auto all = lab.with(std::nullopt);
  const auto one = lab.with(allow(R"("s3:PutObject")"));
  const auto two = lab.with(allow(R"("s3:PutObject")"), {"arn:aws:iam::111111111111:policy/read"});
  const auto wide = lab.with(allow(R"("*")"));
  ASSERT_TRUE(all && one && two && wide);
  EXPECT_FALSE(all->session.has_session_policy);
  EXPECT_TRUE(one->session.has_session_policy);
  EXPECT_TRUE(lab.may(all->session, "s3:GetObject"));
  EXPECT_FALSE(lab.may(one->session, "s3:GetObject"));
  EXPECT_TRUE(lab.may(one->session, "s3:PutObject"));
  EXPECT_TRUE(lab.may(two->session, "s3:GetObject"));
  EXPECT_FALSE(lab.may(two->session, "s3:DeleteObject"));
  EXPECT_FALSE(lab.may(wide->session, "ec2:RunInstances"));  // never more than the role
  EXPECT_TRUE(one->packed_policy_size_percent.has_value());
}

TEST(SessionPolicy, MustBeAPolicy) {
  SessionPolicyLab lab;
  EXPECT_EQ(outcome(lab.with("{")), "MalformedPolicyDocument: This policy contains invalid Json");
  EXPECT_EQ(outcome(lab.with(R"({"Version":"2012-10-17","Version":"2012-10-17"})")),
            "MalformedPolicyDocument: This policy contains invalid Json");
  EXPECT_EQ(outcome(lab.with(trust_account(kApp))),
            "MalformedPolicyDocument: Policy document should not specify a principal.");
  EXPECT_EQ(lab.with(R"({"Statement":[{"Effect":"Allow"}]})").error().code,
            "MalformedPolicyDocument");
  EXPECT_EQ(lab.with(allow(R"("s3:*")") + std::string(2048, ' ')).error().code, "ValidationError");
  EXPECT_EQ(lab.with("{").error().http, 400);
}

// R-STS-14.
TEST(SessionPolicy, ManagedOnesMustExistInTheRolesAccountOrBeAwss) {
  SessionPolicyLab lab;
  EXPECT_EQ(outcome(lab.with(std::nullopt, {"arn:aws:iam::111111111111:policy/read"})), "ok");
  EXPECT_EQ(outcome(lab.with(std::nullopt, {"arn:aws:iam::aws:policy/ReadOnlyAccess"})), "ok");
  EXPECT_FALSE(lab.with(std::nullopt, {"arn:aws:iam::222222222222:policy/read"}));
  EXPECT_FALSE(lab.with(std::nullopt, {"arn:aws:iam::111111111111:policy/none"}));
  // AWS has more policies than rolechain has texts: no guess, and no refusal in AWS's name.
  EXPECT_EQ(reason(lab.with(std::nullopt, {"arn:aws:iam::aws:policy/NoSuchPolicyHere"})),
            "unsupported");
  EXPECT_EQ(outcome(lab.with(std::nullopt, {"arn:aws:iam::111111111111:role/target"})),
            "ValidationError: arn:aws:iam::111111111111:role/target is invalid");
}

TEST(SessionPolicy, LivesAsLongAsTheSession) {
  Session kept;
  SessionPolicyLab world;
  {
    SessionPolicyLab lab;
    const auto reply = lab.with(allow(R"("s3:PutObject")"));
    ASSERT_TRUE(reply);
    kept = reply->session;
  }
  ASSERT_EQ(kept.session_policies.size(), 1U);
  const Statement& statement = kept.session_policies[0]->statements().at(0);
  EXPECT_EQ(statement.span.text().front(), '{');  // the text that it points into is still there
}

}  // namespace
}  // namespace rolechain::sts_testing
