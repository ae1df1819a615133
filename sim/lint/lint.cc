#include "sim/lint/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "sim/graph/graph.h"
#include "sim/lint/principals.h"
#include "sim/lint/width.h"

namespace rolechain {
namespace {

constexpr std::string_view kTrustMissing = "trust-missing";
constexpr std::string_view kDeadHop = "dead-hop";
constexpr std::string_view kTrustWholeAccount = "trust-whole-account";
constexpr std::string_view kTrustAnyone = "trust-anyone";
constexpr std::string_view kWildcardBaseRole = "wildcard-base-role";
constexpr std::string_view kAdminReachable = "admin-reachable";

// `~` and `/` have their own spelling inside a JSON pointer (RFC 6901).
std::string pointer_part(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string trust_place(const Role& role) {
  return fmt::format("/roles/{}/trust", pointer_part(role.key));
}

// "base/hop" → "/roles/base/policies/hop".
std::string policy_place(std::string_view owners, std::string_view key, std::string_view label) {
  std::string_view name = label;
  if (name.starts_with(key) && name.size() > key.size() && name[key.size()] == '/') {
    name.remove_prefix(key.size() + 1);
  }
  return fmt::format("/{}/{}/policies/{}", owners, pointer_part(key), pointer_part(name));
}

// The place in the file, or that of the nearest thing around it.
SourceSpan span_of(const Scenario& scenario, std::string_view place) {
  while (!place.empty()) {
    const auto found = scenario.places.find(std::string(place));
    if (found != scenario.places.end()) return found->second;
    place = place.substr(0, place.rfind('/'));
  }
  return {};
}

class Linter {
 public:
  explicit Linter(const Scenario& scenario) : scenario_(scenario), graph_(build_graph(scenario)) {}

  std::vector<Finding> run() {
    for (const Role& role : scenario_.world.roles) check_trust(role);
    check_hops();
    check_base_roles();
    check_administrators();
    std::ranges::sort(findings_, {}, [](const Finding& f) {
      return std::tie(f.at, f.rule, f.where.begin, f.message);
    });
    return std::move(findings_);
  }

 private:
  void add(std::string_view rule, std::string at, std::string message, std::string help,
           SourceSpan where) {
    const auto& rules = lint_rules();
    const auto known = std::ranges::find(rules, rule, &LintRule::id);
    if (!where.known()) where = span_of(scenario_, at);
    findings_.push_back({std::string(rule), known->severity, std::move(at), std::move(message),
                         std::move(help), where});
  }

  void check_trust(const Role& role);
  void check_open(const Role& role, const OpenStatement& open);
  void check_hops();
  void check_base_roles();
  void check_administrators();

  [[nodiscard]] const Role* role_at(std::size_t node) const {
    return scenario_.world.role(graph_.nodes[node].arn);
  }

  const Scenario& scenario_;
  RoleGraph graph_;
  std::vector<Finding> findings_;
};

void Linter::check_trust(const Role& role) {
  if (!role.trust) {
    add(kTrustMissing, trust_place(role),
        fmt::format("`{}` has no trust policy: nobody can assume it", role.key),
        "add a trust policy that allows the caller's role to call sts:AssumeRole", {});
    return;
  }
  for (const OpenStatement& open : open_statements(*role.trust)) check_open(role, open);
}

void Linter::check_open(const Role& role, const OpenStatement& open) {
  if (open.width == OpenStatement::Width::account) {
    if (open.narrowed) return;
    add(kTrustWholeAccount, trust_place(role),
        fmt::format("`{}` trusts the whole account `{}`: every principal there that may call "
                    "sts:AssumeRole can become it",
                    role.key, open.principal),
        "name the calling role's ARN, or narrow by a condition on aws:PrincipalArn", open.where);
    return;
  }
  add(kTrustAnyone, trust_place(role),
      open.narrowed ? fmt::format("`{}` trusts anyone who meets a condition", role.key)
                    : fmt::format("`{}` trusts anyone, in every AWS account", role.key),
      "name the calling role's ARN as Principal", open.where);
  if (open.narrowed) findings_.back().severity = Severity::warning;
}

void Linter::check_hops() {
  for (const GraphEdge& edge : graph_.edges) {
    if (edge.allowed() || edge.undecided() || !edge.caller.known()) continue;
    const GraphNode& from = graph_.nodes[edge.from];
    const GraphNode& to = graph_.nodes[edge.to];
    const std::string_view owners = from.kind == GraphNode::Kind::user ? "users" : "roles";
    add(kDeadHop, policy_place(owners, from.key, edge.caller.policy->label()),
        fmt::format("`{}` may call sts:AssumeRole on `{}`, but {}", from.key, to.key,
                    edge_text(graph_, edge)),
        fmt::format("let `{}` trust {}, or remove the permission", to.key, from.arn),
        edge.caller.statement().span);
  }
}

// The roles that an endpoint hands to a workload: whoever gets into the workload holds them.
void Linter::check_base_roles() {
  std::vector<std::size_t> done;
  for (const GraphEdge& edge : graph_.edges) {
    const bool delivered = edge.allowed() &&
                           graph_.nodes[edge.from].kind == GraphNode::Kind::workload &&
                           graph_.nodes[edge.to].kind == GraphNode::Kind::role;
    if (!delivered || std::ranges::find(done, edge.to) != done.end()) continue;
    done.push_back(edge.to);
    const Role* role = role_at(edge.to);
    for (const AttachedPolicy& attached : role->policies) {
      const auto wide = widest_statement(*attached.policy);
      if (!wide) continue;
      add(kWildcardBaseRole, policy_place("roles", role->key, attached.policy->label()),
          fmt::format("`{}` is the base role of workload `{}` and allows `{}` on every resource",
                      role->key, graph_.nodes[edge.from].key, wide->action),
          "keep the base role small: list its actions and ARNs, and reach the rest by assuming "
          "further roles",
          wide->statement->span);
    }
  }
}

void Linter::check_administrators() {
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    const GraphNode& from = graph_.nodes[node];
    if (from.kind != GraphNode::Kind::workload) continue;
    for (const std::size_t reached : graph_.reachable(node)) {
      const Role* role = role_at(reached);
      const AttachedPolicy* all = role == nullptr ? nullptr : administrator_policy(*role);
      if (all == nullptr) continue;
      std::string chain;
      for (const std::size_t hop : graph_.shortest_chain(node, reached)) {
        chain += (chain.empty() ? "" : " → ") + graph_.nodes[hop].key;
      }
      const std::string at = fmt::format("/workloads/{}", pointer_part(from.key));
      add(kAdminReachable, at,
          fmt::format("workload `{}` reaches `{}`, which may do everything: {}", from.key,
                      role->key, chain),
          fmt::format("take `{}` off role `{}`, or cut the chain at a trust policy", all->name,
                      role->key),
          span_of(scenario_, at));
    }
  }
}

}  // namespace

const std::vector<LintRule>& lint_rules() {
  static const std::vector<LintRule> rules{
      {kAdminReachable, Severity::error, "a workload reaches a role that may do everything"},
      {kDeadHop, Severity::warning, "a policy allows to assume a role that refuses the caller"},
      {kTrustAnyone, Severity::error,
       "a trust policy lets anyone in (a warning where a condition narrows it)"},
      {kTrustMissing, Severity::error, "a role has no trust policy, so nobody can assume it"},
      {kTrustWholeAccount, Severity::warning,
       "a trust policy lets in every principal of an account"},
      {kWildcardBaseRole, Severity::warning,
       "a workload's base role allows all actions, or all of a service, on every resource"},
  };
  return rules;
}

std::vector<Finding> lint(const Scenario& scenario) { return Linter(scenario).run(); }

}  // namespace rolechain
