#include "sim/graph/answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "mocks/base/source.h"

namespace rolechain {
namespace {

using Kind = GraphQuestion::Kind;

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node bool_node(bool value) {
  Node out;
  out.kind = Node::Kind::boolean;
  out.text = value ? "true" : "false";
  return out;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

class Answerer {
 public:
  Answerer(const GraphQuestion& question, const RoleGraph& graph, const Scenario& scenario)
      : question_(question), graph_(graph), scenario_(scenario) {
    out_.json = Node::make_map();
  }

  GraphAnswer run();

 private:
  void chain();
  void chains();
  void reach();
  void reached_by();
  void cut();
  void cut_statements();
  void choke();
  void cycle_groups();
  void admins();
  void add_climbers(std::vector<std::size_t>& targets);
  void unreached();
  void crossing();

  void line(std::string_view text) { out_.text += fmt::format("{}\n", text); }
  // "web → base → writer", and into the JSON's list of that name.
  void add_chain(std::string_view list, const Chain& chain);
  void add_hops(const Chain& chain);
  void add_names(std::string_view list, const Chain& nodes);
  void add_statement(std::string_view list, const StatementRef& statement);
  void add_blocked_ways();
  // Undecided hops out of what is reached: what they lead to, nobody knows.
  void note_undecided(const std::vector<std::size_t>& starts);
  Node& list(std::string_view name);
  [[nodiscard]] const std::string& key(std::size_t node) const { return graph_.nodes[node].key; }
  [[nodiscard]] std::vector<std::string> keys(const Chain& nodes) const;
  [[nodiscard]] std::vector<std::size_t> origins() const;
  [[nodiscard]] std::string statement_text(const StatementRef& statement) const;

  const GraphQuestion& question_;
  const RoleGraph& graph_;
  const Scenario& scenario_;
  GraphAnswer out_;
};

std::vector<std::string> Answerer::keys(const Chain& nodes) const {
  std::vector<std::string> out;
  out.reserve(nodes.size());
  for (const std::size_t node : nodes) out.push_back(key(node));
  return out;
}

std::vector<std::size_t> Answerer::origins() const {
  std::vector<std::size_t> out;
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    if (graph_.nodes[node].is_origin()) out.push_back(node);
  }
  return out;
}

Node& Answerer::list(std::string_view name) {
  if (Node* known = out_.json.find(name)) return *known;
  return out_.json.set(std::string(name), Node::make_list());
}

void Answerer::add_names(std::string_view name, const Chain& nodes) {
  Node& names = list(name);
  for (const std::size_t node : nodes) names.items.push_back(text_node(key(node)));
}

void Answerer::add_chain(std::string_view name, const Chain& chain) {
  line(fmt::format("  {}", fmt::join(keys(chain), " → ")));
  Node nodes = Node::make_list();
  for (const std::size_t node : chain) nodes.items.push_back(text_node(key(node)));
  list(name).items.push_back(std::move(nodes));
  out_.chains.push_back(chain);
}

std::string Answerer::statement_text(const StatementRef& statement) const {
  const std::string where = location_line(statement.statement().span);
  return where.empty() ? statement.label() : fmt::format("{}   {}", statement.label(), where);
}

void Answerer::add_statement(std::string_view name, const StatementRef& statement) {
  line(fmt::format("  {}", statement_text(statement)));
  Node node = Node::make_map();
  node.set("statement", text_node(statement.label()));
  const std::string where = location_line(statement.statement().span);
  if (!where.empty()) node.set("where", text_node(where));
  list(name).items.push_back(std::move(node));
}

// Each hop of a chain with the statements that allow it.
void Answerer::add_hops(const Chain& chain) {
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const GraphEdge* edge = graph_.edge(chain[i], chain[i + 1]);
    line(
        fmt::format("    {} → {}: {}", key(chain[i]), key(chain[i + 1]), edge_text(graph_, *edge)));
    for (const StatementRef& statement : {edge->caller, edge->trust}) {
      if (!statement.known()) continue;
      const std::string where = location_line(statement.statement().span);
      if (!where.empty()) line(fmt::format("      {}   {}", statement.label(), where));
    }
    Node hop = Node::make_map();
    hop.set("from", text_node(key(chain[i])));
    hop.set("to", text_node(key(chain[i + 1])));
    hop.set("by", text_node(edge_text(graph_, *edge)));
    list("hops").items.push_back(std::move(hop));
  }
}

void Answerer::note_undecided(const std::vector<std::size_t>& starts) {
  std::vector<bool> reached(graph_.nodes.size());
  for (const std::size_t start : starts) {
    reached[start] = true;
    for (const std::size_t node : graph_.reachable(start)) reached[node] = true;
  }
  for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
    const GraphEdge& edge = graph_.edges[i];
    if (!reached[edge.from]) continue;
    if (edge.partial || (edge.undecided() && !reached[edge.to])) out_.undecided.push_back(i);
  }
}

