#include "sim/graph/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "mocks/policy/serialize.h"

namespace rolechain {
namespace {

constexpr std::size_t kBoxesMax = 60;  // a drawing of more is no longer read, it is searched
constexpr std::size_t kNamesShown = 3;
constexpr std::size_t kAllShown = 20;  // of more nodes, those without any hop share a box

std::string_view workload_word(Workload::Type type) {
  switch (type) {
    case Workload::Type::ec2:
      return "EC2 instance";
    case Workload::Type::ecs_task:
      return "ECS task";
    case Workload::Type::eks_irsa:
      return "EKS pod, IRSA";
    case Workload::Type::eks_pod_identity:
      return "EKS pod, Pod Identity";
    case Workload::Type::lambda:
      return "Lambda function";
    case Workload::Type::user:
      return "access key of a user";
    case Workload::Type::github_actions:
      return "GitHub Actions job";
  }
  return "";
}

std::string_view what_is(const GraphNode& node, const Scenario& scenario) {
  if (node.kind == GraphNode::Kind::user) return "IAM user";
  if (node.kind == GraphNode::Kind::role) return "";
  const Workload* workload = scenario.workload(node.key);
  return workload == nullptr ? std::string_view() : workload_word(workload->type);
}

std::string account_title(const std::string& id, const Scenario& scenario) {
  const Account* account = scenario.world.account(id);
  return account == nullptr || account->key.empty() || account->key == id
             ? id
             : fmt::format("{} {}", account->key, id);
}

// The policy without its role's own name: roles made from one mould differ in nothing else.
std::string mould_of(const PolicyRef& policy, const Role& role) {
  if (!policy) return "none";
  std::string text = to_policy_json(policy->document());
  for (std::size_t at = 0; (at = text.find(role.name, at)) != std::string::npos; at += 1) {
    text.replace(at, role.name.size(), "@");
  }
  return text;
}

std::string policies_of(const Role& role) {
  std::vector<std::string> texts;
  for (const AttachedPolicy& attached : role.policies) {
    texts.push_back(mould_of(attached.policy, role));
  }
  std::ranges::sort(texts);
  std::string out = mould_of(role.trust, role) + '\n' + mould_of(role.boundary, role);
  for (const std::string& text : texts) out += '\n' + text;
  return out;
}

// Nodes with the same group go into one box; "" stays by itself.
std::string group_of(const GraphNode& node, const World& world, Collapse collapse) {
  if (collapse == Collapse::account) {
    return fmt::format("{} {}", kind_word(node.kind), node.account);
  }
  if (collapse != Collapse::equal || node.kind != GraphNode::Kind::role) return {};
  const Role* role = world.role(node.arn);
  return role == nullptr ? std::string() : node.account + policies_of(*role);
}

class Painter {
 public:
  Painter(const RoleGraph& graph, const Scenario& scenario, const DrawOptions& options)
      : graph_(graph),
        scenario_(scenario),
        lit_(graph.nodes.size()),
        lone_(graph.nodes.size(),
              options.collapse == Collapse::automatic && graph.nodes.size() > kAllShown),
        box_of_(graph.nodes.size()) {
    for (const GraphEdge& edge : graph.edges) lone_[edge.from] = lone_[edge.to] = false;
    for (const Chain& chain : options.chains) {
      for (const std::size_t node : chain) lit_[node] = true;
      for (std::size_t i = 0; i + 1 < chain.size(); ++i) hops_.emplace(chain[i], chain[i + 1]);
    }
    for (const std::size_t edge : options.edges) {
      hops_.emplace(graph.edges[edge].from, graph.edges[edge].to);
      lit_[graph.edges[edge].from] = lit_[graph.edges[edge].to] = true;
    }
  }

