// Each rule of the linter: a world with the mistake, and the same without it.
#include "sim/lint/lint.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::document;
using testing::kAllowAll;
using testing::kApp;
using testing::kData;
using testing::SmallWorld;

using Found = std::vector<std::string>;  // "rule severity place"

constexpr std::string_view kTrustEc2 =
    R"({"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";

std::string trusts(std::string_view principal, std::string_view more = {}) {
  return document(
      fmt::format(R"("Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"{})",
                  principal, more));
}
std::string with(std::string_view test, std::string_view key, std::string_view value) {
  return fmt::format(R"(,"Condition":{{"{}":{{"{}":"{}"}}}})", test, key, value);
}

Found found_in(SmallWorld& small, std::vector<Workload> workloads = {}) {
  Scenario scenario;
  scenario.clock_s = testing::kNow_s;
  scenario.world = small.world;
  scenario.workloads = std::move(workloads);
  Found out;
  for (const Finding& finding : lint(scenario)) {
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.help.empty()) << finding.rule;
    out.push_back(fmt::format("{} {} {}", finding.rule,
                              finding.severity == Severity::error ? "error" : "warning",
                              finding.at));
  }
  return out;
}

// An EC2 workload `web` with the role `base`.
Workload web_with_base(SmallWorld& small) {
  InstanceProfile profile;
  profile.key = profile.name = "base";
  profile.account = kApp;
  profile.arn = "arn:aws:iam::111111111111:instance-profile/base";
  profile.role_arn = "arn:aws:iam::111111111111:role/base";
  small.world.instance_profiles.push_back(profile);
  Instance instance;
  instance.id = "i-0abc1234def567890";
  instance.account = kApp;
  instance.profile_arn = profile.arn;
  small.world.instances.push_back(instance);
  Workload web;
  web.key = "web";
  web.account = kApp;
  web.instance_id = instance.id;
  return web;
}

TEST(Lint, TrustMissing) {
  SmallWorld small;
  small.role(kApp, "closed");
  EXPECT_EQ(found_in(small), Found{"trust-missing error /roles/closed/trust"});
  small.world.roles.front().trust = small.policy("closed/trust", PolicyType::trust, kTrustEc2);
  EXPECT_EQ(found_in(small), Found{});
}

TEST(Lint, DeadHop) {
  SmallWorld small;
  small.role(kApp, "base", document(R"("Effect":"Allow","Action":"sts:AssumeRole",
                         "Resource":"arn:aws:iam::222222222222:role/writer")"),
             kTrustEc2);
  small.role(kData, "writer", {}, trusts("arn:aws:iam::111111111111:role/other"));
  EXPECT_EQ(found_in(small), Found{"dead-hop warning /roles/base/policies/policy"});
  small.world.roles.back().trust = small.policy("writer/trust", PolicyType::trust,
                                                trusts("arn:aws:iam::111111111111:role/base"));
  EXPECT_EQ(found_in(small), Found{});
}

TEST(Lint, AStarIsNoDeadHop) {
  SmallWorld small;
  small.role(kApp, "admin", std::string(kAllowAll), kTrustEc2);
  small.role(kData, "writer", {}, trusts("arn:aws:iam::111111111111:role/other"));
  EXPECT_EQ(found_in(small), Found{});
}

TEST(Lint, WidthOfTrust) {
  const std::string root = "arn:aws:iam::111111111111:root";
  const std::string account = "trust-whole-account warning /roles/writer/trust";
  const std::string anyone = "trust-anyone error /roles/writer/trust";
  const std::string anyone_narrowed = "trust-anyone warning /roles/writer/trust";
  struct Row {
    std::string trust;
    Found expected;
  };
  const std::vector<Row> rows{
      {trusts("arn:aws:iam::111111111111:role/base"), {}},
      {trusts("arn:aws:iam::111111111111:user/ann"), {}},
      {std::string(kTrustEc2), {}},
      {trusts(root), {account}},
      {trusts(kApp), {account}},
      {trusts(root, with("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/base")), {}},
      {trusts(root, with("StringEquals", "sts:ExternalId", "acme-7")), {}},
      {trusts(root, with("StringEquals", "aws:PrincipalTag/team", "core")), {}},
      {trusts(root, with("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x")), {account}},
      {trusts(root, with("StringLikeIfExists", "sts:ExternalId", "a*")), {account}},
      {trusts(root, with("StringLike", "sts:ExternalId", "*")), {account}},
      {trusts(root, with("StringEquals", "aws:PrincipalOrgID", "o-acme")), {account}},
      {trusts("*"), {anyone}},
      {trusts("*", with("Bool", "aws:SecureTransport", "true")), {anyone}},
      {trusts("*", with("StringEquals", "aws:PrincipalOrgID", "o-acme")), {anyone_narrowed}},
      {trusts("*", with("StringEqualsIfExists", "aws:PrincipalOrgID", "o-acme")), {anyone}},
  };
  for (const auto& row : rows) {
    SmallWorld small;
    small.role(kData, "writer", {}, row.trust);
    EXPECT_EQ(found_in(small), row.expected) << row.trust;
  }
}

TEST(Lint, WildcardBaseRole) {
  struct Row {
    std::string_view statement;
    bool wide;
  };
  const std::vector<Row> rows{
      {R"("Effect":"Allow","Action":"s3:*","Resource":"*")", true},
      {R"("Effect":"Allow","NotAction":"iam:*","Resource":"*")", true},
      {R"("Effect":"Allow","Action":"s3:Get*","Resource":"*")", false},
      {R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::acme/*")", false},
      {R"("Effect":"Deny","Action":"s3:*","Resource":"*")", false},
  };
  for (const auto& row : rows) {
    SmallWorld small;
    small.role(kApp, "base", document(row.statement), kTrustEc2);
    const Workload web = web_with_base(small);
    const Found expected =
        row.wide ? Found{"wildcard-base-role warning /roles/base/policies/policy"} : Found{};
    EXPECT_EQ(found_in(small, {web}), expected) << row.statement;
    EXPECT_EQ(found_in(small), Found{}) << "no workload has the role";
  }
}

TEST(Lint, AdminReachable) {
  SmallWorld small;
  small.role(kApp, "base", document(R"("Effect":"Allow","Action":"sts:AssumeRole",
                         "Resource":"arn:aws:iam::222222222222:role/admin")"),
             kTrustEc2);
  small.role(kData, "admin", std::string(kAllowAll), trusts("arn:aws:iam::111111111111:role/base"));
  const Workload web = web_with_base(small);
  EXPECT_EQ(found_in(small, {web}), Found{"admin-reachable error /workloads/web"});

  // A boundary that holds the role down makes it no administrator.
  small.world.roles.back().boundary =
      small.policy("admin/boundary", PolicyType::boundary, testing::allow("s3:GetObject"));
  EXPECT_EQ(found_in(small, {web}), Found{});
}

TEST(Lint, RulesAreListedWithWhatTheyFind) {
  ASSERT_EQ(lint_rules().size(), 6U);
  for (const LintRule& rule : lint_rules()) EXPECT_FALSE(rule.what.empty()) << rule.id;
}

TEST(Lint, SlashesInNamesAreEscapedInPlaces) {
  SmallWorld small;
  small.role(kApp, "a/b~c");
  EXPECT_EQ(found_in(small), Found{"trust-missing error /roles/a~1b~0c/trust"});
}

}  // namespace
}  // namespace rolechain
