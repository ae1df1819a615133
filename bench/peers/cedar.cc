#include "bench/peers/cedar.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/operator_family.h"

namespace rolechain::bench {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kTeam = "${aws:PrincipalTag/team}";
constexpr std::string_view kTeamValue = R"(context["aws:PrincipalTag/team"])";

[[noreturn]] void unknown(std::string_view what) {
  fmt::print(stderr, "error: no translation into Cedar for `{}`\n", what);
  std::abort();
}

std::string any_of(const std::vector<std::string>& terms) {
  return terms.empty() ? "false" : fmt::format("({})", fmt::join(terms, " || "));
}

std::string literal(std::string_view text) { return fmt::format("\"{}\"", text); }

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string::npos; }

// Cedar has no variables in patterns. `A${team}/*` becomes `like "A*"` and a look at the segment
// that stands there, which the resource (or the context) carries by itself.
std::string like(std::string_view pattern, std::string_view value, std::string_view segment) {
  const std::size_t variable = pattern.find(kTeam);
  if (variable == std::string_view::npos) {
    if (pattern.find('?') != std::string_view::npos) unknown(pattern);
    return has_wildcard(pattern) ? fmt::format("{} like {}", value, literal(pattern))
                                 : fmt::format("{} == {}", value, literal(pattern));
  }
  if (pattern == kTeam) return fmt::format("{} == {}", value, kTeamValue);
  if (!pattern.ends_with("/*") || variable + kTeam.size() + 2 != pattern.size()) unknown(pattern);
  return fmt::format("({} like \"{}*\" && {} == {})", value, pattern.substr(0, variable), segment,
                     kTeamValue);
}

std::string resources(const Statement& statement) {
  std::vector<std::string> terms;
  for (const Text& pattern : statement.resources) {
    if (pattern.value == "*") return "true";
    terms.push_back(like(pattern.value, "resource.arn", "resource.folder"));
  }
  return any_of(terms);
}

std::string condition(const ConditionTest& test) {
  const std::string key = literal(test.key.value);
  const std::string value = fmt::format("context[{}]", key);
  std::vector<std::string> terms;
  for (const Text& text : test.values) {
    switch (family_of(test.op.op)) {
      case OperatorFamily::ip:
        terms.push_back(fmt::format("{}.isInRange(ip({}))", value, literal(text.value)));
        break;
      case OperatorFamily::string:
      case OperatorFamily::arn:
        terms.push_back(like(text.value, value, R"(context["s3:prefix folder"])"));
        break;
      case OperatorFamily::boolean:
        terms.push_back(fmt::format("{} == {}", value, literal(text.value)));
        break;
      default:
        unknown(operator_name(test.op.op));
    }
  }
  const std::string positive = fmt::format("(context has {} && {})", key, any_of(terms));
  return is_negated(test.op.op) ? "!" + positive : positive;
}

std::string actions(const Statement& statement) {
  std::vector<std::string> terms;
  for (const Text& action : statement.actions) {
    if (action.value == "*") return "true";
    terms.push_back(fmt::format("Action::{}", literal(action.value)));
  }
  const std::string listed = fmt::format("action in [{}]", fmt::join(terms, ", "));
  return statement.not_action ? fmt::format("!({})", listed) : listed;
}

enum class Accounts : bool { any, by_name_only };

// Whom a resource policy's statement names. Within one account a name grants, the account alone
// does not.
std::string principals(const Statement& statement, Accounts accounts) {
  std::vector<std::string> terms;
  for (const PrincipalEntry& entry : statement.principals) {
    const std::string& value = entry.value.value;
    if (entry.kind == PrincipalEntry::Kind::anyone) return "true";
    if (entry.kind != PrincipalEntry::Kind::aws) continue;
    if (value.find(":role/") != std::string::npos) {
      terms.push_back(fmt::format("principal == Role::{}", literal(value)));
    } else if (accounts == Accounts::any) {
      const auto arn = split_arn(value);
      terms.push_back(fmt::format("principal.account == {}", literal(arn ? arn->account : value)));
    }
  }
  return any_of(terms);
}

// What a statement asks of action, resource and context, as one expression.
std::string body(const Statement& statement) {
  std::string text = fmt::format("{} && {}", actions(statement), resources(statement));
  for (const ConditionTest& test : statement.conditions) text += " && " + condition(test);
  return text;
}

class Translation {
 public:
  explicit Translation(const Shape& shape) : shape_(shape) {}

  std::string run() {
    const Role& role = *shape_.world.role(shape_.session.role_arn);
    for (const AttachedPolicy& attached : role.policies) identity(*attached.policy);
    if (role.boundary != nullptr) guardrail({role.boundary.get()});
    for (const PolicyLevel* level : shape_.world.levels(role.account)) {
      std::vector<const CompiledPolicy*> policies;
      policies.reserve(level->scps.size());
      for (const PolicyRef& policy : level->scps) policies.push_back(policy.get());
      guardrail(policies);
    }
    for (const Resource& resource : shape_.world.resources) {
      if (resource.policy != nullptr) resource_policy(*resource.policy, {});
    }
    for (const Role& target : shape_.world.roles) {
      if (target.trust != nullptr) {
        resource_policy(*target.trust, fmt::format("resource.arn == {} && ", literal(target.arn)));
      }
    }
    add(
        fmt::format("forbid (principal, action, resource) when {{ resource.account != "
                    "principal.account }} unless {{ {} }};",
                    any_of(from_outside_)));
    ordered_json out;
    out["policies"] = text_;
    out["entities"] = entities(role);
    out["calls"] = ordered_json::array();
    for (const ShapeCall& call : shape_.calls) out["calls"].push_back(call_of(call, role));
    return out.dump();
  }

