#include "sim/graph/join_group.h"

#include "sim/chain/asker.h"
#include "sim/chain/candidates.h"
#include "sim/graph/questions.h"

namespace rolechain {

struct GroupJoiner::Changed {
  Scenario scenario;
  CandidateIndex index;
  HopFrame frame;

  explicit Changed(Scenario changed)
      : scenario(std::move(changed)), index(scenario.world), frame(scenario) {
    scenario.world.build_index();
  }
};

namespace {

// What hops are decided by.
Scenario copy_of(const Scenario& scenario) {
  Scenario out;
  out.name = scenario.name;
  out.clock_s = scenario.clock_s;
  out.seed = scenario.seed;
  out.context = scenario.context;
  out.world = scenario.world;
  return out;
}

}  // namespace

GroupJoiner::GroupJoiner(const Scenario& scenario) : scenario_(scenario) {}
GroupJoiner::~GroupJoiner() = default;

JoinedGroup GroupJoiner::join(const User& user, const Group& group, const Session& session) {
  if (changed_ == nullptr) changed_ = std::make_unique<Changed>(copy_of(scenario_));
  const auto place = static_cast<std::size_t>(&user - scenario_.world.users.data());
  World& world = changed_->scenario.world;
  User& member = world.users[place];
  member.groups.push_back(group.key);
  const Hopper hopper = hopper_of(world, member);
  JoinedGroup out;
  out.gives_all =
      is_administrator({hopper.identity, member.boundary.get(), member.account, false}, world);
  HopAsker asker(changed_->frame, session);
  for (const Candidate& candidate : changed_->index.of(hopper)) {
    const HopAnswer answer = asker.ask(world.roles[candidate.role]);
    if (answer.allowed()) out.hops.push_back({candidate.role, answer.caller});
  }
  member.groups.pop_back();
  return out;
}

}  // namespace rolechain
