#include "sim/chain/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "sim/chain/pool.h"

namespace rolechain {
namespace {

constexpr std::string_view kPrincipalTag = "aws:principaltag/";
constexpr std::string_view kRequestTag = "aws:requesttag/";
constexpr std::string_view kSourceIdentity = "aws:sourceidentity";
constexpr std::string_view kUserId = "aws:userid";

constexpr std::array<std::string_view, 4> kHopActions = {
    "sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:assumerolewithwebidentity"};

std::string role_name_key(std::string_view account, std::string_view name) {
  return std::string(account) + '/' + to_lower(name);
}

// Every policy of the world, each once.
std::vector<const CompiledPolicy*> policies_of(const World& world) {
  std::vector<const CompiledPolicy*> out;
  std::unordered_set<const CompiledPolicy*> seen;
  const auto add = [&](const PolicyRef& policy) {
    if (policy != nullptr && seen.insert(policy.get()).second) out.push_back(policy.get());
  };
  const auto add_attached = [&](const std::vector<AttachedPolicy>& list) {
    for (const AttachedPolicy& one : list) add(one.policy);
  };
  const auto add_level = [&](const PolicyLevel& level) {
    for (const PolicyRef& policy : level.scps) add(policy);
    for (const PolicyRef& policy : level.rcps) add(policy);
  };
  for (const Role& role : world.roles) {
    add(role.trust);
    add_attached(role.policies);
    add(role.boundary);
  }
  for (const User& user : world.users) {
    add_attached(user.policies);
    add(user.boundary);
  }
  for (const Group& group : world.groups) add_attached(group.policies);
  for (const Resource& resource : world.resources) add(resource.policy);
  for (const Account& account : world.accounts) add_level(account.level);
  if (world.organization) {
    add_level(world.organization->root);
    for (const OrganizationalUnit& unit : world.organization->units) add_level(unit.level);
  }
  return out;
}

}  // namespace

bool is_hop_key(std::string_view key_lower) {
  static constexpr std::array<std::string_view, 5> kKeys = {
      "aws:tagkeys", "sts:transitivetagkeys", "sts:sourceidentity", "sts:rolesessionname",
      "sts:externalid"};
  return key_lower.starts_with(kRequestTag) || std::ranges::find(kKeys, key_lower) != kKeys.end();
}

bool is_about_hops(const Statement& statement) {
  return std::ranges::any_of(
      kHopActions, [&](std::string_view action) { return action_matches(statement, action); });
}

PlayCondition TestStore::add(ConditionTest test) {
  const ConditionTest& kept = tests_.emplace_back(std::move(test));
  return {&kept, CompiledCondition(kept, Pattern::Variables::literal), false, false,
          PlayCondition::Kind::free};
}

PlayCondition TestStore::add(Operator op, std::string key, const std::vector<std::string>& values) {
  ConditionTest test;
  test.op.op = op;
  test.key.value = std::move(key);
  for (const std::string& value : values) test.values.push_back({value, {}});
  return add(std::move(test));
}

// Goes through the policies once and writes down what they test.
class FactCollector {
 public:
  FactCollector(const World& world, Facts& facts) : pool_(world), facts_(facts) {}

  // Before all others: the values that tests spell out.
  void note_values(const CompiledPolicy& policy) {
    for (const Statement& statement : policy.statements()) {
      for (const ConditionTest& test : statement.conditions) {
        const std::string key = to_lower(test.key.value);
        if (!is_hop_key(key) && key != kSourceIdentity && !key.starts_with(kPrincipalTag)) continue;
        for (const Text& value : test.values) {
          const bool plain = !has_wildcard(value.value) && !value.value.contains("${");
          if (plain && test.op.op != Operator::null) pool_.add(key, value.value);
        }
      }
    }
  }

  void add(const CompiledPolicy& policy) {
    const bool variables = policy.document().variables;
    for (const Statement& statement : policy.statements()) {
      const bool hops = is_about_hops(statement);
      for (const PrincipalEntry& entry : statement.principals) add_principal(entry);
      for (const Text& resource : statement.resources) {
        if (variables) add_resource(resource, hops);
      }
      for (const ConditionTest& test : statement.conditions) {
        add_test(test, variables);
        const std::string key = to_lower(test.key.value);
        if (!hops || !is_hop_key(key)) continue;
        facts_.hop_policies_.insert(&policy);
        if (key != "sts:externalid") facts_.choosing_policies_.insert(&policy);
        facts_.tells_source_identity_ |= key == "sts:sourceidentity";
      }
    }
  }

 private:
  // The fact that a condition key is about; null for other keys.
  Fact* fact_of(std::string_view key_lower, std::string_view spelling) {
    if (key_lower == kSourceIdentity) {
      facts_.tells_source_identity_ = true;
      if (!facts_.source_identity_) facts_.source_identity_.emplace();
      return &*facts_.source_identity_;
    }
    if (!key_lower.starts_with(kPrincipalTag)) return nullptr;
    const auto [at, is_new] =
        facts_.tags_.try_emplace(std::string(key_lower.substr(kPrincipalTag.size())));
    if (is_new) at->second.key = spelling.substr(kPrincipalTag.size());
    return &at->second;
  }

