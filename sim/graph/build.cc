// Explores a world from its workloads and users: who holds which session, which roles it can take
// from there. A role that nobody reaches is explored too, from a session that carries nothing, so
// that a drawing shows where it would lead.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "mocks/sts/sts.h"
#include "sim/graph/candidates.h"
#include "sim/graph/graph.h"
#include "sim/graph/hop.h"
#include "sim/graph/reason.h"
#include "sim/run/workload_credentials.h"

namespace rolechain {
namespace {

constexpr std::string_view kAnyName = "rolechain";  // a session name nobody asks for

constexpr std::string_view kAssume = "sts:AssumeRole";

using Kind = GraphEdge::Kind;
using Verdict = GraphEdge::Verdict;

class Builder {
 public:
  explicit Builder(const Scenario& scenario)
      : scenario_(scenario),
        world_(scenario.world),
        index_(world_),
        frame_(scenario),
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
  std::size_t state_of(GraphState state, const std::string& carries);
  std::size_t next_state(std::size_t from, std::size_t role);
  void explore(std::size_t state);
  void explore_all();
  void explore_the_unreached();
  void hop(std::size_t state, const Candidate& candidate, HopAsker& asker);
  Session next_session(const Session& from, const Role& role) const;
  void add_blocked(GraphEdge edge, HopBlock block);
  void merge_edges();
  void connect(std::size_t from, std::size_t to) { graph_.states[from].next.push_back(to); }

  [[nodiscard]] std::size_t role_node(std::size_t role) const { return first_role_ + role; }

  const Scenario& scenario_;
  const World& world_;
  CandidateIndex index_;
  HopFrame frame_;
  ManualClock clock_;
  IdSource ids_;
  Sts sts_;
  WorkloadCredentials workloads_;

