#include "sim/chain/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/authorize.h"
#include "mocks/policy/glob.h"
#include "mocks/sts/assume.h"
#include "mocks/sts/parameters.h"
#include "sim/grants/values.h"

namespace rolechain {
namespace {

constexpr std::string_view kRequestTag = "aws:requesttag/";
constexpr std::string_view kAtLeastTwo = "??*";  // names, identities and ids have two characters

using Alternative = HopDimension::Alternative;
using What = HopDimension::What;

bool is_valid(What what, const std::string& key, const std::string& value) {
  sts::Parameters check;
  switch (what) {
    case What::session_name:
      check.session_name(value);
      break;
    case What::tag:
      check.tags({{key, value}});
      break;
    case What::source_identity:
      check.source_identity(value);
      break;
    case What::external_id:
      check.external_id(value);
      break;
  }
  return !check.error();
}

bool has_key(const std::vector<std::string>& keys, std::string_view key) {
  return std::ranges::any_of(keys, [&](const auto& one) { return equals_ignore_case(one, key); });
}

std::vector<const PlayCondition*> pointers(const std::vector<PlayCondition>& tests) {
  std::vector<const PlayCondition*> out;
  out.reserve(tests.size());
  for (const PlayCondition& test : tests) out.push_back(&test);
  return out;
}

// A variable whose value this very request chooses: no class follows from it.
bool names_a_choice(const Text& value) {
  const Pattern pattern(value.value, Pattern::Wildcards::literal, Pattern::Variables::active);
  return std::ranges::any_of(pattern.tokens(), [](const PatternToken& token) {
    return token.kind == PatternToken::Kind::variable && is_hop_key(token.text);
  });
}

}  // namespace

bool is_external_id(std::string_view text) {
  return is_valid(What::external_id, {}, std::string(text));
}

struct HopChooser::Work {
  HopChoices out;
  Context context;
  TestStore store;
  std::map<std::string, std::vector<PlayCondition>> tests;  // of this hop, by key in lower case
  May may;

  [[nodiscard]] std::vector<PlayCondition> tests_of(const std::string& key) const {
    const auto found = tests.find(key);
    return found == tests.end() ? std::vector<PlayCondition>{} : found->second;
  }

