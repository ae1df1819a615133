#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "mocks/policy/compiled.h"

namespace rolechain {
namespace {

using Kind = PrincipalEntry::Kind;
using Match = PrincipalMatch;

constexpr const char* kRole = "arn:aws:iam::111111111111:role/team/app";
constexpr const char* kSession = "arn:aws:sts::111111111111:assumed-role/app/i-1";
constexpr const char* kUser = "arn:aws:iam::111111111111:user/alice";
constexpr const char* kFederatedUser = "arn:aws:sts::111111111111:federated-user/carol";
constexpr const char* kRoot = "arn:aws:iam::111111111111:root";
constexpr const char* kOidc = "arn:aws:iam::111111111111:oidc-provider/oidc.example.com/id/A";

Caller session() {
  Caller out;
  out.kind = Caller::Kind::role_session;
  out.arn = kSession;
  out.role_arn = kRole;
  out.unique_id = "AROAEXAMPLEEXAMPLE111";
  out.account = "111111111111";
  return out;
}

Caller user() {
  Caller out;
  out.kind = Caller::Kind::user;
  out.arn = kUser;
  out.unique_id = "AIDAEXAMPLEEXAMPLE111";
  out.account = "111111111111";
  return out;
}

Caller federated_user() {
  Caller out;
  out.kind = Caller::Kind::federated_user;
  out.arn = kFederatedUser;
  out.user_arn = kUser;
  out.account = "111111111111";
  return out;
}

Caller root() {
  Caller out;
  out.kind = Caller::Kind::root;
  out.arn = kRoot;
  out.account = "111111111111";
  return out;
}

Caller service() {
  Caller out;
  out.kind = Caller::Kind::service;
  out.service = "ec2.amazonaws.com";
  return out;
}

Caller web_identity() {
  Caller out;
  out.kind = Caller::Kind::federated;
  out.federated = kOidc;
  return out;
}

PrincipalEntry entry(std::string value, Kind kind = Kind::aws) {
  if (value == "*") kind = Kind::anyone;
  return {kind, Text{std::move(value), {}}};
}

Statement naming(std::vector<PrincipalEntry> principals) {
  Statement out;
  out.has_principal = true;
  out.principals = std::move(principals);
  return out;
}

Statement denying_all_but(std::vector<PrincipalEntry> principals) {
  Statement out = naming(std::move(principals));
  out.not_principal = true;
  out.effect = Effect::deny;
  return out;
}

Match match(const Caller& caller, std::vector<PrincipalEntry> principals) {
  return principal_matches(naming(std::move(principals)), caller);
}
Match match(const Caller& caller, std::string value) {
  return match(caller, {entry(std::move(value))});
}

// R-PRIN-01
TEST(PrincipalTest, ARoleSessionIsNamedInManyWays) {
  EXPECT_EQ(match(session(), kSession), Match::direct);
  EXPECT_EQ(match(session(), kRole), Match::role);
  EXPECT_EQ(match(session(), kRoot), Match::account);
  EXPECT_EQ(match(session(), "111111111111"), Match::account);
  EXPECT_EQ(match(session(), "*"), Match::anyone);
  EXPECT_EQ(match(session(), "222222222222"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:iam::222222222222:root"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws-cn:iam::111111111111:root"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:sts::111111111111:assumed-role/app/i-2"), Match::none);
}

TEST(PrincipalTest, TheStrongestNameCounts) {
  EXPECT_EQ(match(session(), {entry(kRoot), entry(kSession), entry(kRole)}), Match::direct);
  EXPECT_EQ(match(session(), {entry(kRoot), entry(kRole)}), Match::role);
}

// R-PRIN-02
TEST(PrincipalTest, ARoleIsNamedWithItsPath) {
  EXPECT_EQ(match(session(), "arn:aws:iam::111111111111:role/app"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:iam::111111111111:role/team/application"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:iam::222222222222:role/team/app"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws-cn:iam::111111111111:role/team/app"), Match::none);
  Caller bare = session();
  bare.role_arn.clear();  // only the session's ARN is known, and it has no path
  EXPECT_EQ(match(bare, kRole), Match::role);
  EXPECT_EQ(match(bare, "arn:aws:iam::111111111111:role/other"), Match::none);
  EXPECT_EQ(match(bare, "arn:aws:iam::222222222222:role/app"), Match::none);
  EXPECT_EQ(match(bare, "arn:aws:iam::111111111111:user/app"), Match::none);
  EXPECT_EQ(match(bare, "arn:aws-cn:iam::111111111111:role/app"), Match::none);
}

// R-PRIN-09
TEST(PrincipalTest, NamesOfRolesAndUsersKeepTheirCaseInArns) {
  EXPECT_EQ(match(session(), "arn:aws:iam::111111111111:role/team/APP"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:iam::111111111111:role/Team/app"), Match::none);
  EXPECT_EQ(match(user(), "arn:aws:iam::111111111111:user/Alice"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:sts::111111111111:assumed-role/APP/i-1"), Match::none);
  EXPECT_EQ(match(session(), "arn:aws:sts::111111111111:assumed-role/app/I-1"), Match::none);
}

TEST(PrincipalTest, UsersAndTheirFederatedSessions) {
  EXPECT_EQ(match(user(), kUser), Match::direct);
  EXPECT_EQ(match(user(), kRoot), Match::account);
  EXPECT_EQ(match(user(), "arn:aws:iam::111111111111:user/alice-admin"), Match::none);
  EXPECT_EQ(match(federated_user(), kFederatedUser), Match::direct);
  EXPECT_EQ(match(federated_user(), kUser), Match::user);
  EXPECT_EQ(match(federated_user(), "111111111111"), Match::account);
  EXPECT_EQ(match(root(), kRoot), Match::direct);
  EXPECT_EQ(match(root(), "111111111111"), Match::account);
}

// R-PRIN-07
TEST(PrincipalTest, AUniqueIdNamesOneLifeOfARole) {
  EXPECT_EQ(match(session(), "AROAEXAMPLEEXAMPLE111"), Match::role);
  EXPECT_EQ(match(session(), "AROAEXAMPLEEXAMPLE222"), Match::none);
  EXPECT_EQ(match(user(), "AIDAEXAMPLEEXAMPLE111"), Match::direct);
}

// R-PRIN-08
TEST(PrincipalTest, ServicesProvidersAndAnonymousCallers) {
  EXPECT_EQ(match(service(), {entry("ec2.amazonaws.com", Kind::service)}), Match::direct);
  EXPECT_EQ(match(service(), {entry("ecs.amazonaws.com", Kind::service)}), Match::none);
  EXPECT_EQ(match(service(), {entry("ec2.amazonaws.com", Kind::federated)}), Match::none);
  EXPECT_EQ(match(web_identity(), {entry(kOidc, Kind::federated)}), Match::direct);
  EXPECT_EQ(match(web_identity(), {entry(kOidc, Kind::aws)}), Match::none);
  EXPECT_EQ(match(session(), {entry("ec2.amazonaws.com", Kind::service)}), Match::none);
  EXPECT_EQ(match(Caller{}, "*"), Match::anyone);
  EXPECT_EQ(match(Caller{}, kRoot), Match::none);
  EXPECT_EQ(match(Caller{}, ""), Match::none);
  EXPECT_EQ(match(service(), ""), Match::none);
  EXPECT_EQ(match(service(), "*"), Match::anyone);
}

// R-PRIN-04
TEST(PrincipalTest, AStatementWithoutPrincipalMatchesNobody) {
  EXPECT_EQ(principal_matches(Statement{}, session()), Match::none);
}

// R-PRIN-06
TEST(PrincipalTest, DenyWithNotPrincipalSparesOnlyWhoIsListedWhole) {
  const auto denied = [](const Caller& caller, std::vector<PrincipalEntry> spared) {
    return principal_matches(denying_all_but(std::move(spared)), caller) != Match::none;
  };
  EXPECT_FALSE(denied(session(), {entry(kSession), entry(kRole), entry(kRoot)}));
  EXPECT_TRUE(denied(session(), {entry(kRole), entry(kRoot)}));
  EXPECT_TRUE(denied(session(), {entry(kSession), entry(kRoot)}));
  EXPECT_TRUE(denied(session(), {entry(kSession), entry(kRole)}));
  EXPECT_TRUE(denied(session(), {entry(kRole)}));
  EXPECT_FALSE(denied(user(), {entry(kUser), entry("111111111111")}));
  EXPECT_TRUE(denied(user(), {entry(kUser)}));
  EXPECT_FALSE(denied(root(), {entry(kRoot)}));
  EXPECT_FALSE(denied(service(), {entry("ec2.amazonaws.com", Kind::service)}));
  EXPECT_TRUE(denied(service(), {entry(kRoot)}));
  EXPECT_TRUE(denied(Caller{}, {entry(kRoot)}));

  Caller bounded = session();
  bounded.has_boundary = true;
  EXPECT_TRUE(denied(bounded, {entry(kSession), entry(kRole), entry(kRoot)}));
}

}  // namespace
}  // namespace rolechain
