#include "sim/graph/escalation.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/authorize.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/managed.h"
#include "mocks/policy/service_reference.h"
#include "sim/chain/candidates.h"
#include "sim/chain/reason.h"
#include "sim/grants/grants.h"
#include "sim/graph/escalation_table.h"
#include "sim/graph/join_group.h"

namespace rolechain {
namespace {

using On = EscalationPermission::On;
using Target = EscalationRow::Target;
using Texts = std::vector<std::string>;

// A realistic ARN of a resource type: account and region of the world, one name for all the rest.
std::string filled_in(std::string_view text, const World& world, std::string_view account) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = text.find("${");
    out += text.substr(0, at);
    if (at == std::string_view::npos) break;
    const std::size_t end = text.find('}', at);
    const std::string_view name = text.substr(at + 2, end - at - 2);
    out += name == "Partition" ? std::string_view(world.partition)
           : name == "Region"  ? std::string_view(world.region)
           : name == "Account" ? account
                               : std::string_view("rolechain");
    text.remove_prefix(end + 1);
  }
  return out;
}

// An ARN that the pattern matches: a star is the world's region or the account in their places.
std::string instance_of(const std::string& pattern, const World& world, std::string_view account) {
  const auto parts = split_arn_segments(pattern);
  if (!parts) return pattern;
  std::string out;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    std::string_view part = (*parts)[i];
    if (has_wildcard(part) && i == 1) part = world.partition;
    if (has_wildcard(part) && i == 3) part = world.region;
    if (has_wildcard(part) && i == 4) part = account;
    out += i == 0 ? "" : ":";
    for (const char c : part) out += c == '*' || c == '?' ? 'x' : c;
  }
  return out;
}

// One caller's session asked about the rows.
class Climber {
 public:
  Climber(RoleGraph& graph, const Scenario& scenario, GroupJoiner& joiner, std::size_t state)
      : graph_(graph),
        scenario_(scenario),
        joiner_(joiner),
        world_(scenario.world),
        node_(graph.states[state].node),
        session_(graph.states[state].session) {
    const GraphNode& node = graph.nodes[node_];
    user_ = world_.user(node.arn);
    role_ = world_.role(node.arn);
    identity_ = user_ != nullptr ? hopper_of(world_, *user_).identity : hopper_of(*role_).identity;
  }

  void climb() {
    for (const EscalationRow& row : escalation_rows()) {
      if (!may_begin(row)) continue;
      switch (row.target) {
        case Target::self_role:
          if (role_ != nullptr) try_target(row, node_);
          break;
        case Target::self_user:
          if (user_ != nullptr) try_self(row);
          break;
        case Target::assumed_role:
          try_assumed(row);
          break;
        case Target::role:
          try_others(row, GraphNode::Kind::role);
          break;
        case Target::user:
          try_others(row, GraphNode::Kind::user);
          break;
      }
    }
  }

 private:
  void try_others(const EscalationRow& row, GraphNode::Kind kind) {
    for (std::size_t to = 0; to < graph_.nodes.size(); ++to) {
      const GraphNode& node = graph_.nodes[to];
      if (to == node_ || node.kind != kind || node.account != graph_.nodes[node_].account) continue;
      try_target(row, to);
    }
  }

  void try_self(const EscalationRow& row) {
    if (row.permissions.front().on != On::other_group) return try_target(row, node_);
    for (const Group& group : world_.groups) {
      const bool is_in = std::ranges::find(user_->groups, group.key) != user_->groups.end();
      if (is_in || group.account != user_->account) continue;
      const StatementRef may = allowed(row.permissions.front().action, {group.arn}, {});
      if (may.known()) join(row, group, may);
    }
  }

  // A member has what the group's policies give, and no more.
  void join(const EscalationRow& row, const Group& group, const StatementRef& may) {
    const JoinedGroup joined = joiner_.join(*user_, group, *session_);
    add(node_, {row.id, {may}, group.key, joined.gives_all});
    const std::size_t first_role = graph_.nodes.size() - world_.roles.size();
    for (const JoinedGroup::Hop& hop : joined.hops) {
      EscalationWay way{row.id, {may}, group.key};
      if (hop.caller.known()) way.statements.push_back(hop.caller);
      add(first_role + hop.role, std::move(way));
    }
  }

