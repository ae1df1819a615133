#include "mocks/cloud/world.h"

#include <gtest/gtest.h>

#include <array>

#include "mocks/base/arn.h"

namespace rolechain {
namespace {

Role make_role(std::string account, std::string path, std::string name) {
  Role role;
  role.key = name + "_key";
  role.arn = role_arn(account, path, name);
  role.account = std::move(account);
  role.path = std::move(path);
  role.name = std::move(name);
  return role;
}

Resource make_resource(std::string arn, std::string account) {
  Resource resource;
  resource.key = arn;
  resource.arn = std::move(arn);
  resource.account = std::move(account);
  return resource;
}

World sample() {
  World world;
  world.roles = {make_role("111111111111", "/", "App"), make_role("111111111111", "/team/", "Ops"),
                 make_role("222222222222", "/", "App")};
  world.resources = {make_resource("arn:aws:s3:::acme-config", "111111111111"),
                     make_resource("arn:aws:s3:::acme-logs/2026/a.log", "222222222222"),
                     make_resource("arn:aws:dynamodb:eu-west-1:222222222222:table/orders", "")};
  return world;
}

// R-PRIN-09.
TEST(World, FindsRolesByTheirArnToTheLetter) {
  const World world = sample();
  struct Row {
    const char* arn;
    const char* found;
  };
  const auto table = std::to_array<Row>({
      {"arn:aws:iam::111111111111:role/App", "arn:aws:iam::111111111111:role/App"},
      {"arn:aws:iam::111111111111:role/aPP", nullptr},
      {"arn:aws:iam::222222222222:role/App", "arn:aws:iam::222222222222:role/App"},
      {"arn:aws:iam::111111111111:role/team/ops", nullptr},
      {"arn:aws:iam::111111111111:role/team/Ops", "arn:aws:iam::111111111111:role/team/Ops"},
      {"arn:aws:iam::111111111111:role/TEAM/Ops", nullptr},  // the path keeps its case
      {"arn:aws:iam::111111111111:role/Ops", nullptr},       // the path is part of the ARN
      {"ARN:aws:iam::111111111111:role/App", nullptr},
      {"arn:aws:iam::333333333333:role/App", nullptr},
      {"arn:aws:iam::111111111111:role/Ap", nullptr},
      {"", nullptr},
  });
  for (const auto& row : table) {
    const Role* role = world.role(row.arn);
    EXPECT_EQ(role == nullptr ? std::string() : role->arn,
              row.found == nullptr ? std::string() : row.found)
        << row.arn;
  }
}

TEST(World, FindsRolesByNameInTheirOwnAccountAndByKey) {
  const World world = sample();
  ASSERT_NE(world.role_by_name("111111111111", "OPS"), nullptr);
  EXPECT_EQ(world.role_by_name("222222222222", "Ops"), nullptr);
  ASSERT_NE(world.role_by_key("Ops_key"), nullptr);
  EXPECT_EQ(world.role_by_key("ops_key"), nullptr);
}

TEST(World, AnObjectIsUnderItsBucketAndAnIndexUnderItsTable) {
  const World world = sample();
  struct Row {
    const char* arn;
    const char* found;
  };
  const auto table = std::to_array<Row>({
      {"arn:aws:s3:::acme-config", "arn:aws:s3:::acme-config"},
      {"arn:aws:s3:::acme-config/app.json", "arn:aws:s3:::acme-config"},
      {"arn:aws:s3:::acme-config/a/b/c", "arn:aws:s3:::acme-config"},
      {"arn:aws:s3:::acme-config-2/app.json", ""},
      {"arn:aws:s3:::acme-logs/2026/a.log", "arn:aws:s3:::acme-logs/2026/a.log"},
      {"arn:aws:s3:::acme-logs/2026/b.log", ""},  // another object's entry is no bucket
      {"arn:aws:dynamodb:eu-west-1:222222222222:table/orders/index/by-day",
       "arn:aws:dynamodb:eu-west-1:222222222222:table/orders"},
      {"arn:aws:dynamodb:eu-west-1:222222222222:table/orders/stream/x", ""},
      {"*", ""},
  });
  for (const auto& row : table) {
    const Resource* found = world.resource(row.arn);
    EXPECT_EQ(found == nullptr ? "" : found->arn, row.found) << row.arn;
  }
}

// R-RES-06.
TEST(World, OwnerComesFromTheArnThenFromTheWorldThenFromTheCaller) {
  const World world = sample();
  struct Row {
    const char* arn;
    const char* owner;
  };
  const auto table = std::to_array<Row>({
      {"arn:aws:dynamodb:eu-west-1:222222222222:table/orders", "222222222222"},
      {"arn:aws:s3:::acme-config/app.json", "111111111111"},
      {"arn:aws:s3:::acme-logs/other.log", "222222222222"},  // the bucket of a known object
      {"arn:aws:s3:::acme-logs", "222222222222"},
      {"arn:aws:s3:::unknown/app.json", "999999999999"},
      {"arn:aws:iam::aws:policy/ReadOnlyAccess", "999999999999"},
      {"*", "999999999999"},
  });
  for (const auto& row : table) {
    EXPECT_EQ(world.owner(row.arn, "999999999999"), row.owner) << row.arn;
  }
}

World organized() {
  World world;
  Organization organization;
  organization.id = "o-1";
  organization.root_id = "r-1";
  organization.management_account = "999999999999";
  organization.root.label = "root";
  for (const auto& [key, parent] : {std::pair{"inner", "outer"}, std::pair{"outer", ""}}) {
    OrganizationalUnit unit;
    unit.key = key;
    unit.id = std::string("ou-") + key;
    unit.parent = parent;
    unit.level.label = std::string("ou ") + key;
    organization.units.push_back(unit);
  }
  world.organization = organization;
  struct Row {
    const char* id;
    const char* unit;
    bool member;
  };
  const auto accounts = std::to_array<Row>({{"111111111111", "inner", true},
                                            {"222222222222", "", true},
                                            {"333333333333", "", false},
                                            {"999999999999", "", true}});
  for (const auto& row : accounts) {
    Account account;
    account.id = row.id;
    account.unit = row.unit;
    account.in_organization = row.member;
    account.level.label = std::string("account ") + row.id;
    world.accounts.push_back(account);
  }
  return world;
}

std::vector<std::string> labels(const World& world, const char* account) {
  std::vector<std::string> labels;
  for (const PolicyLevel* level : world.levels(account)) labels.push_back(level->label);
  return labels;
}

TEST(World, LevelsGoFromTheRootDownToTheAccount) {
  const World world = organized();
  using Labels = std::vector<std::string>;
  EXPECT_EQ(labels(world, "111111111111"),
            (Labels{"root", "ou outer", "ou inner", "account 111111111111"}));
  EXPECT_EQ(labels(world, "222222222222"), (Labels{"root", "account 222222222222"}));
}

// R-ORG-02.
TEST(World, NoLevelBindsTheManagementAccountOrAccountsOutside) {
  const World world = organized();
  EXPECT_TRUE(world.levels("999999999999").empty());
  EXPECT_TRUE(world.levels("333333333333").empty());
  EXPECT_TRUE(world.levels("444444444444").empty());
  EXPECT_TRUE(World().levels("111111111111").empty());
}

TEST(World, OrganizationPathNamesEveryUnitAndEndsInASlash) {
  const World world = organized();
  EXPECT_EQ(world.organization_path("111111111111"), "o-1/r-1/ou-outer/ou-inner/");
  EXPECT_EQ(world.organization_path("222222222222"), "o-1/r-1/");
  EXPECT_EQ(world.organization_path("999999999999"), "o-1/r-1/");
  EXPECT_EQ(world.organization_path("333333333333"), "");
}

TEST(World, AUnitThatIsItsOwnParentEnds) {
  World world = organized();
  world.organization->units[1].parent = "inner";
  EXPECT_LE(world.levels("111111111111").size(), 6U);
}

}  // namespace
}  // namespace rolechain
