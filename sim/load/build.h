// The parts of a load: each reads one subject of the file into the scenario and reports what is
// wrong with it. They run in the order in which they stand here.
#pragma once

#include <string>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/files.h"
#include "sim/load/names.h"
#include "sim/load/policies.h"
#include "sim/load/problems.h"
#include "sim/load/scenario.h"

namespace rolechain {

// What the parts share; references to things that live as long as one load.
struct Build {
  const ScenarioFile& file;
  Files& files;
  Problems& problems;
  Names& names;
  Policies& policies;
  Scenario& scenario;
  const Node* written = nullptr;  // the tree with used files and changes, templates not expanded
};

// use.cc: the tree with the sections of every file that `use:` names.
void merge_used_files(Files& files, Problems& problems, const ScenarioFile& file, Node& tree);

// declare.cc: names and ARNs of what a section defines; entities with `from:` are left out until
// they are expanded. Accounts first: all others need their ids.
void declare_accounts(Build& build, const Node& tree);
void declare_entities(Build& build, const Node& tree);
bool names_a_resource(std::string_view text);       // an ARN with all its six parts
std::string account_in_arn(std::string_view text);  // "" where it has none
// The account that an entity's `account:` names; the only one where it says nothing.
std::string account_of(Build& build, const Node& entity);
// The ARN of an entity from its account, path and name; "" (reported) where it has none.
std::string entity_arn(Build& build, Sort sort, const std::string& key, const Node& entity);

// templates.cc: replaces each `from:` by what the template says, as if it stood in the file.
void expand_templates(Build& build, Node& tree);

void build_setting(Build& build, const Node& tree);       // setting.cc
void build_organization(Build& build, const Node& tree);  // organization.cc
void build_resources(Build& build, const Node& tree);     // resources.cc
void build_principals(Build& build, const Node& tree);    // principals.cc
void build_workloads(Build& build, const Node& tree);     // workloads.cc
void build_steps(Build& build, const Node& tree);         // steps.cc
void build_expectations(Build& build, const Node& tree);  // expectations.cc
void build_cases(Build& build, const Node& tree);         // expectations.cc

// Shared small readers.
using Changes = std::vector<std::pair<std::string, Node>>;
Tags read_tags(Build& build, const Node* node);  // resources.cc
InstanceProfile read_instance_profile(Build& build, const std::string& key, const Node& node,
                                      const std::string& account);
std::vector<ContextEntry> read_context(Build& build, const Node* node);  // setting.cc
std::vector<std::string> read_texts(Build& build, const Node* node, std::string_view what);
StepExpect read_step_expect(Build& build, const Node& node);  // step_expect.cc
Because read_because(Build& build, const Node& node);
// `pattern`: wildcards are allowed. An action that no service has is reported.
std::string read_action(Build& build, const Node& node, bool pattern);  // actions.cc
std::string read_resource(Build& build, const Node& node, bool pattern);
// The id of one of the steps, which must be one that makes a session; "" (reported) otherwise.
std::string read_session(Build& build, const Node& node, const std::vector<Step>& steps);
std::string read_workload(Build& build, const Node& node);  // the key; "" (reported) if unknown
void check_step_id(Build& build, const std::string& id, SourceSpan where);
Changes read_changes(Build& build, const Node& node);  // steps.cc
// Reports paths that lead nowhere in the tree.
void check_changes(Build& build, const Node& changes, const Node& tree);  // load.cc

}  // namespace rolechain
