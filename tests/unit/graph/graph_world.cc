#include "tests/unit/graph/graph_world.h"

namespace rolechain::testing {

std::string may_assume(std::string_view pattern) {
  return document(fmt::format(
      R"("Sid":"Hop","Effect":"Allow","Action":"sts:AssumeRole","Resource":"{}")", pattern));
}

std::string trusts(std::string_view principal, std::string_view more) {
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

void add_caller_and_target(SmallWorld& small, std::string_view identity, std::string_view trust,
                           std::string_view account) {
  small.role(kApp, "caller", identity, trusts_service("ec2.amazonaws.com"));
  small.role(account, "target", {}, trust);
}

Scenario scenario_of(const SmallWorld& small) {
  Scenario scenario;
  scenario.name = "test";
  scenario.clock_s = kNow_s;
  scenario.world = small.world;
  return scenario;
}

void add_instance(Scenario& scenario, std::string_view role_name) {
  InstanceProfile profile;
  profile.key = profile.name = role_name;
  profile.account = kApp;
  profile.arn = fmt::format("arn:aws:iam::{}:instance-profile/{}", kApp, role_name);
  profile.role_arn = fmt::format("arn:aws:iam::{}:role/{}", kApp, role_name);
  Instance instance;
  instance.id = "i-0abc1234def567890";
  instance.account = kApp;
  instance.profile_arn = profile.arn;
  Workload host;
  host.key = "host";
  host.account = kApp;
  host.instance_id = instance.id;
  scenario.world.instance_profiles.push_back(std::move(profile));
  scenario.world.instances.push_back(std::move(instance));
  scenario.workloads.push_back(std::move(host));
}

std::ostream& operator<<(std::ostream& out, Edge edge) {
  switch (edge) {
    case Edge::none:
      return out << "no edge";
    case Edge::allowed:
      return out << "allowed";
    case Edge::blocked:
      return out << "blocked";
    case Edge::undecided:
      break;
  }
  return out << "undecided";
}

Edge kind_of(const GraphEdge* edge) {
  if (edge == nullptr) return Edge::none;
  if (edge->undecided()) return Edge::undecided;
  return edge->allowed() ? Edge::allowed : Edge::blocked;
}

const GraphEdge* edge_between(const RoleGraph& graph, std::string_view from, std::string_view to) {
  for (const GraphEdge& edge : graph.edges) {
    if (graph.nodes[edge.from].key == from && graph.nodes[edge.to].key == to) return &edge;
  }
  return nullptr;
}

std::string text_between(const RoleGraph& graph, std::string_view from, std::string_view to) {
  const GraphEdge* edge = edge_between(graph, from, to);
  return edge == nullptr ? std::string() : edge_text(graph, *edge);
}

}  // namespace rolechain::testing
