// Explores a world from its workloads and users: who holds which session, which roles it can take
// from there. A role that nobody reaches is explored too, from a session that carries nothing, so
// that a drawing shows where it would lead.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "mocks/sts/sts.h"
#include "sim/grants/grants.h"
#include "sim/graph/candidates.h"
#include "sim/graph/graph.h"
#include "sim/graph/reason.h"
#include "sim/run/workload_credentials.h"

namespace rolechain {
namespace {

constexpr std::string_view kAnyName = "rolechain";  // a session name nobody asks for

// A state of the search: a node's session. `free_name`: the one who assumed the role chose it.
struct Held {
  std::size_t node = 0;
  Session session;
  bool free_name = false;
};

// One hop that was asked about.
struct Answer {
  std::optional<bool> allowed;  // nothing: undecided
  Trace assume;                 // of sts:AssumeRole itself
  Trace carry;                  // of the permission to carry something along, where that was denied
  [[nodiscard]] bool yes() const { return allowed.value_or(false); }
};

// Whether the request that got a yes sends session tags.
bool sends_tags(const Context& context) {
  return std::ranges::any_of(context.all(), [](const ContextEntry& value) {
    return starts_with_ignore_case(value.key, "aws:requesttag/");
  });
}

class Builder {
 public:
  explicit Builder(const Scenario& scenario)
      : scenario_(scenario),
        world_(scenario.world),
        index_(world_),
        clock_(scenario.clock_s),
        ids_(scenario.seed),
        sts_(world_, ids_, clock_),
        workloads_(world_, sts_, ids_, clock_) {}

  RoleGraph build() &&;

 private:
  void add_nodes();
  void start_workload(const Workload& workload, std::size_t node);
  void web_identities(const Workload& workload, std::size_t node, std::size_t state);
  void start_user(const User& user, std::size_t node);
  // The state of that session, queued where it is new.
  std::size_t state_of(Held held, const std::string& carries);
  void explore(std::size_t state);
  void hop(std::size_t state, const Candidate& candidate);
  Answer ask(const Held& held, const Role& role) const;
  Answer ask_as(const Session& session, const Role& role) const;
  Trace plainly(std::string_view action, const Session& session, const Role& role) const;
  Session next_session(const Session& from, const Role& role) const;
  void add_edge(GraphEdge edge);
  void add_allowed(std::size_t from, std::size_t to, std::string by);
  void connect(std::size_t from, std::size_t to) { graph_.states[from].next.push_back(to); }

  [[nodiscard]] std::size_t role_node(std::size_t role) const { return first_role_ + role; }
  [[nodiscard]] const std::string& key(std::size_t node) const { return graph_.nodes[node].key; }

  const Scenario& scenario_;
  const World& world_;
  CandidateIndex index_;
  ManualClock clock_;
  IdSource ids_;
  Sts sts_;
  WorkloadCredentials workloads_;

