// Checks what a certificate says of one session.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/certificate/certificate.h"
#include "sim/certificate/check_keys.h"

namespace rolechain::certificate {

// What the sessions share.
struct Tables {
  std::vector<GlobList> lists;
  const Node* automata = nullptr;
  std::vector<KeyRow> keys;  // checked
  std::vector<const Node*> policies;
};

std::optional<Fault> check_session(const Node& node, const Claim& claim, const Tables& tables,
                                   Checked& counts);

// What recorder and checker must write in the same way.
std::string policy_json(const CompiledPolicy& policy);  // compact
std::string intent_json(const GrantIntent& intent);
// "s3 object"; "*" for the one resource of actions without types.
std::string type_name(const ResourceTypeView& type);

inline constexpr std::size_t kMaxCombinations = 4096;  // of values of keys, for one class of ARNs

// Every way to choose a value of each key: the last key changes fastest. `supplied`: keys that a
// request has without them; an absent one takes its key away.
std::vector<std::vector<ContextEntry>> combinations(const std::vector<const KeyRow*>& keys,
                                                    const Context& supplied);

// What is intended for a request, in the context of it.
struct Intended {
  std::vector<const GrantIntent*> met;    // cover it, and their `when` holds
  std::vector<const GrantIntent*> asked;  // of those: it must be allowed
  std::vector<const GrantIntent*> some;   // cover it and ask for one way in which it is allowed
};
Intended intended(const SessionFacts& facts, const std::vector<const GrantIntent*>& intents,
                  const ActionView& action, const std::string& arn, const Context& context);

// The intents whose actions name this one.
std::vector<const GrantIntent*> intents_about(const std::vector<GrantIntent>& intents,
                                              std::string_view action_lower);

}  // namespace rolechain::certificate