// Where there is no chain: the blocked hops that would make one.
void Answerer::add_blocked_ways() {
  std::vector<bool> near(graph_.nodes.size());
  near[question_.from] = true;
  for (const std::size_t node : graph_.reachable(question_.from)) near[node] = true;
  std::vector<bool> leads(graph_.nodes.size());
  leads[question_.to] = true;
  for (const Chain& chain : chains_to(graph_, {question_.to})) leads[chain.front()] = true;
  for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
    const GraphEdge& edge = graph_.edges[i];
    if (edge.allowed() || !near[edge.from] || !leads[edge.to]) continue;
    const std::string text = edge_text(graph_, edge);
    line(fmt::format("  blocked: {} → {}: {}", key(edge.from), key(edge.to), text));
    Node hop = Node::make_map();
    hop.set("from", text_node(key(edge.from)));
    hop.set("to", text_node(key(edge.to)));
    hop.set("reason", text_node(text));
    list("blocked").items.push_back(std::move(hop));
    out_.edges.push_back(i);
  }
}

void Answerer::chain() {
  const Chain shortest = graph_.shortest_chain(question_.from, question_.to);
  out_.json.set("reaches", bool_node(!shortest.empty()));
  if (shortest.empty()) {
    line(fmt::format("{} does not reach {}", key(question_.from), key(question_.to)));
    add_blocked_ways();
    return note_undecided({question_.from});
  }
  line(fmt::format("{} reaches {} in {}", key(question_.from), key(question_.to),
                   counted(shortest.size() - 1, "hop", "hops")));
  add_chain("chains", shortest);
  add_hops(shortest);
}

void Answerer::chains() {
  const Chains found = simple_chains(graph_, question_.from, question_.to, question_.hops_max);
  line(fmt::format("{} of at most {} from {} to {}{}",
                   counted(found.chains.size(), "chain", "chains"),
                   counted(question_.hops_max, "hop", "hops"), key(question_.from),
                   key(question_.to), found.cut_short ? ", and more: the list is cut short" : ""));
  list("chains");
  for (const Chain& chain : found.chains) add_chain("chains", chain);
  out_.json.set("cut_short", bool_node(found.cut_short));
  note_undecided({question_.from});
}

void Answerer::reach() {
  const std::vector<Chain> found = chains_from(graph_, question_.from);
  line(fmt::format("{} reaches {}", key(question_.from), counted(found.size(), "role", "roles")));
  list("chains");
  for (const Chain& chain : found) add_chain("chains", chain);
  note_undecided({question_.from});
}

void Answerer::reached_by() {
  const std::vector<Chain> found = chains_to(graph_, {question_.to});
  line(fmt::format("{} is reached from {}", key(question_.to), found.size()));
  list("chains");
  for (const Chain& chain : found) add_chain("chains", chain);
  for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
    if (graph_.edges[i].undecided() || graph_.edges[i].partial) out_.undecided.push_back(i);
  }
}