  // Who may give a role rights and then assume it has them all. One role is shown, and none to who
  // gets any right already: an administrator could list them all.
  void try_assumed(const EscalationRow& row) {
    if (gets_any_right()) return;
    const EscalationPermission& permission = row.permissions.front();
    const auto hops = std::ranges::equal_range(
        graph_.edges, node_, {}, [](const GraphEdge& edge) { return std::size_t{edge.from}; });
    for (const GraphEdge& edge : hops) {
      const GraphNode& to = graph_.nodes[edge.to];
      if (!edge.allowed() || edge.kind != GraphEdge::Kind::assumed || edge.to == node_) continue;
      if (to.account != graph_.nodes[node_].account) continue;
      const StatementRef may = allowed(permission.action, resources_of(permission, edge.to), {});
      if (may.known()) return add(node_, {row.id, {may}, to.key});
    }
  }

  [[nodiscard]] bool gets_any_right() const {
    return std::ranges::any_of(added_, [&](const GraphEdge& edge) {
      return edge.to == node_ &&
             std::ranges::any_of(graph_.escalations[edge.escalation], &EscalationWay::gives_all);
    });
  }

  // Some statement of the caller's must be about each action: most callers have none.
  [[nodiscard]] bool may_begin(const EscalationRow& row) const {
    return std::ranges::all_of(row.permissions, [&](const EscalationPermission& permission) {
      if (permission.action.empty()) return true;
      const std::string lower = to_lower(permission.action);
      return std::ranges::any_of(identity_, [&](const CompiledPolicy* policy) {
        return std::ranges::any_of(policy->statements(), [&](const Statement& statement) {
          return statement.effect == Effect::allow && action_matches(statement, lower);
        });
      });
    });
  }

  [[nodiscard]] bool service_gets(const EscalationRow& row, const GraphNode& target) const {
    if (row.service.empty()) return true;
    if (row.needs_profile &&
        std::ranges::find(world_.instance_profiles, target.arn, &InstanceProfile::role_arn) ==
            world_.instance_profiles.end()) {
      return false;
    }
    UnsignedCaller caller;
    caller.caller.kind = Caller::Kind::service;
    caller.caller.service = row.service;
    return authorize(world_, caller, {"sts:AssumeRole", target.arn, scenario_.context, {}},
                     scenario_.clock_s)
        .allowed();
  }

  // What is attached to a user's groups is the user's as well.
  [[nodiscard]] Texts own_policies() const {
    Texts out;
    const auto take = [&](const std::vector<AttachedPolicy>& policies) {
      for (const AttachedPolicy& attached : policies) {
        if (!attached.arn.empty() && !is_aws_managed_policy_arn(attached.arn)) {
          out.push_back(attached.arn);
        }
      }
    };
    take(user_ != nullptr ? user_->policies : role_->policies);
    if (user_ == nullptr) return out;
    for (const std::string& key : user_->groups) {
      if (const Group* group = world_.group_by_key(key)) take(group->policies);
    }
    return out;
  }

  [[nodiscard]] Texts own_groups() const {
    Texts out;
    if (user_ == nullptr) return out;
    for (const std::string& key : user_->groups) {
      if (const Group* group = world_.group_by_key(key)) out.push_back(group->arn);
    }
    return out;
  }

  // ARNs to ask an action on: of the reference's resource types, and of the caller's patterns.
  [[nodiscard]] Texts any_resource(std::string_view action) const {
    const std::string& account = graph_.nodes[node_].account;
    Texts out;
    const auto known = ServiceReference::embedded().find_action(action);
    if (!known || known->resource_types.empty()) return {"*"};
    for (const ActionResourceView type : known->resource_types) {
      for (const std::string_view text : type.type.arn_templates) {
        out.push_back(filled_in(text, world_, account));
      }
    }
    const std::string lower = to_lower(action);
    for (const CompiledPolicy* policy : identity_) {
      for (const Statement& statement : policy->statements()) {
        if (statement.effect != Effect::allow || statement.not_resource) continue;
        if (!action_matches(statement, lower)) continue;
        for (const Text& resource : statement.resources) {
          if (resource.value != "*") out.push_back(instance_of(resource.value, world_, account));
        }
      }
    }
    return out;
  }

  // ARNs of the workloads of a type that get the target's credentials.
  [[nodiscard]] Texts workloads_of(Workload::Type type, std::size_t target) const {
    Texts out;
    for (const GraphEdge& edge : graph_.edges) {
      if (edge.to != target || edge.kind != GraphEdge::Kind::delivered || !edge.allowed()) continue;
      const Workload* workload = scenario_.workload(graph_.nodes[edge.from].key);
      if (workload == nullptr || workload->type != type) continue;
      const Instance* instance = world_.instance(workload->instance_id);
      const bool elsewhere = instance != nullptr && !instance->region.empty();
      const std::string place =
          fmt::format("{}:{}", elsewhere ? instance->region : world_.region, workload->account);
      out.push_back(type == Workload::Type::lambda
                        ? fmt::format("arn:{}:lambda:{}:function:{}", world_.partition, place,
                                      workload->function)
                        : fmt::format("arn:{}:ec2:{}:instance/{}", world_.partition, place,
                                      workload->instance_id));
    }
    return out;
  }

