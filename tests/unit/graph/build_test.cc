// Edges of the role graph: who can become whom, and what stands in the way.
#include "sim/graph/graph.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
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

constexpr std::string_view kHop =
    R"("Sid":"Hop","Effect":"Allow","Action":"sts:AssumeRole","Resource":"{}")";

std::string may_assume(std::string_view pattern) {
  return document(fmt::format(fmt::runtime(kHop), pattern));
}
std::string trusts(std::string_view principal, std::string_view more = {}) {
  return document(fmt::format(
      R"("Sid":"Trust","Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"{}{})",
      principal, more.empty() ? "" : ",", more));
}
std::string condition(std::string_view test, std::string_view key, std::string_view value) {
  return fmt::format(R"("Condition":{{"{}":{{"{}":"{}"}}}})", test, key, value);
}
std::string trusts_service(std::string_view service) {
  return document(fmt::format(
      R"("Effect":"Allow","Principal":{{"Service":"{}"}},"Action":"sts:AssumeRole")", service));
}

Scenario scenario_of(SmallWorld& small) {
  Scenario scenario;
  scenario.name = "test";
  scenario.clock_s = testing::kNow_s;
  scenario.world = small.world;
  return scenario;
}

enum class Edge { none, allowed, blocked };

std::ostream& operator<<(std::ostream& out, Edge edge) {
  return out << (edge == Edge::none ? "no edge" : edge == Edge::allowed ? "allowed" : "blocked");
}

const GraphEdge* edge_between(const RoleGraph& graph, std::string_view from, std::string_view to) {
  for (const GraphEdge& edge : graph.edges) {
    if (graph.nodes[edge.from].key == from && graph.nodes[edge.to].key == to) return &edge;
  }
  return nullptr;
}

Edge kind_of(const GraphEdge* edge) {
  if (edge == nullptr) return Edge::none;
  EXPECT_FALSE(edge->undecided) << edge->by;
  return edge->allowed ? Edge::allowed : Edge::blocked;
}

struct Probe {
  std::string name;
  std::string identity;  // of `caller`, in the app account
  std::string trust;     // of `target`, in `account`
  Edge edge;
  std::string_view account = kApp;
  std::function<void(SmallWorld&)> change = [](SmallWorld&) {};
};

const std::string kCaller = "arn:aws:iam::111111111111:role/caller";
const std::string kRoot = "arn:aws:iam::111111111111:root";