  Picture paint(Collapse collapse) && {
    if (collapse == Collapse::automatic) collapse = chosen();
    add_boxes(collapse);
    add_arrows();
    add_frames();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string group_with(std::size_t index, Collapse collapse) const {
    if (lit_[index]) return {};
    const GraphNode& node = graph_.nodes[index];
    if (lone_[index] && collapse != Collapse::account) {
      return fmt::format("lone {} {}", kind_word(node.kind), node.account);
    }
    return group_of(node, scenario_.world, collapse);
  }

  Collapse chosen() {
    for (const Collapse one : {Collapse::none, Collapse::equal}) {
      std::set<std::string> groups;
      std::size_t alone = 0;
      for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
        std::string group = group_with(node, one);
        if (group.empty()) ++alone;
        groups.insert(std::move(group));
      }
      if (alone + groups.size() <= kBoxesMax + 1) return one;
    }
    return Collapse::account;
  }

  void add_boxes(Collapse collapse) {
    std::map<std::string, std::size_t> known;
    for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
      const std::string group = group_with(node, collapse);
      std::size_t box = out_.boxes.size();
      if (!group.empty()) box = known.try_emplace(group, box).first->second;
      if (box == out_.boxes.size())
        out_.boxes.push_back({graph_.nodes[node].kind, {}, {}, {}, 0, 0, {}, lit_[node]});
      out_.boxes[box].nodes.push_back(node);
      box_of_[node] = box;
    }
    for (Picture::Box& box : out_.boxes) name(box);
  }

  void name(Picture::Box& box) const {
    const GraphNode& first = graph_.nodes[box.nodes.front()];
    if (box.nodes.size() == 1) {
      box.title = first.key;
      box.subtitle = what_is(first, scenario_);
      box.tooltip = first.arn;
      return;
    }
    const bool lone = std::ranges::all_of(box.nodes, [&](std::size_t node) { return lone_[node]; });
    box.title =
        fmt::format("{} {}s{}", box.nodes.size(), kind_word(box.kind), lone ? " without hops" : "");
    for (std::size_t i = 0; i < box.nodes.size(); ++i) {
      const std::string& key = graph_.nodes[box.nodes[i]].key;
      if (i < kNamesShown) box.subtitle += (i == 0 ? "" : ", ") + key;
      box.tooltip += (i == 0 ? "" : ", ") + key;
    }
    if (box.nodes.size() > kNamesShown) box.subtitle += " …";
  }

  void add_arrows() {
    std::map<std::tuple<std::size_t, std::size_t, GraphEdge::Kind, GraphEdge::Verdict, bool>,
             std::size_t>
        known;
    for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
      const GraphEdge& edge = graph_.edges[i];
      const std::size_t from = box_of_[edge.from];
      const std::size_t to = box_of_[edge.to];
      const bool lit = hops_.contains({edge.from, edge.to});
      if (from == to && out_.boxes[from].nodes.size() > 1) {
        const bool climb = edge.kind == GraphEdge::Kind::escalated;
        if (edge.allowed()) ++(climb ? out_.boxes[from].climbs : out_.boxes[from].inside);
        continue;
      }
      const auto [there, is_new] =
          known.try_emplace({from, to, edge.kind, edge.verdict, lit}, out_.arrows.size());
      if (is_new) out_.arrows.push_back({from, to, edge.kind, edge.verdict, {}, lit});
      out_.arrows[there->second].edges.push_back(i);
    }
  }

  void add_frames() {
    std::map<std::string, std::size_t> known;
    for (std::size_t box = 0; box < out_.boxes.size(); ++box) {
      const std::string& account = graph_.nodes[out_.boxes[box].nodes.front()].account;
      const auto [there, is_new] = known.try_emplace(account, out_.frames.size());
      if (is_new) out_.frames.push_back({account, account_title(account, scenario_), {}});
      out_.frames[there->second].boxes.push_back(box);
    }
  }

  const RoleGraph& graph_;
  const Scenario& scenario_;
  std::vector<bool> lit_;   // by node
  std::vector<bool> lone_;  // by node: no hop is known, and such nodes share a box
  std::set<std::pair<std::size_t, std::size_t>> hops_;
  std::vector<std::size_t> box_of_;  // by node
  Picture out_;
};

}  // namespace

