#include "mocks/cloud/session.h"

#include <gtest/gtest.h>

#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::SmallWorld;

TEST(CallerOf, ARoleSessionCarriesBothArns) {
  SmallWorld small;
  small.role(kApp, "app");
  const Caller caller =
      caller_of(small.world, small.session_of("arn:aws:iam::111111111111:role/app", "s"));
  EXPECT_EQ(caller.kind, Caller::Kind::role_session);
  EXPECT_EQ(caller.arn, "arn:aws:sts::111111111111:assumed-role/app/s");
  EXPECT_EQ(caller.role_arn, "arn:aws:iam::111111111111:role/app");
  EXPECT_EQ(caller.account, kApp);
  EXPECT_FALSE(caller.has_boundary);
  EXPECT_FALSE(caller.service_linked_role);
}

TEST(CallerOf, KnowsBoundariesAndServiceLinkedRoles) {
  SmallWorld small;
  Role& role = small.role(kApp, "app");
  role.service_linked = true;
  role.boundary = small.policy("b", PolicyType::boundary, testing::kAllowAll);
  const Caller caller = caller_of(small.world, small.session_of(role.arn));
  EXPECT_TRUE(caller.has_boundary);
  EXPECT_TRUE(caller.service_linked_role);
}

// R-STS-06.
TEST(CallerOf, GetSessionTokenKeepsTheUsersPrincipal) {
  SmallWorld small;
  small.user(kApp, "alice").boundary = small.policy("b", PolicyType::boundary, testing::kAllowAll);
  Session session = small.user_session("arn:aws:iam::111111111111:user/alice");
  session.kind = Session::Kind::user_token;
  const Caller caller = caller_of(small.world, session);
  EXPECT_EQ(caller.kind, Caller::Kind::user);
  EXPECT_EQ(caller.arn, "arn:aws:iam::111111111111:user/alice");
  EXPECT_TRUE(caller.has_boundary);
}

TEST(CallerOf, AFederatedUserNamesTheUserBehindIt) {
  SmallWorld small;
  small.user(kApp, "alice");
  Session session = small.user_session("arn:aws:iam::111111111111:user/alice");
  session.kind = Session::Kind::federated_user;
  session.arn = "arn:aws:sts::111111111111:federated-user/bob";
  const Caller caller = caller_of(small.world, session);
  EXPECT_EQ(caller.kind, Caller::Kind::federated_user);
  EXPECT_EQ(caller.arn, "arn:aws:sts::111111111111:federated-user/bob");
  EXPECT_EQ(caller.user_arn, "arn:aws:iam::111111111111:user/alice");
}

TEST(CallerOf, TheRootUserIsItsOwnPrincipal) {
  SmallWorld small;
  const Caller caller = caller_of(small.world, small.root_session(kApp));
  EXPECT_EQ(caller.kind, Caller::Kind::root);
  EXPECT_EQ(caller.arn, "arn:aws:iam::111111111111:root");
}

TEST(Session, ExpiresAtItsExpiryNotAfter) {
  Session session;
  session.expires_s = 100;
  EXPECT_FALSE(session.expired(99));
  EXPECT_TRUE(session.expired(100));
}

}  // namespace
}  // namespace rolechain