void deny_by_scp(SmallWorld& small) {
  small.organize();
  small.world.organization->root.scps.push_back(
      small.policy("root/no-hops", PolicyType::scp, testing::deny("sts:AssumeRole")));
}
void bound(SmallWorld& small, std::string_view effect, std::string_view action) {
  small.world.roles.front().boundary = small.policy(
      "caller/boundary", PolicyType::boundary,
      effect == "Deny"
          ? R"({"Version":"2012-10-17","Statement":[
                            {"Effect":"Allow","Action":"*","Resource":"*"},
                            {"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}]})"
          : document(fmt::format(R"("Effect":"Allow","Action":"{}","Resource":"*")", action)));
}

std::vector<Probe> probes() {
  const std::string hop = may_assume("arn:aws:iam::*:role/target");
  const std::string other = document(R"("Effect":"Allow","Action":"s3:*","Resource":"*")");
  return {
      {"account trusted, identity allows", hop, trusts(kRoot), Edge::allowed},
      {"account trusted, identity silent", other, trusts(kRoot), Edge::none},
      {"bare account id", hop, trusts(kApp), Edge::allowed},
      {"anyone trusted, identity allows", hop, trusts("*"), Edge::allowed},
      {"role named, identity silent, one account", other, trusts(kCaller), Edge::allowed},
      {"role named, identity silent, two accounts", other, trusts(kCaller), Edge::blocked, kData},
      {"role named, identity allows, two accounts", hop, trusts(kCaller), Edge::allowed, kData},
      {"identity alone, two accounts", hop, "", Edge::blocked, kData},
      {"identity alone, one account", hop, "", Edge::blocked},
      {"role named, an SCP denies", hop, trusts(kCaller), Edge::blocked, kApp, deny_by_scp},
      {"role named, a boundary denies", hop, trusts(kCaller), Edge::blocked, kApp,
       [](SmallWorld& small) { bound(small, "Deny", ""); }},
      {"role named, a boundary without sts", hop, trusts(kCaller), Edge::blocked, kApp,
       [](SmallWorld& small) { bound(small, "Allow", "s3:*"); }},
      {"an external id that the caller can send", hop,
       trusts(kCaller, condition("StringEquals", "sts:ExternalId", "acme-7")), Edge::allowed,
       kData},
      {"ArnLike aws:PrincipalArn that fits", hop,
       trusts(kRoot, condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/cal*")),
       Edge::allowed, kData},
      {"ArnLike aws:PrincipalArn that does not", hop,
       trusts(kRoot, condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x*")),
       Edge::blocked, kData},
      {"aws:PrincipalTag that is absent", hop,
       trusts(kCaller, condition("StringEquals", "aws:PrincipalTag/team", "core")), Edge::blocked,
       kData},
      {"aws:PrincipalTag of the role", hop,
       trusts(kCaller, condition("StringEquals", "aws:PrincipalTag/team", "core")), Edge::allowed,
       kData, [](SmallWorld& small) { small.world.roles.front().tags = {{"team", "core"}}; }},
      {"a tag that the caller may not send", hop,
       trusts(kCaller, condition("StringEquals", "aws:RequestTag/team", "core")), Edge::blocked,
       kData},
      {"a tag that the caller may send",
       document(R"("Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"*")"),
       document(R"("Effect":"Allow","Principal":{"AWS":"111111111111"},
                   "Action":["sts:AssumeRole","sts:TagSession"],
                   "Condition":{"StringEquals":{"aws:RequestTag/team":"core"}})"),
       Edge::allowed, kData},
      {"MFA, which no role has", hop,
       trusts(kCaller, condition("Bool", "aws:MultiFactorAuthPresent", "true")), Edge::blocked,
       kData},
      {"one session's ARN", hop, trusts("arn:aws:sts::111111111111:assumed-role/caller/night-job"),
       Edge::allowed, kData},
      {"another role's session", hop,
       trusts("arn:aws:sts::111111111111:assumed-role/caller-2/night-job"), Edge::blocked, kData},
      {"a name that only begins alike", hop, trusts(kCaller + "-2"), Edge::blocked, kData},
      {"an administrator that is not trusted", std::string(kAllowAll), trusts(kData), Edge::none,
       kData},
      {"an administrator that is trusted by account", std::string(kAllowAll), trusts(kRoot),
       Edge::allowed, kData},
      {"a role with a path", hop, trusts("arn:aws:iam::111111111111:role/deep/down/caller"),
       Edge::allowed, kData,
       [](SmallWorld& small) {
         small.world.roles.front().path = "/deep/down/";
         small.world.roles.front().arn = "arn:aws:iam::111111111111:role/deep/down/caller";
       }},
  };
}

TEST(GraphEdges, Probes) {
  for (const Probe& probe : probes()) {
    SmallWorld small;
    small.role(kApp, "caller", probe.identity, trusts_service("ec2.amazonaws.com"));
    small.role(probe.account, "target", {}, probe.trust);
    probe.change(small);
    const Scenario scenario = scenario_of(small);
    const RoleGraph graph = build_graph(scenario);
    const GraphEdge* edge = edge_between(graph, "caller", "target");
    EXPECT_EQ(kind_of(edge), probe.edge) << probe.name << ": " << (edge == nullptr ? "" : edge->by);
  }
}

TEST(GraphEdges, ARoleAssumesItselfOnlyWhereItsTrustSaysSo) {
  const std::string self = "arn:aws:iam::111111111111:role/self";
  SmallWorld small;
  small.role(kApp, "self", may_assume(self), trusts(kRoot));
  small.role(kApp, "silent", may_assume("arn:aws:iam::111111111111:role/silent"),
             trusts_service("ec2.amazonaws.com"));
  const Scenario scenario = scenario_of(small);
  const RoleGraph graph = build_graph(scenario);
  EXPECT_EQ(kind_of(edge_between(graph, "self", "self")), Edge::allowed);
  EXPECT_EQ(kind_of(edge_between(graph, "silent", "silent")), Edge::none);
}

TEST(GraphEdges, AUserWithAnMfaDeviceMeetsAnMfaCondition) {
  for (const bool has_device : {true, false}) {
    SmallWorld small;
    User& user = small.user(kApp, "ann", may_assume("arn:aws:iam::222222222222:role/target"));
    if (has_device) user.mfa_serial = "arn:aws:iam::111111111111:mfa/ann";
    small.role(kData, "target", {},
               trusts("arn:aws:iam::111111111111:user/ann",
                      condition("Bool", "aws:MultiFactorAuthPresent", "true")));
    const Scenario scenario = scenario_of(small);
    const RoleGraph graph = build_graph(scenario);
    EXPECT_EQ(kind_of(edge_between(graph, "ann", "target")),
              has_device ? Edge::allowed : Edge::blocked);
    EXPECT_EQ(graph.unreachable().empty(), has_device);
  }
}

TEST(GraphEdges, AUsersGroupsCount) {
  SmallWorld small;
  small.user(kApp, "ann").groups = {"devs"};
  Group group;
  group.key = "devs";
  group.account = kApp;
  group.name = "devs";
  group.policies.push_back(
      {"hop", {}, small.policy("devs/hop", PolicyType::identity, may_assume("*"))});
  small.world.groups.push_back(group);
  small.role(kApp, "target", {}, trusts(kRoot));
  const Scenario scenario = scenario_of(small);
  EXPECT_EQ(kind_of(edge_between(build_graph(scenario), "ann", "target")), Edge::allowed);
}

TEST(GraphEdges, SayWhichStatementsOrWhyNot) {
  SmallWorld small;
  small.role(kApp, "caller", may_assume("arn:aws:iam::222222222222:role/*t"), {});
  small.role(kData, "left", {}, trusts(kCaller));
  small.role(kData, "right", {}, trusts(kCaller));
  small.role(kData, "mute", {}, trusts(kCaller));
  small.role(kData, "closed-t", {}, {});
  const Scenario scenario = scenario_of(small);
  const RoleGraph graph = build_graph(scenario);
  EXPECT_EQ(edge_between(graph, "caller", "left")->by, "caller/policy#Hop, left/trust#Trust");
  EXPECT_EQ(edge_between(graph, "caller", "mute")->by,
            "caller may not call sts:AssumeRole on mute");
  const GraphEdge* closed = edge_between(graph, "caller", "closed-t");
  EXPECT_EQ(closed->by, "closed-t has no trust policy");
  ASSERT_NE(closed->caller_policy, nullptr);
  EXPECT_EQ(closed->caller_policy->label(), "caller/policy");
}

// An EC2 workload and an EKS one with Pod Identity deliver the same role; only the second carries
// tags along, and the last hop does not allow sts:TagSession.
TEST(GraphStates, TransitiveTagsDecideHowFarAWorkloadGets) {
  SmallWorld small;
  small.role(kApp, "base", may_assume("arn:aws:iam::222222222222:role/target"),
             document(R"("Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],)"
                      R"("Principal":{"Service":["ec2.amazonaws.com","pods.eks.amazonaws.com"]})"));
  small.role(kData, "target", {}, trusts("arn:aws:iam::111111111111:role/base"));
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

  Scenario scenario = scenario_of(small);
  Workload host;
  host.key = "host";
  host.account = kApp;
  host.instance_id = instance.id;
  scenario.workloads.push_back(host);
  Workload pod;
  pod.key = "pod";
  pod.type = Workload::Type::eks_pod_identity;
  pod.account = kApp;
  pod.role_arn = profile.role_arn;
  pod.cluster = "main";
  pod.space = "shop";
  pod.service_account = "writer";
  pod.pod = "writer-1";
  scenario.workloads.push_back(pod);

  const RoleGraph graph = build_graph(scenario);
  const auto keys_from = [&](std::size_t node) {
    std::vector<std::string> keys;
    for (const std::size_t role : graph.reachable(node)) keys.push_back(graph.nodes[role].key);
    return keys;
  };
  EXPECT_EQ(keys_from(0), (std::vector<std::string>{"base", "target"}));
  EXPECT_EQ(keys_from(1), std::vector<std::string>{"base"});

  scenario.workloads.erase(scenario.workloads.begin());
  const RoleGraph only_pod = build_graph(scenario);
  const GraphEdge* edge = edge_between(only_pod, "base", "target");
  EXPECT_EQ(kind_of(edge), Edge::blocked);
  EXPECT_EQ(edge->by, "target has no statement about sts:TagSession");
}

TEST(GraphEdges, ARoleThatTheServiceMayNotAssumeIsNotDelivered) {
  SmallWorld small;
  small.role(kApp, "base", {}, trusts_service("ec2.amazonaws.com"));
  Scenario scenario = scenario_of(small);
  Workload function;
  function.key = "fn";
  function.type = Workload::Type::lambda;
  function.account = kApp;
  function.function = "writer";
  function.role_arn = "arn:aws:iam::111111111111:role/base";
  scenario.workloads.push_back(function);
  const RoleGraph graph = build_graph(scenario);
  EXPECT_EQ(kind_of(edge_between(graph, "fn", "base")), Edge::blocked);
  EXPECT_EQ(edge_between(graph, "fn", "base")->by, "base trusts others, not fn");
  EXPECT_EQ(graph.unreachable().size(), 1U);
}

// Every role trusts the account and may assume its right neighbour: 400 roles are 400 questions.
TEST(GraphEdges, ManyRolesAreAskedAboutTheirHopsOnly) {
  SmallWorld small;
  constexpr std::size_t kRoles = 400;
  for (std::size_t i = 0; i < kRoles; ++i) {
    small.role(kApp, fmt::format("r{}", i),
               may_assume(fmt::format("arn:aws:iam::111111111111:role/r{}", (i + 1) % kRoles)),
               trusts(kRoot));
  }
  const Scenario scenario = scenario_of(small);
  const RoleGraph graph = build_graph(scenario);
  EXPECT_EQ(graph.edges.size(), kRoles);
  EXPECT_EQ(graph.shortest_chain(0, kRoles - 1).size(), kRoles);
}

}  // namespace
}  // namespace rolechain