  [[nodiscard]] Texts resources_of(const EscalationPermission& permission,
                                   std::size_t target) const {
    switch (permission.on) {
      case On::target:
        return {graph_.nodes[target].arn};
      case On::any:
        return any_resource(permission.action);
      case On::own_group:
        return own_groups();
      case On::other_group:
        break;  // one at a time: try_self()
      case On::own_policy:
        return own_policies();
      case On::function:
        return workloads_of(Workload::Type::lambda, target);
      case On::instance:
        return workloads_of(Workload::Type::ec2, target);
    }
    return {};
  }

  // The statement that allows the action on one of the resources. `passed_to`: the service that the
  // role is passed to; empty: none is passed.
  [[nodiscard]] StatementRef allowed(std::string_view action, const Texts& resources,
                                     std::string_view passed_to) const {
    GrantSubject subject{&world_, session_.get(), scenario_.clock_s, scenario_.context};
    if (!passed_to.empty()) {
      subject.context.push_back({"iam:PassedToService", {std::string(passed_to)}, false});
    }
    for (const std::string& resource : resources) {
      Trace trace;
      const auto granted = can_call(subject, std::string(action), resource, &trace);
      if (granted.value_or(false)) return caller_statement(trace);
    }
    return {};
  }

  void try_target(const EscalationRow& row, std::size_t to) {
    EscalationWay way{row.id, {}, {}, row.gives == EscalationRow::Gives::any_right};
    const std::string_view passed_to = row.passed_to.empty() ? row.service : row.passed_to;
    for (const EscalationPermission& permission : row.permissions) {
      if (permission.action.empty()) continue;
      const bool passes = permission.action == "iam:PassRole";
      const StatementRef statement = allowed(permission.action, resources_of(permission, to),
                                             passes ? passed_to : std::string_view());
      if (!statement.known()) return;
      way.statements.push_back(statement);
    }
    if (service_gets(row, graph_.nodes[to])) add(to, std::move(way));
  }

  void add(std::size_t to, EscalationWay way) {
    for (GraphEdge& edge : added_) {
      if (edge.to == to) return graph_.escalations[edge.escalation].push_back(std::move(way));
    }
    const GraphEdge* there = to == node_ ? nullptr : graph_.edge(node_, to);
    if (there != nullptr && there->allowed()) return;
    GraphEdge edge;
    edge.from = static_cast<std::uint32_t>(node_);
    edge.to = static_cast<std::uint32_t>(to);
    edge.kind = GraphEdge::Kind::escalated;
    edge.verdict = GraphEdge::Verdict::allowed;
    edge.caller = way.statements.front();
    edge.escalation = static_cast<std::uint32_t>(graph_.escalations.size());
    graph_.escalations.push_back({std::move(way)});
    added_.push_back(edge);
  }

 public:
  [[nodiscard]] const std::vector<GraphEdge>& added() const { return added_; }

 private:
  RoleGraph& graph_;
  const Scenario& scenario_;
  GroupJoiner& joiner_;
  const World& world_;
  std::size_t node_;
  std::shared_ptr<const Session> session_;
  const User* user_ = nullptr;
  const Role* role_ = nullptr;
  std::vector<const CompiledPolicy*> identity_;
  std::vector<GraphEdge> added_;
};

}  // namespace

std::span<const EscalationRow> escalation_rows() { return detail::kEscalations; }

void add_escalations(RoleGraph& graph, const Scenario& scenario) {
  std::vector<GraphEdge> added;
  std::vector<std::size_t> first_state(graph.nodes.size(), graph.states.size());
  for (std::size_t state = graph.states.size(); state-- > 0;) {
    first_state[graph.states[state].node] = state;
  }
  GroupJoiner joiner(scenario);
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    const std::size_t state = first_state[node];
    if (graph.nodes[node].kind == GraphNode::Kind::workload || state == graph.states.size()) {
      continue;
    }
    Climber climber(graph, scenario, joiner, state);
    climber.climb();
    added.insert(added.end(), climber.added().begin(), climber.added().end());
  }
  for (const GraphEdge& edge : added) {
    for (GraphState& state : graph.states) {
      if (state.node == edge.from && edge.from != edge.to) {
        state.next.push_back(first_state[edge.to]);
      }
    }
  }
  graph.edges.insert(graph.edges.end(), added.begin(), added.end());
  std::ranges::stable_sort(graph.edges, {},
                           [](const GraphEdge& edge) { return std::pair(edge.from, edge.to); });
}

}  // namespace rolechain