void Answerer::cut() {
  const std::string ends = fmt::format("{} → {}", key(question_.from), key(question_.to));
  const EdgeCut edges = fewest_edges(graph_, question_.from, question_.to);
  out_.json.set("possible", bool_node(edges.possible));
  note_undecided({question_.from});
  if (!edges.possible) {
    return line(
        fmt::format("{}: no hop to cut, the role is what the workload itself is given", ends));
  }
  if (edges.edges.empty())
    return line(fmt::format("{}: nothing to cut, no chain leads there", ends));
  line(fmt::format("{}: falls with {}{}", ends, counted(edges.edges.size(), "hop", "hops"),
                   edges.exact ? "" : " (fewer may do)"));
  for (const std::size_t i : edges.edges) {
    const GraphEdge& edge = graph_.edges[i];
    line(fmt::format("  {} → {}: {}", key(edge.from), key(edge.to), edge_text(graph_, edge)));
    Node hop = Node::make_map();
    hop.set("from", text_node(key(edge.from)));
    hop.set("to", text_node(key(edge.to)));
    hop.set("by", text_node(edge_text(graph_, edge)));
    list("hops").items.push_back(std::move(hop));
    out_.edges.push_back(i);
  }
  out_.json.set("exact", bool_node(edges.exact));
  cut_statements();
}

void Answerer::cut_statements() {
  const StatementCut cut = fewest_statements(graph_, scenario_, question_.from, question_.to);
  if (!cut.possible) return;
  line(fmt::format("or with {}{}:", counted(cut.statements.size(), "statement", "statements"),
                   cut.exact ? "" : " (fewer may do)"));
  for (const StatementRef& statement : cut.statements) add_statement("statements", statement);
  out_.json.set("statements_exact", bool_node(cut.exact));
  out_.chains.push_back(graph_.shortest_chain(question_.from, question_.to));
}

void Answerer::choke() {
  std::vector<std::size_t> starts;
  for (const std::size_t node : origins()) {
    if (node != question_.to) starts.push_back(node);
  }
  const auto points = choke_points(graph_, starts, question_.to);
  out_.json.set("reached", bool_node(points.has_value()));
  note_undecided(starts);
  if (!points) return line(fmt::format("no workload and no user reaches {}", key(question_.to)));
  add_names("choke_points", *points);
  if (points->empty()) {
    line(fmt::format("no role is on every way to {}", key(question_.to)));
  } else {
    line(fmt::format("every way to {} passes through", key(question_.to)));
    for (const std::size_t node : *points) line(fmt::format("  {}", key(node)));
  }
  for (const std::size_t start : starts) {
    Chain chain = graph_.shortest_chain(start, question_.to);
    if (!chain.empty()) out_.chains.push_back(std::move(chain));
  }
}

void Answerer::cycle_groups() {
  const std::vector<Chain> groups = cycles(graph_);
  line(groups.empty() ? "no cycles" : counted(groups.size(), "cycle", "cycles"));
  list("cycles");
  for (const Chain& group : groups) {
    line(group.size() == 1 ? fmt::format("  {} assumes itself", key(group.front()))
                           : fmt::format("  {}", fmt::join(keys(group), " ⇄ ")));
    Node nodes = Node::make_list();
    for (const std::size_t node : group) nodes.items.push_back(text_node(key(node)));
    list("cycles").items.push_back(std::move(nodes));
    out_.chains.push_back(group);
  }
}

// Who can give itself any right is one as well, where escalations are in the graph.
void Answerer::add_climbers(std::vector<std::size_t>& targets) {
  for (const GraphEdge& edge : graph_.edges) {
    if (edge.kind != GraphEdge::Kind::escalated || edge.from != edge.to) continue;
    if (std::ranges::find(targets, edge.from) != targets.end()) continue;
    std::vector<EscalationWay> ways = graph_.escalations[edge.escalation];
    std::erase_if(ways, [](const EscalationWay& way) { return !way.gives_all; });
    if (ways.empty()) continue;
    if (targets.empty()) out_.text.clear();
    targets.push_back(edge.from);
    line(fmt::format("  {} can make itself one: {}", key(edge.from), ways_text(ways)));
    Node node = Node::make_map();
    node.set("role", text_node(key(edge.from)));
    node.set("escalation", text_node(ways_text(ways)));
    list("administrators").items.push_back(std::move(node));
  }
}

