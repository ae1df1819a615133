// decide() is asked hundreds of thousands of times by a proof: it must not touch the heap.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/support/allocations.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::document;
using testing::kApp;
using testing::kData;
using testing::SmallWorld;

TEST(Allocations, DecideMakesNone) {
  SmallWorld small;
  small.organize();
  Role& role = small.role(kApp, "app", R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::${aws:PrincipalAccount}-*/home/${aws:userid}/*"},
    {"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{
      "StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/${aws:PrincipalTag/team, 'app'}"},
      "IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]},
      "DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},
      "NumericLessThan":{"aws:EpochTime":"9999999999"},
      "ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":["o-acme/r-root/ou-workloads/"]}}},
    {"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]})");
  role.boundary = small.policy("boundary", PolicyType::boundary, testing::kAllowAll);
  small.world.accounts[0].level.scps = {small.policy("scp", PolicyType::scp, testing::kAllowAll)};
  constexpr std::string_view kObject = "arn:aws:s3:::acme/home/a-name-that-fits-no-small-string";
  small.resource(
      "arn:aws:s3:::acme", kData,
      document(
          R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"s3:*","Resource":"arn:aws:s3:::acme/*")"));
  Session session = small.session_of("arn:aws:iam::111111111111:role/app");
  session.has_session_policy = true;
  session.session_policies = {small.policy("session", PolicyType::session, testing::kAllowAll)};

  ApiCall call;
  call.action = "s3:GetObject";
  call.resource = kObject;
  call.context = {{"aws:SourceIp", {"10.1.2.3"}, false}};
  const Caller caller = caller_of(small.world, session);
  const Context context = make_context(small.world, caller, &session, call, kData, testing::kNow_s);
  const PoliciesInPlay policies =
      gather(small.world, caller, &session, "s3:getobject", kObject, kData);
  const Request request{&caller, "s3:getobject", kObject, &context};

  if (testing::allocations() == 0) GTEST_SKIP() << "the sanitizer has its own operator new";
  const std::size_t before = testing::allocations();
  const Decision decision = decide(policies, request);
  const std::size_t after = testing::allocations();
  EXPECT_TRUE(decision.allowed()) << policy_type_word(decision.by);
  EXPECT_EQ(after - before, 0U);
}

}  // namespace
}  // namespace rolechain
