// Edges of the role graph: who can become whom, and what stands in the way.
#include "sim/graph/graph.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/graph/answer.h"
#include "tests/unit/graph/graph_world.h"

namespace rolechain {
namespace {

using testing::condition;
using testing::document;
using testing::Edge;
using testing::edge_between;
using testing::kApp;
using testing::kCaller;
using testing::kData;
using testing::kind_of;
using testing::kRoot;
using testing::kTarget;
using testing::may_assume;
using testing::scenario_of;
using testing::SmallWorld;
using testing::text_between;
using testing::trusts;
using testing::trusts_service;

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
    User& user = small.user(kApp, "ann", may_assume(kTarget));
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
  EXPECT_EQ(text_between(graph, "caller", "left"), "caller/policy#Hop, left/trust#Trust");
  EXPECT_EQ(text_between(graph, "caller", "mute"), "caller may not call sts:AssumeRole on mute");
  const GraphEdge* closed = edge_between(graph, "caller", "closed-t");
  EXPECT_EQ(edge_text(graph, *closed), "closed-t has no trust policy");
  ASSERT_TRUE(closed->caller.known());
  EXPECT_EQ(closed->caller.policy->label(), "caller/policy");
}

// An EC2 workload and an EKS one with Pod Identity deliver the same role; only the second carries
// tags along, and the last hop does not allow sts:TagSession.
TEST(GraphStates, TransitiveTagsDecideHowFarAWorkloadGets) {
  SmallWorld small;
  small.role(kApp, "base", may_assume(kTarget),
             document(R"("Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],)"
                      R"("Principal":{"Service":["ec2.amazonaws.com","pods.eks.amazonaws.com"]})"));
  small.role(kData, "target", {}, trusts("arn:aws:iam::111111111111:role/base"));
  Scenario scenario = scenario_of(small);
  testing::add_instance(scenario, "base");
  Workload pod;
  pod.key = "pod";
  pod.type = Workload::Type::eks_pod_identity;
  pod.account = kApp;
  pod.role_arn = "arn:aws:iam::111111111111:role/base";
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
  EXPECT_EQ(edge_text(only_pod, *edge), "target has no statement about sts:TagSession");
}

// An instance's session is named after it; a name is free only where somebody assumes the role.
TEST(GraphEdges, AnInstancesSessionHasTheInstancesName) {
  for (const std::string_view name : {"i-0abc1234def567890", "night-job"}) {
    SmallWorld small;
    testing::add_caller_and_target(
        small, may_assume(kTarget),
        trusts(fmt::format("arn:aws:sts::111111111111:assumed-role/caller/{}", name)));
    Scenario scenario = scenario_of(small);
    testing::add_instance(scenario, "caller");
    const RoleGraph graph = build_graph(scenario);
    const bool own = name != "night-job";
    EXPECT_EQ(kind_of(edge_between(graph, "caller", "target")),
              own ? Edge::allowed : Edge::blocked);
    EXPECT_EQ(graph.unreachable().empty(), own) << name;
  }
}

constexpr std::string_view kHopWithTags =
    R"("Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],)";

std::string may_assume_with_tags() {
  return document(fmt::format(R"({}"Resource":"*")", kHopWithTags));
}
std::string trusts_with_tags(std::string_view principal, std::string_view more = {}) {
  return document(fmt::format(R"({}"Principal":{{"AWS":"{}"}}{}{})", kHopWithTags, principal,
                              more.empty() ? "" : ",", more));
}

// An instance of `caller`, which may pass tags to `courier`; `target` is behind it.
Scenario with_courier(SmallWorld& small, const std::string& target_trust) {
  testing::add_caller_and_target(small, may_assume_with_tags(), target_trust);
  small.role(kApp, "courier", may_assume_with_tags(), trusts_with_tags(kCaller));
  Scenario scenario = scenario_of(small);
  testing::add_instance(scenario, "caller");
  return scenario;
}
constexpr std::string_view kCourier = "arn:aws:iam::111111111111:role/courier";

