// What a scenario intends for one request, and the ways to send it.
#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/glob.h"
#include "sim/certificate/check_session.h"

namespace rolechain::certificate {
namespace {

using Form = IntentWhen::Form;

bool any_matches(const std::vector<std::string>& patterns, const std::string& arn, auto counts) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return counts(pattern) && resource_match(pattern, arn);
  });
}

// A wildcard in the account asks for nothing in accounts that it does not name; and nothing of
// roles that somebody else's trust policy decides about.
bool is_asked_for(const SessionFacts& facts, const GrantIntent& intent, const ActionView& action,
                  const std::string& arn) {
  const auto exact = [](const std::string& pattern) { return !has_wildcard(pattern); };
  if (is_trust_action(action.lower)) {
    const bool known = facts.world().role(arn) != nullptr || facts.world().user(arn) != nullptr;
    return known ? any_matches(intent.resources, arn, names_owner)
                 : any_matches(intent.resources, arn, exact);
  }
  const bool own = facts.owner(arn) == facts.live().session.account;
  return any_matches(intent.resources, arn,
                     [&](const std::string& pattern) { return own || names_owner(pattern); });
}

bool holds(const GrantIntent& intent, const Context& context) {
  return std::ranges::all_of(intent.when.tests, [&](const ConditionTest& test) {
    return condition_holds(test, context, true);
  });
}

}  // namespace

std::vector<const GrantIntent*> intents_about(const std::vector<GrantIntent>& intents,
                                              std::string_view action_lower) {
  std::vector<const GrantIntent*> out;
  for (const GrantIntent& intent : intents) {
    const bool about = std::ranges::any_of(intent.actions, [&](const std::string& pattern) {
      return glob_match(to_lower(pattern), action_lower);
    });
    if (about) out.push_back(&intent);
  }
  return out;
}

std::vector<std::vector<ContextEntry>> combinations(const std::vector<const KeyRow*>& keys,
                                                    const Context& supplied) {
  std::vector<std::vector<ContextEntry>> out = {{}};
  for (const KeyRow* key : keys) {
    std::vector<std::vector<ContextEntry>> longer;
    for (const std::vector<ContextEntry>& before : out) {
      for (const std::optional<ContextEntry>& value : key->classes) {
        if (!value && key->key == "aws:requestedregion") continue;  // every request has a region
        longer.push_back(before);
        if (value) {
          longer.back().push_back(*value);
        } else if (supplied.find(key->key) != nullptr) {
          longer.back().push_back({key->key, {}, false});
        }
      }
      if (longer.size() > kMaxCombinations) return {};
    }
    out = std::move(longer);
  }
  return out;
}

Intended intended(const SessionFacts& facts, const std::vector<const GrantIntent*>& intents,
                  const ActionView& action, const std::string& arn, const Context& context) {
  Intended out;
  for (const GrantIntent* intent : intents) {
    if (!any_matches(intent->resources, arn, [](const auto&) { return true; })) continue;
    const bool asked = is_asked_for(facts, *intent, action, arn);
    if (asked && intent->when.form == Form::some) out.some.push_back(intent);
    if (!holds(*intent, context)) continue;
    out.met.push_back(intent);
    if (asked && intent->when.form != Form::some) out.asked.push_back(intent);
  }
  return out;
}

}  // namespace rolechain::certificate
