// One change of a policy that a person could make: of an element of a statement, of a statement, or
// of a policy; and how a set of them is written into the files.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mocks/policy/compiled.h"
#include "sim/fix/source_trees.h"
#include "sim/load/scenario.h"

namespace rolechain {

enum class StatementElement : std::uint8_t { action, resource, principal };

// Actions × resources that a statement of its own shall allow; `principal` in trust and resource
// policies.
struct NewStatement {
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  std::string principal;
  // All must hold, besides those of the statement it is from.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::vector<ConditionTest> tests = {};
};

struct PolicyChange {
  enum class Kind : std::uint8_t {
    edit,       // patterns out of and into one element
    positive,   // NotAction or NotResource becomes Action or Resource with `add`
    condition,  // `tests` besides the conditions that are there
    remove_statement,
    split_statement,  // one statement for each of `statements`, conditions as they are
    add_statement,    // at the end of the policy
    add_policy,       // to `role`, which has none that could be changed
    trust_principal,  // `role` has no trust policy: it gets one that names `add`
    detach,           // the managed policy `add` from `role`; `statements` in its place, if any
  };
  Kind kind = Kind::edit;
  const CompiledPolicy* policy = nullptr;  // null where a role changes
  std::uint32_t statement = 0;             // of the policy
  StatementElement element = StatementElement::action;
  std::vector<std::size_t> remove;  // indexes into the element's list
  std::vector<std::string> add;
  std::vector<NewStatement> statements;
  std::vector<ConditionTest> tests;
  std::string role;   // its key
  std::string words;  // "narrow Resource of writer/write#Orders to arn:…"
  SourceSpan where;
  std::size_t cost = 1;  // elements that change
  // An edit that leaves its list empty: it can be written only where another change adds to it.
  bool needs_others = false;

  // Two changes with one key are the same.
  [[nodiscard]] std::string key() const;
};

// New texts by the path of the file.
using FileTexts = std::map<std::string, std::string>;

// The files with all changes made, as little of their text changed as possible. Nothing where one
// cannot be written: the policy is no file of the user's, two changes are in each other's way, or
// a policy would have no statement left. `scenario` says what `@name` an ARN has in its own file.
std::optional<FileTexts> write_changes(const std::vector<const PolicyChange*>& changes,
                                       const Scenario& scenario, SourceTrees& trees);

}  // namespace rolechain
