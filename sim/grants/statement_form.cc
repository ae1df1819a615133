#include "sim/grants/statement_form.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

using Tests = std::vector<ConditionTest>;

constexpr std::size_t kMostDenies = 64;  // of one guardrail, for one group of actions

// Where one holds of a value, the other does not.
constexpr std::array kOpposites = {
    std::pair{Operator::string_equals, Operator::string_not_equals},
    std::pair{Operator::string_equals_ignore_case, Operator::string_not_equals_ignore_case},
    std::pair{Operator::string_like, Operator::string_not_like},
    std::pair{Operator::numeric_equals, Operator::numeric_not_equals},
    std::pair{Operator::numeric_less_than, Operator::numeric_greater_than_equals},
    std::pair{Operator::numeric_less_than_equals, Operator::numeric_greater_than},
    std::pair{Operator::date_equals, Operator::date_not_equals},
    std::pair{Operator::date_less_than, Operator::date_greater_than_equals},
    std::pair{Operator::date_less_than_equals, Operator::date_greater_than},
    std::pair{Operator::ip_address, Operator::not_ip_address},
    std::pair{Operator::arn_equals, Operator::arn_not_equals},
    std::pair{Operator::arn_like, Operator::arn_not_like},
};

bool is_order(Operator op) {
  const auto is = [&](const auto& pair) { return pair.first == op || pair.second == op; };
  const auto found = std::ranges::find_if(kOpposites, is);
  return found != kOpposites.end() && !is_negated(found->second);
}

std::optional<Operator> opposite_of(Operator op) {
  for (const auto& [one, other] : kOpposites) {
    if (one == op) return other;
    if (other == op) return one;
  }
  return std::nullopt;
}

ConditionTest null_test(const ConditionTest& of, std::string_view absent) {
  ConditionTest out = of;
  out.op = {Operator::null, SetOperator::none, false};
  out.values = {{std::string(absent), {}}};
  return out;
}

// A truth value's opposite; nothing for two of them, or a variable.
bool flip(ConditionTest& test) {
  if (test.values.size() != 1) return false;
  std::string& value = test.values.front().value;
  const bool is_true = equals_ignore_case(value, "true");
  if (!is_true && !equals_ignore_case(value, "false")) return false;
  value = is_true ? "false" : "true";
  return true;
}

// In a document with variables `${` begins one; in an older one it means itself.
std::string escaped(std::string text, const CompiledPolicy& policy) {
  if (policy.document().variables) return text;
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
    text.replace(at, 1, "${$}");
    at += std::string_view("${$}").size();
  }
  return text;
}

// What the sender has to meet of the statement's conditions: what the session settles holds.
Tests chosen_tests(const PlayStatement& statement) {
  Tests out;
  for (const PlayCondition& condition : statement.conditions) {
    if (condition.kind == PlayCondition::Kind::constant) continue;
    out.push_back(*condition.test);
    for (Text& value : out.back().values) value.value = escaped(value.value, *statement.policy);
  }
  return out;
}

FormStatement form_of(const PlayStatement& statement) {
  FormStatement out;
  out.effect = statement.statement().effect;
  out.not_resource = statement.statement().not_resource;
  for (const std::string& text : statement.resource_texts) {
    out.resources.push_back(escaped(text, *statement.policy));
  }
  std::ranges::sort(out.resources);
  out.label = statement.policy->statement_label(statement.index);
  return out;
}

bool is_everything(const FormStatement& one) {
  return !one.not_resource && std::ranges::find(one.resources, "*") != one.resources.end();
}

// All that none of a guardrail's Allows takes, as Denies: for each Allow either its Resource
// element fails or one of its tests, in every combination.
class Complement {
 public:
  bool add(const PlayStatement& allow) {
    const FormStatement form = form_of(allow);
    std::vector<FormStatement> out;
    for (const FormStatement& deny : denies_) {
      if (!is_everything(form)) {
        FormStatement more = deny;
        if (!exclude(more, form)) return false;
        out.push_back(std::move(more));
      }
      for (const ConditionTest& test : chosen_tests(allow)) {
        FormStatement more = deny;
        const auto fails = opposite(test);
        if (!fails) return false;
        more.when.insert(more.when.end(), fails->begin(), fails->end());
        out.push_back(std::move(more));
      }
      if (out.size() > kMostDenies) return false;
    }
    denies_ = std::move(out);
    return true;
  }
  std::vector<FormStatement> take() { return std::move(denies_); }