// A tag that the hop itself must send.
TEST(GraphEdges, ATagThatACallerMaySendIsSaidOnTheEdge) {
  SmallWorld small;
  const Scenario scenario = with_courier(
      small, trusts_with_tags(kCourier, condition("StringEquals", "aws:RequestTag/team", "red")));
  const RoleGraph graph = build_graph(scenario);
  EXPECT_EQ(text_between(graph, "courier", "target"),
            "courier/policy#1, target/trust#1 with tag team=red");
  EXPECT_EQ(text_between(graph, "caller", "courier"), "caller/policy#1, courier/trust#1");
  EXPECT_TRUE(graph.unreachable().empty());
}

// A tag that must have been sent one hop before: no role has it.
TEST(GraphEdges, ARoleBehindAChosenTagIsDrawnAsReachable) {
  SmallWorld small;
  const Scenario scenario = with_courier(
      small, trusts_with_tags(kCourier, condition("StringEquals", "aws:PrincipalTag/team", "red")));
  const RoleGraph graph = build_graph(scenario);
  EXPECT_EQ(text_between(graph, "courier", "target"),
            "courier/policy#1, target/trust#1, from a session with tag team=red");
  EXPECT_TRUE(graph.unreachable().empty());
  std::size_t host = 0;
  std::size_t target = 0;
  ASSERT_NE(graph.find("host", &host), nullptr);
  ASSERT_NE(graph.find("target", &target), nullptr);
  EXPECT_EQ(graph.shortest_chain(host, target).size(), 4U);
  const Scenario other = [&] {
    Scenario out = scenario;
    // Where the courier may not be given tags, nobody gets there.
    out.world.roles.back().trust =
        small.policy("courier/trust", PolicyType::trust, trusts(kCaller));
    return out;
  }();
  EXPECT_EQ(build_graph(other).unreachable(), std::vector<std::size_t>{target});
}

TEST(GraphEdges, ASourceIdentityThatACallerMaySetIsSaidOnTheEdge) {
  SmallWorld small;
  const std::string more = R"("Condition":{"StringEquals":{"sts:SourceIdentity":"ann"}})";
  testing::add_caller_and_target(
      small,
      document(R"("Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity"],)"
               R"("Resource":"*")"),
      document(fmt::format(R"("Effect":"Allow","Action":["sts:AssumeRole",)"
                           R"("sts:SetSourceIdentity"],"Principal":{{"AWS":"{}"}},{})",
                           kCaller, more)));
  const Scenario scenario = scenario_of(small);
  EXPECT_EQ(text_between(build_graph(scenario), "caller", "target"),
            "caller/policy#1, target/trust#1 with source identity ann");
}

// Who was told other external ids cannot send this one.
TEST(GraphEdges, AnExternalIdIsSaidOnTheEdgeAndNeedsToBeKnown) {
  for (const bool told : {true, false}) {
    SmallWorld small;
    testing::add_caller_and_target(
        small, may_assume(kTarget),
        trusts(kCaller, condition("StringEquals", "sts:ExternalId", "acme-7")));
    Scenario scenario = scenario_of(small);
    testing::add_instance(scenario, "caller");
    scenario.workloads.front().known_external_ids = {told ? "acme-7" : "other-1"};
    const RoleGraph graph = build_graph(scenario);
    EXPECT_EQ(text_between(graph, "caller", "target"),
              told ? "caller/policy#Hop, target/trust#Trust with external id acme-7"
                   : "target sets a condition on `sts:ExternalId` that is not met");
    EXPECT_EQ(graph.unreachable().empty(), told);
  }
}

// What is not known to be all of it is no answer, although the edge is certain.
TEST(GraphEdges, AnEdgeWhoseSessionsWereNotDecidedMakesNoAnswer) {
  SmallWorld small;
  const Scenario scenario = with_courier(
      small, trusts_with_tags(kCourier, R"("Condition":{"StringEquals":{"aws:PrincipalTag/team":)"
                                        R"("${aws:PrincipalTag/a}-${aws:username}"}})"));
  const RoleGraph graph = build_graph(scenario);
  const GraphEdge* edge = edge_between(graph, "caller", "courier");
  ASSERT_EQ(kind_of(edge), Edge::allowed);
  EXPECT_TRUE(edge->partial);
  GraphQuestion question;
  question.kind = GraphQuestion::Kind::unreached;
  EXPECT_FALSE(answer(question, graph, scenario).undecided.empty());
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
  EXPECT_EQ(text_between(graph, "fn", "base"), "base trusts others, not fn");
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