void Answerer::admins() {
  const std::vector<Administrator> found = administrators(graph_, scenario_);
  line(found.empty() ? "no role is an administrator"
                     : counted(found.size(), "administrator", "administrators"));
  list("administrators");
  std::vector<std::size_t> targets;
  for (const Administrator& one : found) {
    targets.push_back(one.node);
    line(fmt::format("  {} by {}", key(one.node), statement_text(one.by)));
    Node node = Node::make_map();
    node.set("role", text_node(key(one.node)));
    node.set("by", text_node(one.by.label()));
    Node denies = Node::make_list();
    for (const StatementRef& deny : one.denies) {
      line(fmt::format("    but for what {} takes out", statement_text(deny)));
      denies.items.push_back(text_node(deny.label()));
    }
    if (!denies.items.empty()) node.set("but_for", std::move(denies));
    list("administrators").items.push_back(std::move(node));
  }
  add_climbers(targets);
  if (targets.empty()) return;
  const std::vector<Chain> ways = chains_to(graph_, targets);
  line(ways.empty() ? "nobody else reaches one" : fmt::format("reached from {}", ways.size()));
  list("chains");
  for (const Chain& chain : ways) add_chain("chains", chain);
}

void Answerer::unreached() {
  const Chain lost = graph_.unreachable();
  line(lost.empty() ? "every role is reached from a workload or a user"
                    : fmt::format("{} that no workload and no user reaches",
                                  counted(lost.size(), "role", "roles")));
  for (const std::size_t node : lost) line(fmt::format("  {}", key(node)));
  add_names("unreached", lost);
  note_undecided(origins());
}

void Answerer::crossing() {
  const std::vector<Crossing> found = crossings(graph_, scenario_, question_.boundary_tag);
  line(fmt::format("{} a boundary", counted(found.size(), "hop crosses", "hops cross")));
  list("crossings");
  for (const Crossing& one : found) {
    const GraphEdge& edge = graph_.edges[one.edge];
    std::vector<std::string> what;
    Node hop = Node::make_map();
    hop.set("from", text_node(key(edge.from)));
    hop.set("to", text_node(key(edge.to)));
    if (one.account) {
      const std::string& from = graph_.nodes[edge.from].account;
      const std::string& to = graph_.nodes[edge.to].account;
      what.push_back(fmt::format("account {} → {}", from, to));
      hop.set("account", text_node(fmt::format("{} → {}", from, to)));
    }
    if (!one.from_tag.empty()) {
      what.push_back(fmt::format("{} {} → {}", question_.boundary_tag, one.from_tag, one.to_tag));
      hop.set("tag", text_node(what.back()));
    }
    line(fmt::format("  {} → {}: {}", key(edge.from), key(edge.to), fmt::join(what, ", ")));
    list("crossings").items.push_back(std::move(hop));
    out_.edges.push_back(one.edge);
  }
}

GraphAnswer Answerer::run() {
  switch (question_.kind) {
    case Kind::chain:
      chain();
      break;
    case Kind::chains:
      chains();
      break;
    case Kind::reach:
      reach();
      break;
    case Kind::reached_by:
      reached_by();
      break;
    case Kind::cut:
      cut();
      break;
    case Kind::choke:
      choke();
      break;
    case Kind::cycles:
      cycle_groups();
      break;
    case Kind::admins:
      admins();
      break;
    case Kind::unreached:
      unreached();
      break;
    case Kind::crossing:
      crossing();
      break;
  }
  return std::move(out_);
}

}  // namespace

GraphAnswer answer(const GraphQuestion& question, const RoleGraph& graph,
                   const Scenario& scenario) {
  return Answerer(question, graph, scenario).run();
}

}  // namespace rolechain
