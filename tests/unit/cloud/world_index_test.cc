// The index may only make lookups faster: same answers as the search, and none that is stale.
#include <gtest/gtest.h>

#include <string>

#include "mocks/base/arn.h"
#include "mocks/cloud/world.h"

namespace rolechain {
namespace {

constexpr std::string_view kAccount = "111111111111";

World world_of(int size) {
  World world;
  world.accounts.push_back({"app", std::string(kAccount), {}, false, {}});
  for (int i = 0; i < size; ++i) {
    const std::string name = "n" + std::to_string(i);
    Role role;
    role.arn = role_arn(kAccount, "/", name);
    world.roles.push_back(role);
    User user;
    user.arn = user_arn(kAccount, "/", name);
    world.users.push_back(user);
    // Every third bucket is named by an object in it alone, every fourth has no owner.
    Resource bucket;
    bucket.arn = "arn:aws:s3:::" + name + (i % 3 == 0 ? "/in/it" : "");
    bucket.account = i % 4 == 0 ? "" : "222222222222";
    world.resources.push_back(bucket);
  }
  world.roles.push_back(world.roles.front());  // a second of the same name is never found
  return world;
}

TEST(WorldIndex, FindsWhatTheSearchFinds) {
  const World searched = world_of(100);
  World indexed = searched;
  indexed.build_index();
  const auto place = [](const auto& list, const auto* found) {
    return found == nullptr ? -1 : found - list.data();
  };
  for (int i = 0; i < 120; ++i) {
    const std::string name = "n" + std::to_string(i);
    const std::string role = role_arn(kAccount, "/", name);
    EXPECT_EQ(place(indexed.roles, indexed.role(role)), place(searched.roles, searched.role(role)));
    const std::string user = user_arn(kAccount, "/", name);
    EXPECT_EQ(place(indexed.users, indexed.user(user)), place(searched.users, searched.user(user)));
    for (const std::string& arn : {"arn:aws:s3:::" + name, "arn:aws:s3:::" + name + "/key",
                                   "arn:aws:s3:::" + name + "/in/it"}) {
      EXPECT_EQ(place(indexed.resources, indexed.resource(arn)),
                place(searched.resources, searched.resource(arn)))
          << arn;
      EXPECT_EQ(indexed.owner(arn, kAccount), searched.owner(arn, kAccount)) << arn;
    }
  }
  EXPECT_NE(indexed.account(kAccount), nullptr);
  EXPECT_EQ(indexed.account("333333333333"), nullptr);
  EXPECT_EQ(indexed.role(""), nullptr);
}

TEST(WorldIndex, IsNotAskedAboutWhatItDoesNotKnow) {
  World world = world_of(3);
  world.build_index();
  World copy = world;
  copy.roles[0].arn = role_arn(kAccount, "/", "renamed");
  EXPECT_NE(copy.role(role_arn(kAccount, "/", "renamed")), nullptr);
  EXPECT_NE(world.role(role_arn(kAccount, "/", "n0")), nullptr);
  Role late;
  late.arn = role_arn(kAccount, "/", "late");
  world.roles.push_back(late);
  EXPECT_NE(world.role(late.arn), nullptr);
}

}  // namespace
}  // namespace rolechain
