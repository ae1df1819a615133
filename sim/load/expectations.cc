// What a scenario expects of the whole run, and its cases.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "mocks/base/text.h"
#include "mocks/policy/condition_block.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/service_reference.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"
#include "sim/load/holder.h"

namespace rolechain {
namespace {

// `same` means: as the scenario itself expects; only a case can say so.
enum class Where : std::uint8_t { scenario, in_case };

// `when: always`, or IAM's own Condition block.
IntentWhen read_when(Build& build, const Node* node) {
  IntentWhen out;
  if (node == nullptr) return out;
  if (node->is_scalar() && node->text == "always") {
    out.form = IntentWhen::Form::always;
    return out;
  }
  if (!node->is_map() || node->members.empty()) {
    build.problems.error("wrong-type", fmt::format("`when` cannot be {}", describe(*node)),
                         node->span,
                         "write `always`, or a Condition block: "
                         "{ StringEquals: { \"aws:RequestTag/team\": red } }");
    return out;
  }
  out.form = IntentWhen::Form::condition;
  ParsedConditions parsed = parse_condition_block(*node);
  build.problems.add(parsed.diagnostics);
  out.tests = std::move(parsed.tests);
  return out;
}

GrantIntent read_grant(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::grant);
  GrantIntent grant;
  grant.span = node.span;
  if (const Node* allow = fields.find("allow")) {
    for (const Node* item : one_or_more(*allow)) {
      grant.actions.push_back(read_action(build, *item, true));
    }
  }
  if (const Node* on = fields.find("on")) {
    for (const Node* item : one_or_more(*on)) {
      grant.resources.push_back(read_resource(build, *item, true));
    }
  }
  for (const std::string_view key : {"allow", "on"}) {
    const Node* list = fields.find(key);
    if (list == nullptr || !list->is_list() || !list->items.empty()) continue;
    build.problems.error("empty-list", fmt::format("`{}` names nothing", key), list->span,
                         "a session that holds nothing is `none`");
  }
  grant.because = fields.text("because");
  grant.when = read_when(build, fields.find("when"));
  return grant;
}

std::vector<GrantIntent> read_grant_list(Build& build, const Node* node) {
  std::vector<GrantIntent> out;
  if (node == nullptr) return out;
  for (const Node* item : one_or_more(*node)) out.push_back(read_grant(build, *item));
  return out;
}

// An intent that is known to be wrong, and how.
void read_refuted_grants(Build& build, const Node& node, SessionGrants& out) {
  const Fields fields(build.problems, node, keys::refuted_grants);
  out.form = SessionGrants::Form::refuted;
  out.grants = read_grant_list(build, fields.find("intent"));
  out.extra = read_grant_list(build, fields.find("extra"));
  out.missing = read_grant_list(build, fields.find("missing"));
  if (out.extra.empty() && out.missing.empty()) {
    build.problems.error("missing-key", "a refuted intent needs `extra` or `missing`", node.span,
                         "say what the proof must find, or write the list of grants by itself");
  }
}

// A step's id, or "workload:NAME".
std::string read_holder(Build& build, const Node& node) {
  if (!node.is_scalar() || !node.text.starts_with(kWorkloadHolder)) {
    return read_session(build, node, build.scenario.steps);
  }
  read_workload(build, Node::make_string(node.text.substr(kWorkloadHolder.size()), node.span));
  return node.text;
}

SessionGrants read_session_grants(Build& build, const Member& member, Where where) {
  SessionGrants out;
  out.span = member.key_span;
  const Node name = Node::make_string(member.key, member.key_span);
  out.session = read_holder(build, name);
  const Node& value = member.value;
  if (value.is_list()) {
    out.grants = read_grant_list(build, &value);
  } else if (value.is_map()) {
    read_refuted_grants(build, value, out);
    if (!workload_in(out.session).empty()) {
      build.problems.error("wrong-type", "a refuted intent is about one session", value.span,
                           "write the list of grants, or `none`");
    }
  } else if (value.is_scalar() && value.text == "none") {
    out.form = SessionGrants::Form::none;
  } else if (value.is_scalar() && value.text == "same" && where == Where::in_case) {
    out.form = SessionGrants::Form::same;
  } else {
    build.problems.error("wrong-type", fmt::format("grants cannot be {}", describe(value)),
                         value.span,
                         where == Where::in_case ? "write a list of grants, `none` or `same`"
                                                 : "write a list of grants, or `none`");
  }
  return out;
}

std::vector<SessionGrants> read_grants(Build& build, const Node* node, Where where) {
  std::vector<SessionGrants> out;
  if (node == nullptr) return out;
  for (const Member& member : node->members) {
    out.push_back(read_session_grants(build, member, where));
  }
  return out;
}

// More than one request: wildcards, or `on: "*"` for an action that may be about one resource.
bool is_pattern(const Call& call, const Node* on) {
  if (has_wildcard(call.action)) return true;
  if (on == nullptr || call.resource != "*") return on != nullptr && has_wildcard(call.resource);
  const auto action = ServiceReference::embedded().find_action(call.action);
  return action && !action->resource_types.empty();
}

MustDeny read_must_deny(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::must_deny);
  MustDeny out;
  out.span = node.span;
  if (const Node* as = fields.find("as")) out.as = read_holder(build, *as);
  if (const Node* call = fields.find("call")) out.call.action = read_action(build, *call, true);
  const Node* on = fields.find("on");
  if (on != nullptr) out.call.resource = read_resource(build, *on, true);
  out.context = read_context(build, fields.find("context"));
  out.error = fields.text("error");
  if (const Node* because = fields.find("because")) out.because = read_because(build, *because);
  out.why = fields.text("why").value_or("");
  out.pattern = is_pattern(out.call, on);
  for (const std::string_view key : {"error", "because"}) {
    if ((!out.pattern && workload_in(out.as).empty()) || fields.find(key) == nullptr) continue;
    build.problems.error("wrong-key",
                         fmt::format("`{}` says how one call is refused, and this is {}", key,
                                     out.pattern ? "a pattern" : "about many sessions"),
                         fields.key_span(key),
                         out.pattern ? "remove it: no call that the pattern matches may be allowed"
                                     : "remove it: no session of the workload may make the call");
  }
  return out;
}