  RoleGraph graph_;
  std::size_t first_user_ = 0;
  std::size_t first_role_ = 0;
  std::vector<Held> held_;  // by state
  std::map<std::pair<std::size_t, std::string>, std::size_t> known_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> edges_;
};

void Builder::add_nodes() {
  for (const Workload& workload : scenario_.workloads) {
    graph_.nodes.push_back({GraphNode::Kind::workload, workload.key, {}, workload.account});
  }
  first_user_ = graph_.nodes.size();
  for (const User& user : world_.users) {
    graph_.nodes.push_back({GraphNode::Kind::user, user.key, user.arn, user.account});
  }
  first_role_ = graph_.nodes.size();
  for (const Role& role : world_.roles) {
    graph_.nodes.push_back({GraphNode::Kind::role, role.key, role.arn, role.account});
  }
}

std::size_t Builder::state_of(Held held, const std::string& carries) {
  const auto [known, is_new] = known_.try_emplace({held.node, carries}, held_.size());
  if (is_new) {
    graph_.states.push_back({held.node, {}});
    held_.push_back(std::move(held));
  }
  return known->second;
}

GraphEdge edge_between(std::size_t from, std::size_t to) {
  GraphEdge edge;
  edge.from = from;
  edge.to = to;
  return edge;
}

void Builder::add_allowed(std::size_t from, std::size_t to, std::string by) {
  GraphEdge edge = edge_between(from, to);
  edge.allowed = true;
  edge.by = std::move(by);
  add_edge(std::move(edge));
}

// A yes anywhere makes the edge; else the first reason stays.
void Builder::add_edge(GraphEdge edge) {
  const auto [known, is_new] = edges_.try_emplace({edge.from, edge.to}, graph_.edges.size());
  if (is_new) {
    graph_.edges.push_back(std::move(edge));
    return;
  }
  GraphEdge& there = graph_.edges[known->second];
  if (!there.allowed && (edge.allowed || (edge.undecided && !there.undecided))) {
    there = std::move(edge);
  }
}

void Builder::start_workload(const Workload& workload, std::size_t node) {
  const std::size_t start = state_of({node, {}, false}, {});
  if (workload.type == Workload::Type::user) {
    for (std::size_t i = 0; i < world_.users.size(); ++i) {
      if (world_.users[i].arn != workload.user_arn) continue;
      add_allowed(node, first_user_ + i, "access key");
      start_user(world_.users[i], first_user_ + i);
      connect(start, state_of({first_user_ + i, {}, false}, {}));
    }
    return;
  }
  Delivery delivery = workloads_.get(workload);
  const Role* role = world_.role(delivery.session ? delivery.session->role_arn : delivery.resource);
  if (role != nullptr) {
    const std::size_t to = role_node(static_cast<std::size_t>(role - world_.roles.data()));
    GraphEdge edge = edge_between(node, to);
    edge.allowed = delivery.session.has_value();
    if (edge.allowed) {
      edge.by = delivery.trace.empty() ? "" : allowed_by(delivery.trace.front());
      connect(start, state_of({to, *std::move(delivery.session), false}, "from " + workload.key));
    } else {
      edge.by = delivery.trace.empty() ? delivery.session.error().message
                                       : blocked_by(delivery.trace.back(), workload.key, role->key);
    }
    add_edge(std::move(edge));
  }
  web_identities(workload, node, start);
}

// A web identity token opens every role that trusts it, not only the one it was made for.
void Builder::web_identities(const Workload& workload, std::size_t node, std::size_t state) {
  if (workload.type != Workload::Type::eks_irsa &&
      workload.type != Workload::Type::github_actions) {
    return;
  }
  const std::string token = workloads_.web_identity_token(workload);
  if (token.empty()) return;
  for (const std::size_t i : index_.federated()) {
    const Role& role = world_.roles[i];
    StsTrace trace;
    WebIdentityInput input;
    input.role_arn = role.arn;
    input.session_name = kAnyName;
    input.token = token;
    auto reply = sts_.assume_role_with_web_identity(input, &trace);
    if (!reply) continue;
    add_allowed(node, role_node(i), trace.empty() ? "" : allowed_by(trace.front()));
    connect(state,
            state_of({role_node(i), std::move(reply->session), true}, "token of " + workload.key));
  }
}

void Builder::start_user(const User& user, std::size_t node) {
  state_of({node, user_session(world_, user, ids_), false}, {});
}

Session Builder::next_session(const Session& from, const Role& role) const {
  Session out;
  out.kind = Session::Kind::role;
  out.account = role.account;
  out.role_arn = role.arn;
  out.unique_id = role.unique_id;
  out.session_name = kAnyName;
  out.arn = assumed_role_arn(role.account, role.name, out.session_name);
  out.credentials.session_token = "chained";
  out.issued_s = scenario_.clock_s;
  out.expires_s = scenario_.clock_s + role.max_session_s;
  for (const Tag& tag : from.tags) {
    const bool passes_on = std::ranges::any_of(
        from.transitive, [&](const auto& name) { return equals_ignore_case(name, tag.key); });
    if (!passes_on) continue;
    out.tags.push_back(tag);
    out.transitive.push_back(tag.key);
  }
  out.source_identity = from.source_identity;
  return out;
}

Answer Builder::ask_as(const Session& session, const Role& role) const {
  const GrantSubject subject{&world_, &session, scenario_.clock_s, scenario_.context};
  Answer answer;
  answer.allowed = can_call(subject, "sts:AssumeRole", role.arn, &answer.assume);
  if (!answer.yes()) {
    // The search for a yes has no reason for a no: that is the evaluator's, on the plain request.
    answer.assume = plainly("sts:AssumeRole", session, role);
    return answer;
  }
  // What a hop carries along, and tags that the caller must send to get in, need a permission of
  // their own on both sides (R-STS-10, R-STS-12).
  std::vector<std::string> more;
  if (!session.transitive.empty() || sends_tags(answer.assume.context)) {
    more.emplace_back("sts:TagSession");
  }
  if (!session.source_identity.empty()) more.emplace_back("sts:SetSourceIdentity");
  for (const std::string& action : more) {
    answer.allowed = can_call(subject, action, role.arn);
    if (answer.yes()) continue;
    answer.carry = plainly(action, session, role);
    break;
  }
  return answer;
}

Trace Builder::plainly(std::string_view action, const Session& session, const Role& role) const {
  Trace trace;
  authorize(world_, session, {std::string(action), role.arn, scenario_.context, {}},
            scenario_.clock_s, &trace);
  return trace;
}

Answer Builder::ask(const Held& held, const Role& role) const {
  Answer answer = ask_as(held.session, role);
  if (answer.yes() || !held.free_name) return answer;
  const Role* from = world_.role(held.session.role_arn);
  for (const std::string& name : session_names_in(role.trust.get(), from->account, from->name)) {
    Session named = held.session;
    named.session_name = name;
    named.arn = assumed_role_arn(from->account, from->name, name);
    Answer again = ask_as(named, role);
    if (again.yes()) return again;
  }
  return answer;
}

std::string carried(const Session& session) {
  std::string out;
  for (const Tag& tag : session.tags) out += fmt::format("{}={}\n", tag.key, tag.value);
  return out + session.source_identity;
}

void Builder::hop(std::size_t state, const Candidate& candidate) {
  const Role& role = world_.roles[candidate.role];
  const std::size_t from = held_[state].node;
  const std::size_t to = role_node(candidate.role);
  const Answer answer = ask(held_[state], role);
  GraphEdge edge = edge_between(from, to);
  if (answer.yes()) {
    edge.allowed = true;
    edge.by = allowed_by(answer.assume);
    add_edge(std::move(edge));
    Session next = next_session(held_[state].session, role);
    const std::string carries = carried(next);
    connect(state, state_of({to, std::move(next), true}, carries));
    return;
  }
  if (from == to) return;  // nobody misses a role that may not assume itself
  const bool carries = !answer.carry.action.empty();  // the role itself was granted
  const bool caller_yes = candidate.by_caller && caller_says_yes(answer.assume);
  const bool trust_yes = candidate.by_trust && trust_says_yes(answer.assume);
  edge.undecided = !answer.allowed.has_value();
  if (!edge.undecided && !carries && !caller_yes && !trust_yes) return;
  edge.by = edge.undecided ? "could not be decided"
                           : blocked_by(carries ? answer.carry : answer.assume, key(from), key(to));
  if (caller_yes) {
    const SideTrace* side = answer.assume.side(PolicyType::identity);
    edge.caller_policy = side->policy;
    edge.caller_statement = side->statement;
  }
  add_edge(std::move(edge));
}

void Builder::explore(std::size_t state) {
  const GraphNode& node = graph_.nodes[held_[state].node];
  if (node.kind == GraphNode::Kind::workload) return;
  const std::size_t at = held_[state].node;
  const Hopper hopper = node.kind == GraphNode::Kind::user
                            ? hopper_of(world_, world_.users[at - first_user_])
                            : hopper_of(world_.roles[at - first_role_]);
  for (const Candidate& candidate : index_.of(hopper)) hop(state, candidate);
}

RoleGraph Builder::build() && {
  add_nodes();
  for (std::size_t i = 0; i < scenario_.workloads.size(); ++i) {
    start_workload(scenario_.workloads[i], i);
  }
  for (std::size_t i = 0; i < world_.users.size(); ++i) {
    start_user(world_.users[i], first_user_ + i);
  }
  std::size_t explored = 0;
  const auto explore_all = [&] {
    for (; explored < held_.size(); ++explored) explore(explored);
  };
  explore_all();
  std::vector<bool> has_state(graph_.nodes.size());
  for (std::size_t i = 0; i < world_.roles.size(); ++i) {
    for (const GraphState& state : graph_.states) has_state[state.node] = true;
    if (has_state[role_node(i)]) continue;
    state_of({role_node(i), next_session({}, world_.roles[i]), true}, {});
    explore_all();
  }
  std::ranges::sort(graph_.edges, {},
                    [](const GraphEdge& edge) { return std::pair(edge.from, edge.to); });
  return std::move(graph_);
}

}  // namespace

RoleGraph build_graph(const Scenario& scenario) { return Builder(scenario).build(); }

}  // namespace rolechain
