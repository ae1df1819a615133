// The search over session facts, held against trying everything: small worlds at random, each hop
// with every combination of parameters from a small alphabet, asked of STS itself.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/sts/sts.h"
#include "sim/chain/chain.h"
#include "sim/chain/path.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::SmallWorld;

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  bool one_in(std::uint32_t n) { return engine_() % n == 0; }
  template <std::size_t N>
  std::string pick(const std::array<std::string_view, N>& from) {
    return std::string(from[engine_() % N]);
  }

 private:
  std::mt19937 engine_;
};

// What policies test, from a small alphabet: all that a hop can send, and what a session carries.
std::string random_condition(Dice& dice) {
  static constexpr std::array<std::string_view, 16> kTests = {
      R"("StringEquals":{"aws:PrincipalTag/team":"a"})",
      R"("StringNotEquals":{"aws:PrincipalTag/team":"a"})",
      R"("StringEquals":{"aws:RequestTag/team":"b"})",
      R"("StringLike":{"aws:RequestTag/team":["a","b"]})",
      R"("StringEquals":{"aws:RequestTag/team":"${aws:PrincipalTag/team}"})",
      R"("Null":{"aws:TagKeys":"true"})",
      R"("Null":{"aws:RequestTag/team":"false"})",
      R"("ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["other"]})",
      R"("ForAnyValue:StringEquals":{"sts:TransitiveTagKeys":["team"]})",
      R"("StringEquals":{"aws:SourceIdentity":"al"})",
      R"("StringLike":{"sts:SourceIdentity":"b*"})",
      R"("Null":{"aws:SourceIdentity":"true"})",
      R"("StringEquals":{"sts:RoleSessionName":"n1"})",
      R"("StringLike":{"aws:userid":"*:n1"})",
      R"("StringEquals":{"sts:ExternalId":"e1"})",
      R"("StringEquals":{"aws:PrincipalTag/team":"${aws:SourceIdentity}"})",
  };
  if (dice.one_in(3)) return {};
  return fmt::format(R"(,"Condition":{{{}}})", dice.pick(kTests));
}

std::string random_actions(Dice& dice) {
  static constexpr std::array<std::string_view, 4> kActions = {
      R"("sts:AssumeRole")", R"(["sts:AssumeRole","sts:TagSession"])",
      R"(["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"])", R"("sts:*")"};
  return dice.pick(kActions);
}

Scenario random_scenario(SmallWorld& small, std::uint32_t seed) {
  Dice dice(seed);
  constexpr std::array<std::string_view, 3> kRoles = {"r0", "r1", "r2"};
  const auto trust = [&](const std::string& principal) {
    return fmt::format(R"({{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":{}{}}})",
                       principal, random_actions(dice), random_condition(dice));
  };
  small.user(kApp, "ann", testing::document(R"("Effect":"Allow","Action":"sts:*","Resource":"*")"));
  for (const std::string_view name : kRoles) {
    const std::string identity =
        testing::document(fmt::format(R"("Effect":"Allow","Action":{},"Resource":"*"{})",
                                      random_actions(dice), random_condition(dice)));
    std::string statements =
        trust(dice.one_in(2) ? "111111111111" : "arn:aws:iam::111111111111:role/r0");
    if (dice.one_in(2)) {
      statements += "," + trust("arn:aws:sts::111111111111:assumed-role/r1/n1");
    }
    if (name == "r0") statements += "," + trust("arn:aws:iam::111111111111:user/ann");
    small.role(kApp, name, identity,
               fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements));
    if (dice.one_in(3)) small.world.roles.back().tags = {{"team", dice.one_in(2) ? "a" : "al"}};
  }
  Scenario scenario;
  scenario.clock_s = testing::kNow_s;
  scenario.world = small.world;
  return scenario;
}

// Every request of the alphabet.
std::vector<AssumeRoleInput> all_inputs(const std::string& role_arn) {
  std::vector<AssumeRoleInput> out;
  for (const std::string_view name : {"rolechain", "n1"}) {
    for (const std::string_view tag : {"", "a", "b", "al", "zz"}) {
      for (const bool transitive : {false, true}) {
        if (tag.empty() && transitive) continue;
        for (const std::string_view identity : {"", "al", "bo", "zz"}) {
          for (const std::string_view id : {"", "e1"}) {
            AssumeRoleInput input;
            input.role_arn = role_arn;
            input.session_name = name;
            if (!tag.empty()) input.tags = {{"team", std::string(tag)}};
            if (transitive) input.transitive_tag_keys = {"team"};
            if (!identity.empty()) input.source_identity = std::string(identity);
            if (!id.empty()) input.external_id = std::string(id);
            out.push_back(std::move(input));
          }
        }
      }
    }
  }
  return out;
}

std::string all_facts(const Session& session) {
  std::string out = session.arn + "|" + session.source_identity;
  for (const Tag& tag : session.tags) out += "|" + tag.key + "=" + tag.value;
  for (const std::string& key : session.transitive) out += "|>" + key;
  return out;
}

std::set<std::string> roles_by_trying_everything(const Scenario& scenario) {
  const ManualClock clock(scenario.clock_s);
  IdSource ids(1);
  Sts sts(scenario.world, ids, clock);
  std::deque<Session> queue = {user_session(scenario.world, scenario.world.users.front(), ids)};
  std::set<std::string> known;
  std::set<std::string> roles;
  while (!queue.empty()) {
    const Session caller = std::move(queue.front());
    queue.pop_front();
    for (const Role& role : scenario.world.roles) {
      for (const AssumeRoleInput& input : all_inputs(role.arn)) {
        auto reply = sts.assume_role(caller, input);
        if (!reply || !known.insert(all_facts(reply->session)).second) continue;
        roles.insert(role.key);
        queue.push_back(std::move(reply->session));
      }
    }
  }
  return roles;
}

std::set<std::string> roles_by_search(const Scenario& scenario, bool* decided) {
  const ChainSearch search = search_chains(scenario);
  *decided = search.undecided.empty();
  const ChainTree tree(search, {0});
  std::set<std::string> roles;
  for (const std::size_t state : tree.order()) {
    const ChainState& one = search.states[state];
    const Session session = replay(search, scenario, 0, tree.path_to(state)).session;
    if (one.node.kind != ChainNode::Kind::role) continue;
    roles.insert(scenario.world.roles[one.node.index].key);
    // What was searched with is what STS gives.
    EXPECT_EQ(all_facts(session), all_facts(one.session));
  }
  return roles;
}

constexpr std::uint32_t kWorlds = 12;

TEST(ChainSearch, FindsWhatTryingEverythingFinds) {
  std::size_t decided_worlds = 0;
  std::size_t reached = 0;
  for (std::uint32_t seed = 1; seed <= kWorlds; ++seed) {
    SmallWorld small;
    const Scenario scenario = random_scenario(small, seed);
    bool decided = false;
    const auto found = roles_by_search(scenario, &decided);
    const auto tried = roles_by_trying_everything(scenario);
    reached += tried.size();
    if (decided) {
      ++decided_worlds;
      EXPECT_EQ(found, tried) << "seed " << seed;
    } else {  // what was found is sound all the same
      EXPECT_TRUE(std::ranges::includes(tried, found)) << "seed " << seed;
    }
  }
  // The worlds are worth asking about.
  EXPECT_GT(decided_worlds, kWorlds * 3 / 4);
  EXPECT_GT(reached, kWorlds);
  EXPECT_LT(reached, kWorlds * 3 - kWorlds / 4);
}

}  // namespace
}  // namespace rolechain