 private:
  // Leaves of what `deny` takes only what `allow` does not name.
  static bool exclude(FormStatement& deny, const FormStatement& allow) {
    if (is_everything(deny)) {
      deny.not_resource = !allow.not_resource;
      deny.resources = allow.resources;
      return true;
    }
    if (!deny.not_resource || allow.not_resource) return false;  // what both name has no name
    deny.resources.insert(deny.resources.end(), allow.resources.begin(), allow.resources.end());
    std::ranges::sort(deny.resources);
    const auto twice = std::ranges::unique(deny.resources);
    deny.resources.erase(twice.begin(), twice.end());
    return true;
  }

  std::vector<FormStatement> denies_ = {{Effect::deny, false, {"*"}, {}, {}}};
};

using Policies = std::set<const CompiledPolicy*>;

// Each lets through what one of its policies allows.
std::vector<Policies> guardrails(const Play& play) {
  const GrantSubject& subject = play.subject();
  const PoliciesInPlay policies = gather_caller(*subject.world, play.caller(), subject.session);
  std::vector<Policies> out;
  if (policies.boundary != nullptr) out.push_back({policies.boundary});
  if (policies.has_session_policy)
    out.emplace_back(policies.session.begin(), policies.session.end());
  for (const PolicyLevel* level : policies.scps) {
    Policies& of_level = out.emplace_back();
    for (const PolicyRef& policy : level->scps) of_level.insert(policy.get());
  }
  return out;
}

}  // namespace

std::optional<Tests> opposite(const ConditionTest& test) {
  ConditionTest out = test;
  const Operator op = test.op.op;
  out.op.if_exists = false;
  if (op == Operator::null) return flip(out) ? std::optional(Tests{out}) : std::nullopt;
  const bool truth = op == Operator::boolean;
  if (truth && !flip(out)) return std::nullopt;
  const auto other = truth ? std::optional(op) : opposite_of(op);
  if (!other) return std::nullopt;
  out.op.op = *other;
  if (test.op.set != SetOperator::none) {  // of no value all hold, and not any
    const bool all = test.op.set == SetOperator::for_all_values;
    out.op.set = all ? SetOperator::for_any_value : SetOperator::for_all_values;
    return Tests{out};
  }
  if (is_negated(op)) return Tests{out};  // which holds of an absent key, and its opposite does not
  if (!test.op.if_exists) {
    out.op.if_exists = truth || is_order(op);
    return Tests{out};
  }
  if (truth || is_order(op)) return Tests{out};
  return Tests{out, null_test(test, "false")};
}

std::optional<Tests> together(Tests tests) {
  std::ranges::stable_sort(tests, {},
                           [](const ConditionTest& test) { return full_operator_name(test.op); });
  Tests out;
  for (ConditionTest& test : tests) {
    const auto same = std::ranges::find_if(out, [&](const ConditionTest& other) {
      return full_operator_name(other.op) == full_operator_name(test.op) &&
             equals_ignore_case(other.key.value, test.key.value);
    });
    if (same == out.end()) {
      out.push_back(std::move(test));
      continue;
    }
    const auto has = [&](const Text& value) {
      return std::ranges::find(same->values, value.value, &Text::value) != same->values.end();
    };
    const bool equal =
        same->values.size() == test.values.size() && std::ranges::all_of(test.values, has);
    if (equal) continue;
    // None of these and none of those: none of all. Of any value the two may mean different ones.
    if (!is_negated(test.op.op) || test.op.set == SetOperator::for_any_value) return std::nullopt;
    for (Text& value : test.values) {
      if (!has(value)) same->values.push_back(std::move(value));
    }
  }
  return out;
}

std::optional<std::vector<FormStatement>> statement_form(
    const Play& play, const std::vector<const PlayStatement*>& statements,
    const std::vector<bool>& in_effect) {
  std::vector<FormStatement> out;
  const auto add = [&](FormStatement one, Tests tests) {
    auto when = together(std::move(tests));
    if (!when) return false;
    one.when = *std::move(when);
    out.push_back(std::move(one));
    return true;
  };
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const PlayStatement& one = *statements[i];
    const bool denies = one.statement().effect == Effect::deny;
    if (!in_effect[i] || !(denies || one.may_grant)) continue;
    if (!one.has_resources || (one.resource_texts.empty() && !one.statement().not_resource)) {
      continue;  // trust, or a variable that does not resolve
    }
    if (!add(form_of(one), chosen_tests(one))) return std::nullopt;
  }
  for (const Policies& guard : guardrails(play)) {
    Complement complement;
    for (const PlayStatement* one : statements) {
      if (!guard.contains(one->policy) || one->statement().effect == Effect::deny) continue;
      if (!complement.add(*one)) return std::nullopt;
    }
    for (FormStatement& deny : complement.take()) {
      Tests tests = std::move(deny.when);
      deny.when.clear();
      if (!add(std::move(deny), std::move(tests))) return std::nullopt;
    }
  }
  return out;
}

}  // namespace rolechain
