#include "sim/graph/candidates.h"

#include <algorithm>
#include <map>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

constexpr std::string_view kAssume = "sts:assumerole";

// Names are unique without case (R-PRIN-09), and session ARNs carry no path (R-PRIN-02): so account
// and last part of the name are what tells two principals apart.
std::string principal_key(std::string_view kind, std::string_view account, std::string_view name) {
  return std::string(kind) + '/' + std::string(account) + '/' + to_lower(name);
}

struct NamedPrincipal {
  std::string account;  // of an account principal
  std::string key;      // of any other; a bare unique id is its own key
  std::string session;  // of arn:…:assumed-role/ROLE/SESSION
};

NamedPrincipal read_principal(const std::string& value) {
  if (is_account_id(value)) return {value, {}, {}};
  const auto arn = split_arn(value);
  if (!arn) return {{}, value, {}};
  if (arn->resource == "root") return {std::string(arn->account), {}, {}};
  const auto parts = split(arn->resource, '/');
  if (parts.size() == 3 && parts[0] == "assumed-role") {
    return {{}, principal_key("role", arn->account, parts[1]), std::string(parts[2])};
  }
  return {{}, principal_key(parts.front(), arn->account, parts.back()), {}};
}

// A pattern that picks roles: something is spelled out behind `role/`.
bool names_a_role(std::string_view pattern) {
  const auto arn = split_arn(pattern);
  if (!arn || !arn->resource.starts_with("role/")) return false;
  return arn->resource.find_first_not_of("*?/", 5) != std::string_view::npos;
}

// ${…} may become anything: as a candidate it is a star. The evaluator decides.
std::string without_variables(std::string_view pattern) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t at = pattern.find("${");
    out += pattern.substr(0, at);
    const std::size_t end = at == std::string_view::npos ? at : pattern.find('}', at);
    if (end == std::string_view::npos) return out;
    out += '*';
    pattern.remove_prefix(end + 1);
  }
  return out;
}

// What the caller's allowing statements say about roles as resources.
struct Patterns {
  bool every = false;              // NotResource, or a pattern for every role
  std::vector<std::string> exact;  // ARNs
  std::vector<std::string> named;  // patterns that pick some
  std::vector<std::string> broad;  // the others

  [[nodiscard]] bool matches(std::string_view arn) const {
    const auto hit = [&](const std::string& pattern) { return resource_match(pattern, arn); };
    return every || std::ranges::find(exact, arn) != exact.end() ||
           std::ranges::any_of(named, hit) || std::ranges::any_of(broad, hit);
  }
};

Patterns patterns_of(const std::vector<const CompiledPolicy*>& policies) {
  Patterns out;
  for (const CompiledPolicy* policy : policies) {
    for (const Statement& statement : policy->statements()) {
      if (statement.effect != Effect::allow || !action_matches(statement, kAssume)) continue;
      if (statement.not_resource) out.every = true;
      if (statement.not_resource) continue;
      for (const Text& resource : statement.resources) {
        std::string pattern = without_variables(resource.value);
        if (pattern == "*") {
          out.every = true;
        } else if (!names_a_role(pattern)) {
          out.broad.push_back(std::move(pattern));
        } else if (has_wildcard(pattern)) {
          out.named.push_back(std::move(pattern));
        } else {
          out.exact.push_back(std::move(pattern));
        }
      }
    }
  }
  return out;
}

void add_policies(std::vector<const CompiledPolicy*>& out,
                  const std::vector<AttachedPolicy>& policies) {
  for (const AttachedPolicy& attached : policies) {
    if (attached.policy) out.push_back(attached.policy.get());
  }
}

}  // namespace

Hopper hopper_of(const Role& role) {
  Hopper out{GraphNode::Kind::role, role.account, role.name, role.unique_id, {}};
  add_policies(out.identity, role.policies);
  return out;
}