// Names of roles, with or without `@`.
std::vector<std::string> read_roles(Build& build, const Node& node) {
  std::vector<std::string> out;
  for (const Node* item : one_or_more(node)) {
    if (!build.names.arn(Sort::role, *item)) continue;
    std::string key = item->text.substr(item->text.starts_with('@') ? 1 : 0);
    if (key.starts_with("arn:")) {
      const Role* role = build.scenario.world.role(key);
      if (role == nullptr) {
        build.problems.error("unknown-reference", fmt::format("no role has the ARN `{}`", key),
                             item->span, "name a role of this file");
        continue;
      }
      key = role->key;
    }
    out.push_back(std::move(key));
  }
  return out;
}

std::vector<Reach> read_reach(Build& build, const Node* node) {
  std::vector<Reach> out;
  if (node == nullptr) return out;
  if (!node->is_map()) {
    out.push_back({"", read_roles(build, *node), node->span});
    return out;
  }
  for (const Member& member : node->members) {
    read_workload(build, Node::make_string(member.key, member.key_span));
    out.push_back({member.key, read_roles(build, member.value), member.key_span});
  }
  return out;
}

std::vector<LintExpect> read_lint(Build& build, const Node& node) {
  static constexpr std::array<std::string_view, 3> kSeverities = {"error", "warning", "note"};
  std::vector<LintExpect> out;
  for (const Node& item : node.items) {
    const Fields fields(build.problems, item, keys::lint);
    LintExpect lint;
    lint.rule = fields.text("rule").value_or("");
    lint.at = fields.text("at").value_or("");
    if (const auto severity = fields.word("severity", kSeverities)) {
      lint.severity = kSeverities[*severity];
    }
    lint.span = item.span;
    out.push_back(std::move(lint));
  }
  return out;
}