  // One value of each class of the tests; absent ones are left out.
  std::vector<std::string> values(const std::vector<PlayCondition>& all, bool lists = false) {
    std::vector<std::string> values;
    if (all.empty()) return values;
    const auto classes = value_classes(pointers(all), context, GrantLimits{});
    if (!classes) {
      out.undecided.push_back(classes.error());
      return values;
    }
    for (const ValueClass& one : *classes) {
      if (!one.entry || (one.entry->values.size() != 1 && !lists)) continue;
      for (const std::string& value : one.entry->values) {
        if (std::ranges::find(values, value) == values.end()) values.push_back(value);
      }
    }
    return values;
  }
};

void HopChooser::collect_tests(Work& work, const Session& caller, const Role& role) const {
  const World& world = scenario_.world;
  const Caller principal = caller_of(world, caller);
  const PoliciesInPlay play =
      gather(world, principal, &caller, "sts:assumerole", role.arn, role.account);
  ApiCall call;
  call.action = "sts:AssumeRole";
  call.resource = role.arn;
  call.context = scenario_.context;
  work.context = make_context(world, principal, &caller, call, role.account, scenario_.clock_s);
  std::set<std::string> tested;
  const auto add = [&](const CompiledPolicy* policy) {
    if (policy == nullptr || !facts_.tests_request(policy)) return;
    const bool variables = policy->document().variables;
    for (const Statement& statement : policy->statements()) {
      if (!is_about_hops(statement)) continue;
      for (const ConditionTest& test : statement.conditions) {
        std::string key = to_lower(test.key.value);
        if (!is_hop_key(key)) continue;
        tested.insert(test.key.value);
        const bool filled = variables && std::ranges::any_of(test.values, [](const Text& value) {
                              return find_variable(value.value) != std::string::npos;
                            });
        if (filled && std::ranges::any_of(test.values, names_a_choice)) {
          work.out.undecided.push_back(
              {Severity::unsupported, "chain-variable",
               fmt::format("chains do not compare `{}` with another parameter of the same request",
                           test.key.value),
               test.key.span, "write the value out"});
          continue;
        }
        work.tests[std::move(key)].push_back(
            {&test,
             CompiledCondition(
                 test, variables ? Pattern::Variables::active : Pattern::Variables::literal),
             variables, filled, PlayCondition::Kind::free});
      }
    }
  };
  for (const CompiledPolicy* policy : play.identity) add(policy);
  add(play.boundary);
  for (const CompiledPolicy* policy : play.session) add(policy);
  add(play.resource);
  for (const PolicyLevel* level : play.scps) {
    for (const PolicyRef& policy : level->scps) add(policy.get());
  }
  for (const PolicyLevel* level : play.rcps) {
    for (const PolicyRef& policy : level->rcps) add(policy.get());
  }
  work.out.tested.assign(tested.begin(), tested.end());
}

// The name that nobody asks for stands for its class.
void HopChooser::add_name(Work& work, const Role& role) const {
  std::vector<PlayCondition> tests = work.tests_of("sts:rolesessionname");
  for (PlayCondition& test : facts_.name_tests(role, work.store)) tests.push_back(std::move(test));
  if (tests.empty()) return;
  tests.push_back(work.store.add(Operator::string_equals, "sts:RoleSessionName",
                                 {std::string(kAnySessionName)}));
  tests.push_back(
      work.store.add(Operator::string_like, "sts:RoleSessionName", {std::string(kAtLeastTwo)}));
  HopDimension dimension{What::session_name, {}, {{std::string(kAnySessionName), false}}};
  for (std::string& value : work.values(tests)) {
    if (value == kAnySessionName || !is_valid(What::session_name, {}, value)) continue;
    dimension.alternatives.push_back({std::move(value), false});
  }
  work.out.dimensions.push_back(std::move(dimension));
}

void HopChooser::add_tags(Work& work, const Session& caller) const {
  if (!work.may.tags) return;
  std::map<std::string, std::string> keys;  // lower case → spelling
  for (const auto& [key, fact] : facts_.tags()) keys.try_emplace(key, fact.key);
  for (const auto& [key, tests] : work.tests) {
    if (!key.starts_with(kRequestTag)) continue;
    keys.try_emplace(key.substr(kRequestTag.size()),
                     tests.front().test->key.value.substr(kRequestTag.size()));
  }
  const bool tests_transitive = work.tests.contains("sts:transitivetagkeys");
  for (const std::string_view list : {"aws:tagkeys", "sts:transitivetagkeys"}) {
    for (const std::string& key : work.values(work.tests_of(std::string(list)), true)) {
      if (is_valid(What::tag, key, "x")) keys.try_emplace(to_lower(key), key);
    }
  }
  for (const auto& [key, spelling] : keys) {
    if (has_key(caller.transitive, key)) continue;  // R-STS-11
    std::vector<PlayCondition> tests = work.tests_of(std::string(kRequestTag) + key);
    const auto fact = facts_.tags().find(key);
    const bool is_fact = fact != facts_.tags().end();
    if (is_fact) {
      tests.insert(tests.end(), fact->second.tests.begin(), fact->second.tests.end());
      const std::optional<Diagnostic>& why = fact->second.unsupported;
      if (why) work.out.undecided.push_back(*why);
    }
    std::vector<std::string> values = work.values(tests);
    if (tests.empty()) values.emplace_back("x");
    HopDimension dimension{What::tag, spelling, {{}}};
    for (const std::string& value : values) {
      if (!is_valid(What::tag, spelling, value)) continue;
      dimension.alternatives.push_back({value, false});
      if (is_fact || tests_transitive) dimension.alternatives.push_back({value, true});
    }
    work.out.dimensions.push_back(std::move(dimension));
  }
}

void HopChooser::add_identity(Work& work, const Session& caller) const {
  const std::vector<PlayCondition> own = work.tests_of("sts:sourceidentity");
  HopDimension dimension{What::source_identity, {}, {{}}};
  if (!caller.source_identity.empty()) {  // R-STS-12: sent again, or inherited
    if (own.empty()) return;
    dimension.alternatives.push_back({caller.source_identity, false});
  } else {
    const Fact* fact = facts_.source_identity();
    if (!work.may.identity || (own.empty() && fact == nullptr)) return;
    std::vector<PlayCondition> tests = own;
    if (fact != nullptr) {
      tests.insert(tests.end(), fact->tests.begin(), fact->tests.end());
      if (fact->unsupported) work.out.undecided.push_back(*fact->unsupported);
    }
    tests.push_back(
        work.store.add(Operator::string_like, "sts:SourceIdentity", {std::string(kAtLeastTwo)}));
    for (std::string& value : work.values(tests)) {
      if (!is_valid(What::source_identity, {}, value)) continue;
      dimension.alternatives.push_back({std::move(value), false});
    }
  }
  work.out.dimensions.push_back(std::move(dimension));
}

// Who knows only some ids may still send one that nobody had to tell: any that no policy spells
// out. A text with wildcards is no secret.
void HopChooser::add_external_id(Work& work,
                                 const std::optional<std::vector<std::string>>& known) const {
  std::vector<PlayCondition> tests = work.tests_of("sts:externalid");
  if (tests.empty()) return;
  std::set<std::string> secrets;
  for (const PlayCondition& test : tests) {
    for (const Text& value : test.test->values) {
      if (!has_wildcard(value.value)) secrets.insert(to_lower(value.value));
    }
  }
  tests.push_back(
      work.store.add(Operator::string_like, "sts:ExternalId", {std::string(kAtLeastTwo)}));
  std::vector<std::string> values = work.values(tests);
  if (known) {
    std::erase_if(values, [&](const std::string& v) { return secrets.contains(to_lower(v)); });
    for (const std::string& id : *known) values.push_back(id);
  }
  HopDimension dimension{What::external_id, {}, {{}}};
  for (std::string& value : values) {
    if (!is_valid(What::external_id, {}, value)) continue;
    dimension.alternatives.push_back({std::move(value), false});
  }
  work.out.dimensions.push_back(std::move(dimension));
}

HopChoices HopChooser::choose(const Session& caller, const Role& role, May may,
                              const std::optional<std::vector<std::string>>& known_ids) const {
  Work work;
  work.may = may;
  collect_tests(work, caller, role);
  add_name(work, role);
  add_tags(work, caller);
  add_identity(work, caller);
  add_external_id(work, known_ids);
  return std::move(work.out);
}

std::vector<std::string> HopChooser::names(const Role& role) const {
  Work work;
  std::set<std::string> tested;
  if (role.trust != nullptr && facts_.tests_request(role.trust.get())) {
    const bool variables = role.trust->document().variables;
    for (const Statement& statement : role.trust->statements()) {
      for (const ConditionTest& test : statement.conditions) {
        if (!equals_ignore_case(test.key.value, "sts:RoleSessionName")) continue;
        work.tests["sts:rolesessionname"].push_back(
            {&test,
             CompiledCondition(
                 test, variables ? Pattern::Variables::active : Pattern::Variables::literal),
             variables, false, PlayCondition::Kind::free});
      }
    }
  }
  add_name(work, role);
  std::vector<std::string> out;
  for (const HopDimension& dimension : work.out.dimensions) {
    for (const Alternative& one : dimension.alternatives) {
      if (one.value) out.push_back(*one.value);
    }
  }
  if (out.empty()) out.emplace_back(kAnySessionName);
  return out;
}

std::optional<std::vector<std::vector<std::size_t>>> combinations(const HopChoices& choices,
                                                                  std::size_t most) {
  std::vector<std::vector<std::size_t>> out = {{}};
  for (const HopDimension& dimension : choices.dimensions) {
    std::vector<std::vector<std::size_t>> longer;
    if (out.size() * dimension.alternatives.size() > most) return std::nullopt;
    for (const auto& begun : out) {
      for (std::size_t i = 0; i < dimension.alternatives.size(); ++i) {
        longer.push_back(begun);
        longer.back().push_back(i);
      }
    }
    out = std::move(longer);
  }
  const auto sent = [](const std::vector<std::size_t>& one) {
    return std::ranges::count_if(one, [](std::size_t i) { return i != 0; });
  };
  std::ranges::stable_sort(out, {}, sent);
  return out;
}

HopParameters parameters_of(const HopChoices& choices,
                            const std::vector<std::size_t>& combination) {
  HopParameters out;
  out.session_name = kAnySessionName;
  for (std::size_t i = 0; i < choices.dimensions.size(); ++i) {
    const HopDimension& dimension = choices.dimensions[i];
    const Alternative& one = dimension.alternatives[combination[i]];
    if (!one.value) continue;
    switch (dimension.what) {
      case What::session_name:
        out.session_name = *one.value;
        break;
      case What::tag:
        out.tags.push_back({dimension.key, *one.value});
        if (one.transitive) out.transitive.push_back(dimension.key);
        break;
      case What::source_identity:
        out.source_identity = one.value;
        break;
      case What::external_id:
        out.external_id = one.value;
        break;
    }
  }
  return out;
}

std::vector<ContextEntry> context_of(const HopParameters& parameters,
                                     const std::vector<std::string>& tested) {
  sts::Assumption sent;
  sent.session_name = parameters.session_name;
  sent.tags = parameters.tags;
  sent.transitive = parameters.transitive;
  sent.passes_source_identity = parameters.source_identity.has_value();
  sent.source_identity = parameters.source_identity.value_or("");
  std::vector<ContextEntry> out = sts::request_context(sent);
  if (parameters.external_id) {
    out.push_back(sts::engine_entry("sts:ExternalId", {*parameters.external_id}));
  }
  for (const std::string& key : tested) {
    const auto is_it = [&](const ContextEntry& entry) {
      return equals_ignore_case(entry.key, key);
    };
    if (std::ranges::none_of(out, is_it)) out.push_back(sts::engine_entry(key, {}));
  }
  return out;
}

}  // namespace rolechain
