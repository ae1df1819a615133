#include "sim/grants/prober.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/services.h"

namespace rolechain {
namespace {

constexpr std::string_view kEndpointKey = "aws:sourcevpce";
constexpr std::string_view kRegionKey = "aws:requestedregion";

// One key of the sender's choice, with the tests about it and the statements they stand in.
struct FreeKey {
  std::vector<const PlayCondition*> tests;
  std::vector<std::size_t> owners;  // of each test: an index into Search::statements
};

// A way to choose the keys: which conditional statements it makes match, and how it got there.
struct Choice {
  Bits statements;
  std::size_t before = 0;  // index into the previous key's choices
  const ValueClass* value = nullptr;
};

}  // namespace

struct Prober::Search {
  ApiCall call;
  bool declared = false;    // the world names the resource, and so knows its tags
  bool any_region = false;  // the ARN has no region: the sender chooses the endpoint
  std::string action_lower;
  PoliciesInPlay policies;
  Context context;
  Request request;
  std::size_t statements = 0;           // that test a free key
  std::map<std::string, FreeKey> keys;  // by lower-case name
  std::vector<std::vector<Choice>> layers;
  std::vector<std::shared_ptr<const Classes>> classes;  // keeps what choices point to
  ProbeAnswer answer;
};

void Prober::add_undecided(const Diagnostic& diagnostic) {
  const bool known = std::ranges::any_of(undecided_, [&](const Diagnostic& d) {
    return d.message == diagnostic.message && d.where.file == diagnostic.where.file &&
           d.where.begin == diagnostic.where.begin;
  });
  if (!known) undecided_.push_back(diagnostic);
}

// Keys that follow from the ARN, where this one says nothing about them.
bool Prober::is_open(const Search& search, std::string_view key_lower) {
  const ContextEntry* value = search.context.find(key_lower);
  if (value != nullptr && value->origin == ContextEntry::Origin::scenario) return false;
  if (key_lower == kRegionKey) return search.any_region;
  return is_resource_tag(key_lower) && !search.declared;
}

// The conditions that the sender's choice bears on: those of statements where all else matches.
bool Prober::collect(Search& search, const CompiledPolicy* policy) {
  if (policy == nullptr) return true;
  const auto count = static_cast<std::uint32_t>(policy->statements().size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const PlayStatement& statement = play_.statement(policy, i);
    const StatementMatch match = policy->match(i, search.request);
    if (match.mismatch == Mismatch::action) continue;
    if (statement.unsupported) {
      add_undecided(*statement.unsupported);
      return false;
    }
    if (match.mismatch == Mismatch::resource || match.mismatch == Mismatch::principal) continue;
    bool counted = false;
    for (const PlayCondition& condition : statement.conditions) {
      if (!condition.free && !is_open(search, condition.compiled.key_lower())) continue;
      FreeKey& key = search.keys[condition.compiled.key_lower()];
      key.tests.push_back(&condition);
      key.owners.push_back(search.statements);
      counted = true;
    }
    search.statements += counted ? 1 : 0;
  }
  return true;
}

bool Prober::collect(Search& search) {
  const PoliciesInPlay& policies = search.policies;
  const auto all = [&](const std::vector<const CompiledPolicy*>& list) {
    return std::ranges::all_of(list, [&](const auto* policy) { return collect(search, policy); });
  };
  const auto levels = [&](const std::vector<const PolicyLevel*>& list, auto policies_of_level) {
    return std::ranges::all_of(list, [&](const PolicyLevel* level) {
      return std::ranges::all_of(level->*policies_of_level, [&](const PolicyRef& policy) {
        return collect(search, policy.get());
      });
    });
  };
  return all(policies.identity) && collect(search, policies.boundary) && all(policies.session) &&
         collect(search, policies.resource) && collect(search, policies.endpoint) &&
         levels(policies.scps, &PolicyLevel::scps) && levels(policies.rcps, &PolicyLevel::rcps);
}

std::shared_ptr<const Prober::Classes> Prober::classes_of(
    const std::vector<const PlayCondition*>& tests, const Context& context) {
  const bool shared =
      std::ranges::none_of(tests, [](const PlayCondition* test) { return test->has_variables; });
  if (shared) {
    if (const auto known = memo_.find(tests); known != memo_.end()) return known->second;
  }
  auto classes = value_classes(tests, context, limits_);
  if (!classes) {
    add_undecided(classes.error());
    return nullptr;
  }
  auto out = std::make_shared<const Classes>(*std::move(classes));
  if (shared) memo_.emplace(tests, out);
  return out;
}

// Combines the keys' classes one key after the other and keeps one way for each set of statements
// that they make match: the decision depends on nothing else.
bool Prober::fold(Search& search) {
  Bits none_failed(search.statements);
  for (std::size_t i = 0; i < search.statements; ++i) none_failed.set(i);
  search.layers.push_back({Choice{std::move(none_failed), 0, nullptr}});
  for (const auto& [name, key] : search.keys) {
    if (name == kEndpointKey && has_endpoint_policies(*play_.subject().world)) {
      const Text& key_text = key.tests.front()->test->key;
      add_undecided({Severity::unsupported, "grants-endpoint",
                     "exact grants do not choose among VPC endpoints that have policies",
                     key_text.span, "give `aws:SourceVpce` a value under `context:`"});
      return false;
    }
    const std::shared_ptr<const Classes> classes = classes_of(key.tests, search.context);
    if (classes == nullptr) return false;
    search.classes.push_back(classes);
    const std::vector<Choice>& before = search.layers.back();
    std::vector<Choice> after;
    std::unordered_set<Bits, BitsHash> seen;
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const ValueClass& value : *classes) {
        if (name == kRegionKey && !value.entry) continue;  // every request has a region
        Bits statements = before[i].statements;
        for (std::size_t test = 0; test < key.tests.size(); ++test) {
          if (!value.holds.test(test)) statements.reset(key.owners[test]);
        }
        if (seen.insert(statements).second) after.push_back({std::move(statements), i, &value});
      }
    }
    if (after.size() > limits_.contexts) {
      const ConditionTest& test = *key.tests.front()->test;
      add_undecided({Severity::unsupported, "grants-contexts",
                     fmt::format("more than {} combinations of condition keys, `{}` among them",
                                 limits_.contexts, test.key.value),
                     test.key.span, "give some of the keys a value under `context:`"});
      return false;
    }
    search.layers.push_back(std::move(after));
  }
  return true;
}

