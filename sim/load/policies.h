// Policies turns the forms in which a scenario states a policy into compiled ones.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "mocks/cloud/world.h"
#include "mocks/policy/compiled.h"
#include "sim/load/files.h"
#include "sim/load/names.h"
#include "sim/load/problems.h"

namespace rolechain {

// Compiled policies by type, label, place and text; lives as long as the Loader.
struct PolicyCache {
  struct Entry {
    PolicyRef policy;
    Diagnostics diagnostics;
  };
  std::unordered_map<std::string, Entry> entries;
};

class Policies {
 public:
  Policies(PolicyCache& cache, Files& files, Names& names, Problems& problems,
           const ScenarioFile& scenario)
      : cache_(cache), files_(files), names_(names), problems_(problems), scenario_(scenario) {}

  // A form: an inline document, {file: …}, {managed: …}, {trust_principal: …} (trust policies), or
  // `none`. Null for `none` and where it is wrong (reported).
  PolicyRef read(const Node& form, PolicyType type, const std::string& label);
  // A policy under a role's `policies:`, which {managed: …} makes an attached managed one.
  AttachedPolicy read_attached(const std::string& name, const Node& form, const std::string& owner);
  // A managed policy by ARN, `@name` or name: of this file, or one of AWS's.
  AttachedPolicy managed(const Node& reference, PolicyType type, const std::string& label_prefix,
                         const std::string& label = {});
  // `scps:` of one level: name → form.
  std::vector<PolicyRef> read_all(const Node* forms, PolicyType type, const std::string& prefix);

  // The document itself, with references replaced; nothing where the form is wrong (reported).
  std::optional<Node> document(const Node& form);

  // Documents of `managed_policies:`, by ARN; they must be told before anything attaches them.
  void declare_managed(std::string arn, std::string name, const Node* document) {
    managed_[std::move(arn)] = {std::move(name), document};
  }

  PolicyRef compile(const Node& document, PolicyType type, const std::string& label,
                    bool of_aws = false);

 private:
  struct Declared {
    std::string name;
    const Node* document = nullptr;
  };

  const Node* form_file(const Node& form);
  Node trust_document(const Node& principal);

  PolicyCache& cache_;
  Files& files_;
  Names& names_;
  Problems& problems_;
  const ScenarioFile& scenario_;
  std::unordered_map<std::string, Declared> managed_;
};

}  // namespace rolechain