Hopper hopper_of(const World& world, const User& user) {
  Hopper out{GraphNode::Kind::user, user.account, user.name, user.unique_id, {}};
  add_policies(out.identity, user.policies);
  for (const std::string& key : user.groups) {
    const Group* group = world.group_by_key(key);
    if (group != nullptr) add_policies(out.identity, group->policies);
  }
  return out;
}

CandidateIndex::CandidateIndex(const World& world) : world_(world) {
  for (std::size_t i = 0; i < world.roles.size(); ++i) {
    const Role& role = world.roles[i];
    by_arn_.emplace(role.arn, i);
    if (!role.trust) continue;
    for (const Statement& statement : role.trust->statements()) {
      if (statement.effect == Effect::allow) add_trust(i, statement);
    }
  }
}

void CandidateIndex::add_trust(std::size_t role, const Statement& statement) {
  if (statement.not_principal) by_anyone_.push_back(role);
  if (statement.not_principal) return;
  for (const PrincipalEntry& entry : statement.principals) {
    if (entry.kind == PrincipalEntry::Kind::anyone || entry.value.value == "*") {
      by_anyone_.push_back(role);
    } else if (entry.kind == PrincipalEntry::Kind::federated) {
      if (federated_.empty() || federated_.back() != role) federated_.push_back(role);
    } else if (entry.kind == PrincipalEntry::Kind::aws) {
      NamedPrincipal named = read_principal(entry.value.value);
      if (named.account.empty()) {
        by_principal_[named.key].push_back(role);
      } else {
        by_account_[named.account].push_back(role);
      }
    }
  }
}

std::vector<Candidate> CandidateIndex::of(const Hopper& caller) const {
  std::map<std::size_t, Candidate> found;
  const auto slot = [&](std::size_t role) -> Candidate& {
    Candidate& candidate = found[role];
    candidate.role = role;
    return candidate;
  };
  const std::string_view kind = caller.kind == GraphNode::Kind::user ? "user" : "role";
  for (const std::string& key :
       {principal_key(kind, caller.account, caller.name), caller.unique_id}) {
    const auto named = by_principal_.find(key);
    if (named == by_principal_.end() || key.empty()) continue;
    for (const std::size_t role : named->second) slot(role).by_trust = true;
  }

  const Patterns patterns = patterns_of(caller.identity);
  const auto add_delegated = [&](const std::vector<std::size_t>& roles) {
    for (const std::size_t role : roles) {
      if (patterns.matches(world_.roles[role].arn)) slot(role);
    }
  };
  add_delegated(by_anyone_);
  const auto delegated = by_account_.find(caller.account);
  if (delegated != by_account_.end()) add_delegated(delegated->second);

  for (const std::string& arn : patterns.exact) {
    const auto role = by_arn_.find(arn);
    if (role != by_arn_.end()) slot(role->second).by_caller = true;
  }
  if (!patterns.named.empty()) {
    for (std::size_t role = 0; role < world_.roles.size(); ++role) {
      const bool hit = std::ranges::any_of(patterns.named, [&](const std::string& pattern) {
        return resource_match(pattern, world_.roles[role].arn);
      });
      if (hit) slot(role).by_caller = true;
    }
  }

  std::vector<Candidate> out;
  out.reserve(found.size());
  for (const auto& [role, candidate] : found) out.push_back(candidate);
  return out;
}

std::vector<std::string> session_names_in(const CompiledPolicy* trust, std::string_view account,
                                          std::string_view role_name) {
  std::vector<std::string> out;
  if (trust == nullptr) return out;
  const std::string key = principal_key("role", account, role_name);
  for (const Statement& statement : trust->statements()) {
    for (const PrincipalEntry& entry : statement.principals) {
      NamedPrincipal named = read_principal(entry.value.value);
      if (named.key == key && !named.session.empty()) out.push_back(std::move(named.session));
    }
  }
  return out;
}

}  // namespace rolechain