  // arn:…:assumed-role/ROLE/SESSION.
  void add_principal(const PrincipalEntry& entry) {
    if (!entry.value.value.contains(":assumed-role/")) return;
    const auto arn = split_arn(entry.value.value);
    if (!arn || !arn->resource.starts_with("assumed-role/")) return;
    const auto parts = split(arn->resource, '/');
    if (parts.size() != 3) return;
    auto& names = facts_.names_[role_name_key(arn->account, parts[1])];
    if (std::ranges::find(names, parts[2]) == names.end()) names.emplace_back(parts[2]);
  }

  void add_resource(const Text& resource, bool hops) {
    if (!resource.value.contains("${")) return;
    const Pattern pattern(resource.value, Pattern::Wildcards::active, Pattern::Variables::active);
    for (const PatternToken& token : pattern.tokens()) {
      if (token.kind != PatternToken::Kind::variable) continue;
      if (token.text == kUserId) facts_.user_ids_.emplace_back("*");
      Fact* fact = fact_of(token.text, token.text);
      if (fact == nullptr) continue;
      if (!hops || resource.value.find(":iam:") == std::string::npos) {
        if (!fact->builds_resource) fact->builds_resource = resource;
      }
      add_values(*fact, resource, pool_.captures(pattern, token.text));
    }
  }

  void add_values(Fact& fact, const Text& where, std::optional<std::vector<std::string>> values) {
    if (!values) {
      fact.unsupported = Diagnostic{
          Severity::unsupported, "chain-variable",
          fmt::format("chains do not cover what `{}` makes of its policy variables", where.value),
          where.span, "use one variable in a pattern, or write the value out"};
      return;
    }
    for (const std::string& value : *values) {
      fact.tests.push_back(
          facts_.store_.add(Operator::string_equals, "aws:PrincipalTag/" + fact.key, {value}));
    }
  }

  void add_test(const ConditionTest& test, bool variables) {
    const std::string key = to_lower(test.key.value);
    Fact* fact = fact_of(key, test.key.value);
    ConditionTest plain = test;
    plain.values.clear();
    for (const Text& value : test.values) {
      if (!variables || find_variable(value.value) == std::string::npos) {
        plain.values.push_back(value);
      } else {
        add_variables(key, fact, value);
      }
    }
    if (key == kUserId) {
      for (const Text& value : plain.values) facts_.user_ids_.push_back(value.value);
    }
    if (fact != nullptr && !plain.values.empty()) {
      fact->tests.push_back(facts_.store_.add(std::move(plain)));
    }
  }

  // `value` is compared with `key`: each fact in it is linked with the other keys in it.
  void add_variables(const std::string& key, Fact* fact, const Text& value) {
    const Pattern pattern(value.value, Pattern::Wildcards::active, Pattern::Variables::active);
    for (const PatternToken& token : pattern.tokens()) {
      if (token.kind != PatternToken::Kind::variable) continue;
      if (token.text == kUserId) facts_.user_ids_.emplace_back("*");
      if (fact != nullptr) add_values(*fact, value, pool_.fillings(pattern, token.text));
      Fact* inside = fact_of(token.text, token.text);
      if (inside != nullptr) add_values(*inside, value, pool_.captures(pattern, token.text, key));
    }
  }

  ValuePool pool_;
  Facts& facts_;
};

Facts::Facts(const World& world) {
  FactCollector collector(world, *this);
  const std::vector<const CompiledPolicy*> policies = policies_of(world);
  for (const CompiledPolicy* policy : policies) collector.note_values(*policy);
  for (const CompiledPolicy* policy : policies) collector.add(*policy);
}

bool Facts::tells_names(const Role& role) const {
  if (names_.empty()) return !user_ids_.empty();
  return !user_ids_.empty() || names_.contains(role_name_key(role.account, role.name));
}

std::vector<PlayCondition> Facts::name_tests(const Role& role, TestStore& store) const {
  constexpr std::string_view kKey = "sts:RoleSessionName";
  std::vector<PlayCondition> out;
  const auto names = names_.find(role_name_key(role.account, role.name));
  if (names != names_.end()) {
    for (const std::string& name : names->second) {
      out.push_back(store.add(Operator::string_equals, std::string(kKey), {name}));
    }
  }
  // aws:userid is `AROA…:NAME`: what the operand says of the name stands behind its colon.
  for (const std::string& operand : user_ids_) {
    const std::size_t colon = operand.find(':');
    const bool may_be_this =
        colon == std::string::npos ||
        glob_match(operand.substr(0, colon), role.unique_id, CaseMode::insensitive);
    if (!may_be_this) continue;
    const std::string tail = colon == std::string::npos ? operand : operand.substr(colon + 1);
    out.push_back(store.add(Operator::string_like, std::string(kKey), {tail}));
  }
  return out;
}

}  // namespace rolechain