  RoleGraph graph_;
  std::size_t first_user_ = 0;
  std::size_t first_role_ = 0;
  std::size_t explored_ = 0;          // those before it are
  std::vector<std::uint32_t> plain_;  // by node: 1 + its state that carries nothing; 0: none yet
  std::map<std::pair<std::size_t, std::string>, std::size_t> known_;  // the others
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

std::size_t Builder::state_of(GraphState state, const std::string& carries) {
  const std::size_t fresh = graph_.states.size();
  if (carries.empty()) {
    std::uint32_t& plain = plain_[state.node];
    if (plain != 0) return plain - 1;
    plain = static_cast<std::uint32_t>(fresh + 1);
  } else {
    const auto [known, is_new] = known_.try_emplace({state.node, carries}, fresh);
    if (!is_new) return known->second;
  }
  graph_.states.push_back(std::move(state));
  return fresh;
}

GraphState state_with(std::size_t node, Session session, bool free_name) {
  return {node, {}, std::make_shared<const Session>(std::move(session)), free_name};
}

GraphEdge edge_between(std::size_t from, std::size_t to, GraphEdge::Kind kind) {
  GraphEdge edge;
  edge.from = static_cast<std::uint32_t>(from);
  edge.to = static_cast<std::uint32_t>(to);
  edge.kind = kind;
  return edge;
}

void Builder::add_blocked(GraphEdge edge, HopBlock block) {
  edge.block = static_cast<std::uint32_t>(graph_.blocks.size());
  graph_.blocks.push_back(std::move(block));
  graph_.edges.push_back(edge);
}

// Several states of one node ask about the same hop. A yes anywhere makes the edge; else the first
// reason stays.
void Builder::merge_edges() {
  std::vector<GraphEdge>& edges = graph_.edges;
  const auto rank = [](const GraphEdge& edge) {
    return edge.allowed() ? 0 : edge.undecided() ? 1 : 2;
  };
  std::ranges::stable_sort(
      edges, {}, [&](const GraphEdge& edge) { return std::tuple(edge.from, edge.to, rank(edge)); });
  const auto same = [](const GraphEdge& a, const GraphEdge& b) {
    return a.from == b.from && a.to == b.to;
  };
  edges.erase(std::ranges::unique(edges, same).begin(), edges.end());
}

void Builder::start_workload(const Workload& workload, std::size_t node) {
  const std::size_t start = state_of({node, {}}, {});
  if (workload.type == Workload::Type::user) {
    for (std::size_t i = 0; i < world_.users.size(); ++i) {
      if (world_.users[i].arn != workload.user_arn) continue;
      GraphEdge edge = edge_between(node, first_user_ + i, Kind::delivered);
      edge.verdict = Verdict::allowed;
      graph_.edges.push_back(edge);
      start_user(world_.users[i], first_user_ + i);
      connect(start, plain_[first_user_ + i] - 1);
    }
    return;
  }
  Delivery delivery = workloads_.get(workload);
  const Role* role = world_.role(delivery.session ? delivery.session->role_arn : delivery.resource);
  if (role != nullptr) {
    const std::size_t to = role_node(static_cast<std::size_t>(role - world_.roles.data()));
    GraphEdge edge = edge_between(node, to, Kind::delivered);
    const Trace* trace = delivery.trace.empty() ? nullptr : &delivery.trace.back();
    if (delivery.session) {
      edge.verdict = Verdict::allowed;
      if (trace != nullptr) edge.trust = trust_statement(delivery.trace.front());
      graph_.edges.push_back(edge);
      connect(start, state_of(state_with(to, *std::move(delivery.session), false),
                              "from " + workload.key));
    } else {
      HopBlock block;
      if (trace != nullptr) block = block_of(*trace, kAssume);
      if (trace == nullptr) block.why = HopBlock::Why::endpoint;
      if (trace == nullptr) block.label = delivery.session.error().message;
      add_blocked(edge, std::move(block));
    }
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
  for (const std::uint32_t i : index_.federated()) {
    const Role& role = world_.roles[i];
    StsTrace trace;
    WebIdentityInput input;
    input.role_arn = role.arn;
    input.session_name = kAnyName;
    input.token = token;
    auto reply = sts_.assume_role_with_web_identity(input, &trace);
    if (!reply) continue;
    GraphEdge edge = edge_between(node, role_node(i), Kind::delivered);
    edge.verdict = Verdict::allowed;
    if (!trace.empty()) edge.trust = trust_statement(trace.front());
    graph_.edges.push_back(edge);
    connect(state, state_of(state_with(role_node(i), std::move(reply->session), true),
                            "token of " + workload.key));
  }
}

void Builder::start_user(const User& user, std::size_t node) {
  state_of(state_with(node, user_session(world_, user, ids_), false), {});
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

std::string carried(const Session& session) {
  std::string out;
  for (const Tag& tag : session.tags) out += fmt::format("{}={}\n", tag.key, tag.value);
  return out + session.source_identity;
}

std::size_t Builder::next_state(std::size_t from, std::size_t role) {
  const Session& session = *graph_.states[from].session;
  const std::size_t node = role_node(role);
  // Most sessions carry nothing on, and most roles have been found before.
  const bool nothing = session.transitive.empty() && session.source_identity.empty();
  if (nothing && plain_[node] != 0) return plain_[node] - 1;
  Session next = next_session(session, world_.roles[role]);
  const std::string carries = carried(next);
  return state_of(state_with(node, std::move(next), true), carries);
}

void Builder::hop(std::size_t state, const Candidate& candidate, HopAsker& asker) {
  const Role& role = world_.roles[candidate.role];
  const std::size_t from = graph_.states[state].node;
  const std::size_t to = role_node(candidate.role);
  const HopAnswer answer = asker.ask(role);
  GraphEdge edge = edge_between(from, to, Kind::assumed);
  edge.verdict = answer.verdict;
  if (answer.allowed()) {
    edge.caller = answer.caller;
    edge.trust = answer.trust;
    graph_.edges.push_back(edge);
    connect(state, next_state(state, candidate.role));
    return;
  }
  if (from == to) return;  // nobody misses a role that may not assume itself
  const bool carries = !answer.denied_more.empty();  // the role itself was granted
  if (edge.undecided()) return add_blocked(edge, {});
  if (!carries && !candidate.by_caller && !candidate.by_trust) return;
  const Trace trace = asker.plainly(kAssume, role);
  const bool caller_yes = candidate.by_caller && caller_says_yes(trace);
  const bool trust_yes = candidate.by_trust && trust_says_yes(trace);
  if (!carries && !caller_yes && !trust_yes) return;
  if (caller_yes) edge.caller = caller_statement(trace);
  add_blocked(edge, carries ? block_of(asker.plainly(answer.denied_more, role), answer.denied_more)
                            : block_of(trace, kAssume));
}

void Builder::explore(std::size_t state) {
  const std::size_t at = graph_.states[state].node;
  const GraphNode& node = graph_.nodes[at];
  if (node.kind == GraphNode::Kind::workload) return;
  const Hopper hopper = node.kind == GraphNode::Kind::user
                            ? hopper_of(world_, world_.users[at - first_user_])
                            : hopper_of(world_.roles[at - first_role_]);
  const std::vector<Candidate>& candidates = index_.of(hopper);
  if (candidates.empty()) return;
  HopAsker asker(frame_, graph_.states[state]);
  for (const Candidate& candidate : candidates) hop(state, candidate, asker);
}

// From a session that carries nothing: so that a drawing shows where the role would lead.
void Builder::explore_the_unreached() {
  std::vector<bool> has_state(graph_.nodes.size());
  std::size_t seen = 0;
  const auto mark = [&] {
    for (; seen < graph_.states.size(); ++seen) has_state[graph_.states[seen].node] = true;
  };
  for (std::size_t i = 0; i < world_.roles.size(); ++i) {
    mark();
    if (has_state[role_node(i)]) continue;
    state_of(state_with(role_node(i), next_session({}, world_.roles[i]), true), {});
    explore_all();
  }
}

void Builder::explore_all() {
  for (; explored_ < graph_.states.size(); ++explored_) explore(explored_);
}

RoleGraph Builder::build() && {
  add_nodes();
  plain_.resize(graph_.nodes.size());
  for (std::size_t i = 0; i < scenario_.workloads.size(); ++i) {
    start_workload(scenario_.workloads[i], i);
  }
  for (std::size_t i = 0; i < world_.users.size(); ++i) {
    start_user(world_.users[i], first_user_ + i);
  }
  explore_all();
  explore_the_unreached();
  merge_edges();
  return std::move(graph_);
}

}  // namespace

RoleGraph build_graph(const Scenario& scenario) { return Builder(scenario).build(); }

}  // namespace rolechain