Picture picture_of(const RoleGraph& graph, const Scenario& scenario, const DrawOptions& options) {
  return Painter(graph, scenario, options).paint(options.collapse);
}

std::string legend_of(const Picture& picture, const LegendWords& words) {
  using Arrow = Picture::Arrow;
  const auto any = [&](auto&& test) { return std::ranges::any_of(picture.arrows, test); };
  std::string out;
  const auto add = [&](bool shown, std::string_view text) {
    if (shown) out += fmt::format("{}{}", out.empty() ? "" : "   ·   ", text);
  };
  add(any([](const Arrow& one) { return one.verdict == GraphEdge::Verdict::blocked; }),
      "✗: blocked");
  add(any([](const Arrow& one) { return one.verdict == GraphEdge::Verdict::undecided; }),
      "?: undecided");
  add(any([](const Arrow& one) { return one.kind == GraphEdge::Kind::escalated; }),
      words.escalated);
  add(any([](const Arrow& one) { return one.lit; }), words.answer);
  add(any([](const Arrow& one) { return one.edges.size() > 1; }), "a number: so many hops");
  return out;
}

std::string_view kind_word(GraphNode::Kind kind) {
  switch (kind) {
    case GraphNode::Kind::workload:
      return "workload";
    case GraphNode::Kind::user:
      return "user";
    case GraphNode::Kind::role:
      return "role";
  }
  return "";
}

std::string_view kind_word(GraphEdge::Kind kind) {
  switch (kind) {
    case GraphEdge::Kind::delivered:
      return "delivered";
    case GraphEdge::Kind::assumed:
      return "assumed";
    case GraphEdge::Kind::escalated:
      return "escalated";
  }
  return "";
}

std::string_view verdict_word(GraphEdge::Verdict verdict) {
  switch (verdict) {
    case GraphEdge::Verdict::allowed:
      return "allowed";
    case GraphEdge::Verdict::blocked:
      return "blocked";
    case GraphEdge::Verdict::undecided:
      return "undecided";
  }
  return "";
}

std::string inside_text(const Picture::Box& box) {
  if (box.inside + box.climbs == 0) return {};
  std::string out;
  if (box.inside > 0) out = fmt::format("{} hop{}", box.inside, box.inside == 1 ? "" : "s");
  if (box.climbs > 0) {
    out += fmt::format("{}{} escalation{}", out.empty() ? "" : ", ", box.climbs,
                       box.climbs == 1 ? "" : "s");
  }
  return out + " inside";
}

std::string arrow_text(const RoleGraph& graph, const Picture::Arrow& arrow) {
  if (arrow.edges.size() == 1) return edge_text(graph, graph.edges[arrow.edges.front()]);
  return fmt::format("{} hops", arrow.edges.size());
}

std::string short_text(const RoleGraph& graph, const Picture::Arrow& arrow) {
  const GraphEdge& edge = graph.edges[arrow.edges.front()];
  if (arrow.edges.size() > 1 || edge.block == GraphEdge::kNone) return arrow_text(graph, arrow);
  const HopBlock& block = graph.blocks[edge.block];
  switch (block.why) {
    case HopBlock::Why::denied:
      return "denied";
    case HopBlock::Why::no_trust_policy:
      return "no trust policy";
    case HopBlock::Why::not_trusted:
      return "not trusted";
    case HopBlock::Why::condition:
      return block.condition == nullptr ? "condition" : block.condition->key.value;
    case HopBlock::Why::trust_silent:
      return "trust is silent";
    case HopBlock::Why::caller_silent:
      return "not permitted";
    case HopBlock::Why::guardrail_silent:
      return std::string(policy_type_word(block.side));
    case HopBlock::Why::undecided:
      return "undecided";
    case HopBlock::Why::endpoint:
      break;
  }
  return arrow_text(graph, arrow);
}

}  // namespace rolechain