void Prober::decide_all(Search& search, const OnAllowed& on_allowed) {
  bool first = true;
  for (std::size_t last = 0; last < search.layers.back().size(); ++last) {
    std::vector<ContextEntry> chosen;
    std::size_t at = last;
    for (std::size_t layer = search.layers.size(); layer-- > 1;) {
      const Choice& choice = search.layers[layer][at];
      if (choice.value->entry) chosen.push_back(*choice.value->entry);
      at = choice.before;
    }
    Context context = search.context;
    for (const ContextEntry& entry : chosen) {
      if (entry.multi_valued) {
        context.set_list(entry.key, entry.values, entry.origin);
      } else {
        context.set(entry.key, entry.values.front(), entry.origin);
      }
    }
    search.policies.endpoint = endpoint_policy(*play_.subject().world, context);
    search.request.context = &context;
    const Decision decision = decide(search.policies, search.request);
    if (decision.allowed() && on_allowed) on_allowed(search.policies, search.request);
    if (first || (decision.allowed() && !search.answer.granted())) {
      search.answer.decision = decision;
      search.answer.chosen = std::move(chosen);
      std::ranges::reverse(search.answer.chosen);
      if (decision.allowed()) search.answer.verdict = ProbeAnswer::Verdict::granted;
    }
    first = false;
    if (search.answer.granted() && !on_allowed) return;
  }
}

// R-STS-17: a user with an MFA device may send its code with the hop itself.
bool Prober::may_send_mfa(std::string_view action) const {
  const GrantSubject& subject = play_.subject();
  if (subject.session->kind != Session::Kind::user || !is_trust_action(to_lower(action))) {
    return false;
  }
  const User* user = subject.world->user(subject.session->user_arn);
  return user != nullptr && !user->mfa_serial.empty();
}

ProbeAnswer Prober::ask(std::string_view action, std::string_view resource,
                        const OnAllowed& on_allowed) {
  using Verdict = ProbeAnswer::Verdict;
  const std::vector<ContextEntry>& given = play_.subject().context;
  ProbeAnswer plain = ask_with(given, action, resource, on_allowed);
  const bool settled = plain.verdict == Verdict::undecided || (plain.granted() && !on_allowed);
  if (settled || !may_send_mfa(action)) return plain;
  const std::vector<ContextEntry> code = {{"aws:MultiFactorAuthPresent", {"true"}, false},
                                          {"aws:MultiFactorAuthAge", {"0"}, false}};
  std::vector<ContextEntry> with_code = given;
  with_code.insert(with_code.end(), code.begin(), code.end());
  ProbeAnswer again = ask_with(with_code, action, resource, on_allowed);
  if (plain.granted() || again.verdict == Verdict::denied) return plain;
  again.chosen.insert(again.chosen.begin(), code.begin(), code.end());
  return again;
}

ProbeAnswer Prober::ask_with(const std::vector<ContextEntry>& given, std::string_view action,
                             std::string_view resource, const OnAllowed& on_allowed) {
  const GrantSubject& subject = play_.subject();
  Search search;
  search.action_lower = to_lower(action);
  search.call.action = action;
  search.call.resource = resource;
  search.call.context = given;
  search.answer.owner = subject.world->owner(resource, subject.session->account);
  search.policies = gather(*subject.world, play_.caller(), subject.session, search.action_lower,
                           resource, search.answer.owner);
  if (search.policies.no_permission_needed) {
    search.answer.no_permission_needed = true;
    search.answer.verdict = ProbeAnswer::Verdict::granted;
    return search.answer;
  }
  search.context = make_context(*subject.world, play_.caller(), subject.session, search.call,
                                search.answer.owner, subject.now_s);
  const World& world = *subject.world;
  const Resource* named = world.resource(resource);
  search.declared = (named != nullptr && named->arn == resource) ||
                    world.role(resource) != nullptr || world.user(resource) != nullptr;
  const auto arn = split_arn(resource);
  search.any_region =
      (!arn || arn->region.empty()) && !is_global_service(service_of_action(search.action_lower));
  search.request = {&play_.caller(), search.action_lower, search.call.resource, &search.context};
  search.policies.endpoint = endpoint_policy(*subject.world, search.context);
  if (!collect(search) || !fold(search)) {
    search.answer.verdict = ProbeAnswer::Verdict::undecided;
    return search.answer;
  }
  decide_all(search, on_allowed);
  return search.answer;
}

}  // namespace rolechain