void read_graph(Build& build, const Fields& fields, Expect& out) {
  out.reach = read_reach(build, fields.find("reach"));
  if (const Node* roles = fields.find("unreachable")) out.unreachable = read_roles(build, *roles);
  const Node* graph = fields.find("graph");
  if (graph == nullptr) return;
  const Fields inner(build.problems, *graph, keys::graph);
  for (const std::string_view key : {"reach", "unreachable"}) {
    if (inner.find(key) != nullptr && fields.find(key) != nullptr) {
      build.problems.error("duplicate-name", fmt::format("`{}` is expected twice", key),
                           inner.key_span(key), "remove one of the two");
    }
  }
  if (const Node* reach = inner.find("reach")) out.reach = read_reach(build, reach);
  if (const Node* roles = inner.find("unreachable")) out.unreachable = read_roles(build, *roles);
}

void read_explain(Build& build, const Node* node, Expect& out) {
  if (node == nullptr) return;
  for (const Member& member : node->members) {
    const auto text = scalar_text(build.problems, member.value, "an explanation");
    check_step_id(build, member.key, member.key_span);
    if (text) out.explain[member.key] = *text;
  }
}

void read_steps(Build& build, const Fields& fields, Expect& out, Where where) {
  const Node* steps = fields.map("steps");
  if (steps == nullptr) return;
  if (where == Where::scenario) {
    build.problems.error("bad-place", "`steps` belongs into the `expect` of a case",
                         fields.key_span("steps"), "write `expect` beside the step itself");
  }
  for (const Member& member : steps->members) {
    check_step_id(build, member.key, member.key_span);
    out.steps.emplace(member.key, read_step_expect(build, member.value));
  }
}

void read_coverage(Build& build, const Fields& fields, Expect& out) {
  const Node* node = fields.find("coverage");
  if (node == nullptr) return;
  Coverage coverage;
  coverage.span = fields.key_span("coverage");
  coverage.all = node->is_scalar() && node->text == "all";
  if (!coverage.all) coverage.statements = read_texts(build, node, "a statement's label");
  if (!coverage.all && coverage.statements.empty()) {
    build.problems.error("wrong-type", "`coverage` names no statement", node->span,
                         "write `all`, or a list of labels: `role/policy#Sid`");
  }
  out.coverage = std::move(coverage);
}

Expect read_expect(Build& build, const Node& node, Where where) {
  const Fields fields(build.problems, node, keys::expect);
  Expect out;
  out.span = node.span;
  if (const Node* grants = fields.map("grants")) out.grants = read_grants(build, grants, where);
  out.grants_at_least = read_grants(build, fields.map("grants_at_least"), where);
  if (const Node* denials = fields.list("must_deny")) {
    for (const Node& item : denials->items) out.must_deny.push_back(read_must_deny(build, item));
  }
  read_graph(build, fields, out);
  if (const Node* lint = fields.list("lint")) out.lint = read_lint(build, *lint);
  out.lint_absent = read_texts(build, fields.find("lint_absent"), "a lint rule");
  read_explain(build, fields.map("explain"), out);
  read_steps(build, fields, out, where);
  read_coverage(build, fields, out);
  return out;
}

}  // namespace

void build_expectations(Build& build, const Node& tree) {
  const Node* expect = tree.find("expect");
  if (expect != nullptr) build.scenario.expect = read_expect(build, *expect, Where::scenario);
}

void build_cases(Build& build, const Node& tree) {
  const Node* cases = tree.find("cases");
  if (cases == nullptr) return;
  if (!cases->is_list()) {
    return build.problems.error("wrong-type",
                                fmt::format("`cases` must be a list, not {}", describe(*cases)),
                                cases->span, "begin each case with `-`");
  }
  std::set<std::string> names;
  for (const Node& item : cases->items) {
    const Fields fields(build.problems, item, keys::scenario_case);
    Case made;
    made.span = item.span;
    made.name = fields.text("name").value_or("");
    if (!made.name.empty() && !names.insert(made.name).second) {
      build.problems.error("duplicate-name", fmt::format("two cases are named `{}`", made.name),
                           fields.find("name")->span, "give one of them another name");
    }
    if (const Node* changes = fields.find("set")) {
      made.changes = read_changes(build, *changes);
      check_changes(build, *changes, tree);
    }
    if (const Node* expect = fields.find("expect")) {
      made.expect = read_expect(build, *expect, Where::in_case);
    }
    build.scenario.cases.push_back(std::move(made));
  }
}

}  // namespace rolechain