 private:
  void add(std::string_view policy) {
    text_ += policy;
    text_ += "\n";
  }

  // The head of a policy takes the actions, where Cedar looks first.
  static std::string head(std::string_view effect, const Statement& statement) {
    const std::string listed = actions(statement);
    return fmt::format("{} (principal, {}, resource)", effect,
                       statement.not_action || listed == "true" ? "action" : listed);
  }

  void identity(const CompiledPolicy& policy) {
    for (const Statement& statement : policy.statements()) {
      add(fmt::format("{} when {{ {} }};",
                      head(statement.effect == Effect::allow ? "permit" : "forbid", statement),
                      body(statement)));
    }
  }

  void guardrail(const std::vector<const CompiledPolicy*>& policies) {
    std::vector<std::string> allows;
    for (const CompiledPolicy* policy : policies) {
      for (const Statement& statement : policy->statements()) {
        if (statement.effect == Effect::allow) {
          allows.push_back(fmt::format("({})", body(statement)));
        } else {
          add(fmt::format("{} when {{ {} }};", head("forbid", statement), body(statement)));
        }
      }
    }
    if (std::ranges::find(allows, "(true && true)") != allows.end()) return;
    add(fmt::format("forbid (principal, action, resource) unless {{ {} }};", any_of(allows)));
  }

  void resource_policy(const CompiledPolicy& policy, const std::string& only) {
    for (const Statement& statement : policy.statements()) {
      std::string asked = only;
      if (statement.has_resource) {
        asked += body(statement);
      } else {
        asked += actions(statement);
        for (const ConditionTest& test : statement.conditions) asked += " && " + condition(test);
      }
      const std::string named = principals(statement, Accounts::any);
      if (statement.effect == Effect::deny) {
        add(fmt::format("{} when {{ {} && {} }};", head("forbid", statement), named, asked));
        continue;
      }
      if (named == "false") continue;  // services only
      from_outside_.push_back(fmt::format("({} && {})", named, asked));
      add(fmt::format("{} when {{ resource.account == principal.account && {} && {} }};",
                      head("permit", statement), principals(statement, Accounts::by_name_only),
                      asked));
    }
  }

  void for_each_statement(const auto& use) const {
    const auto policy = [&](const PolicyRef& ref) {
      if (ref == nullptr) return;
      for (const Statement& statement : ref->statements()) use(statement);
    };
    for (const Role& role : shape_.world.roles) {
      for (const AttachedPolicy& attached : role.policies) policy(attached.policy);
      policy(role.boundary);
      policy(role.trust);
    }
    for (const Resource& resource : shape_.world.resources) policy(resource.policy);
    for (const PolicyLevel* level : shape_.world.levels(shape_.session.account)) {
      for (const PolicyRef& scp : level->scps) policy(scp);
    }
  }

  // Action wildcards are groups that the actions of the calls belong to.
  [[nodiscard]] ordered_json entities(const Role& role) const {
    ordered_json out = ordered_json::array();
    out.push_back({{"uid", {{"type", "Role"}, {"id", role.arn}}},
                   {"attrs", {{"account", role.account}}},
                   {"parents", ordered_json::array()}});
    std::set<std::string> seen;
    for (const ShapeCall& call : shape_.calls) {
      if (seen.insert(call.call.action).second) out.push_back(action_entity(call.call.action));
      if (seen.insert(call.call.resource).second) out.push_back(resource_entity(call.call));
    }
    return out;
  }

  [[nodiscard]] ordered_json action_entity(const std::string& action) const {
    std::set<std::string> groups;
    for_each_statement([&](const Statement& statement) {
      for (const Text& pattern : statement.actions) {
        if (has_wildcard(pattern.value) && pattern.value != "*" &&
            glob_match(to_lower(pattern.value), to_lower(action))) {
          groups.insert(pattern.value);
        }
      }
    });
    ordered_json parents = ordered_json::array();
    for (const std::string& group : groups) parents.push_back({{"type", "Action"}, {"id", group}});
    return {{"uid", {{"type", "Action"}, {"id", action}}},
            {"attrs", ordered_json::object()},
            {"parents", std::move(parents)}};
  }

  // The text between the first and the second slash.
  static std::string folder_of(std::string_view text) {
    const std::size_t first = text.find('/');
    if (first == std::string_view::npos) return {};
    const std::string_view rest = text.substr(first + 1);
    return std::string(rest.substr(0, rest.find('/')));
  }

  [[nodiscard]] ordered_json resource_entity(const ApiCall& call) const {
    return {{"uid", {{"type", "Arn"}, {"id", call.resource}}},
            {"attrs",
             {{"arn", call.resource},
              {"account", shape_.world.owner(call.resource, shape_.session.account)},
              {"folder", folder_of(call.resource)}}},
            {"parents", ordered_json::array()}};
  }

  static ordered_json call_of(const ShapeCall& call, const Role& role) {
    ordered_json context = ordered_json::object();
    for (const ContextEntry& entry : call.call.context) {
      const std::string& value = entry.values.front();
      if (entry.key == "aws:SourceIp") {
        context[entry.key] = {{"__extn", {{"fn", "ip"}, {"arg", value}}}};
      } else {
        context[entry.key] = value;
      }
      if (entry.key == "s3:prefix") context["s3:prefix folder"] = folder_of(value);
    }
    return {{"principal", role.arn},
            {"action", call.call.action},
            {"resource", call.call.resource},
            {"context", std::move(context)},
            {"expected", call.allowed}};
  }

  const Shape& shape_;
  std::string text_;
  std::vector<std::string> from_outside_;
};

}  // namespace

std::string to_cedar(const Shape& shape) { return Translation(shape).run(); }

}  // namespace rolechain::bench
