#include "sim/chain/candidates.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <span>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

constexpr std::string_view kAssume = "sts:assumerole";

constexpr std::string_view kSession = ":assumed-role/";

// Session ARNs carry no path (R-PRIN-02): account and name are what they say of their role.
std::string session_key(std::string_view account, std::string_view role_name) {
  return std::string(account) + '/' + std::string(role_name);
}

// session_key() of arn:…:assumed-role/ROLE/SESSION.
std::optional<std::string> read_session(std::string_view value) {
  if (value.find(kSession) == std::string_view::npos) return std::nullopt;
  const auto arn = split_arn(value);
  if (!arn) return std::nullopt;
  const auto parts = split(arn->resource, '/');
  if (parts.size() != 3) return std::nullopt;
  return session_key(arn->account, parts[1]);
}

// The account of a principal that is a whole one; else "".
std::string_view account_in(std::string_view value) {
  if (is_account_id(value)) return value;
  if (!value.ends_with(":root")) return {};
  const auto arn = split_arn(value);
  return arn && arn->resource == "root" ? arn->account : std::string_view();
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

std::string_view path_of(std::string_view arn) {
  const auto parts = split_arn(arn);
  return parts ? parts->resource : std::string_view();
}

std::string_view before_wildcard(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("*?"));
}

// A range of `sorted`: those whose text, by `text_of`, begins so.
template <class TextOf>
std::span<const std::uint32_t> beginning_with(const std::vector<std::uint32_t>& sorted,
                                              std::string_view prefix, TextOf text_of) {
  const auto cut = [&](std::uint32_t role) { return text_of(role).substr(0, prefix.size()); };
  const auto range = std::ranges::equal_range(sorted, prefix, {}, cut);
  return {range.begin(), range.end()};
}

void add_policies(std::vector<const CompiledPolicy*>& out,
                  const std::vector<AttachedPolicy>& policies) {
  for (const AttachedPolicy& attached : policies) {
    if (attached.policy) out.push_back(attached.policy.get());
  }
}

}  // namespace

Hopper hopper_of(const Role& role) {
  Hopper out{ChainNode::Kind::role, role.arn, role.account, role.name, role.unique_id, {}};
  add_policies(out.identity, role.policies);
  return out;
}

Hopper hopper_of(const World& world, const User& user) {
  Hopper out{ChainNode::Kind::user, user.arn, user.account, user.name, user.unique_id, {}};
  add_policies(out.identity, user.policies);
  for (const std::string& key : user.groups) {
    const Group* group = world.group_by_key(key);
    if (group != nullptr) add_policies(out.identity, group->policies);
  }
  return out;
}

// What the caller's allowing statements say about roles as resources.
struct CandidateIndex::Patterns {
  bool every = false;                   // NotResource, or a pattern for every role
  std::vector<std::string_view> exact;  // ARNs
  std::vector<std::string> named;       // patterns that pick some
  std::vector<std::string> broad;       // the others

  void add(std::string_view resource);
};

void CandidateIndex::Patterns::add(std::string_view resource) {
  if (resource == "*") {
    every = true;
  } else if (resource.find_first_of("*?$") == std::string_view::npos) {
    exact.push_back(resource);
  } else {
    std::string pattern = without_variables(resource);
    (names_a_role(pattern) ? named : broad).push_back(std::move(pattern));
  }
}

const std::vector<std::uint32_t>& CandidateIndex::assuming(const CompiledPolicy* policy) {
  const auto [known, is_new] = assuming_.try_emplace(policy);
  if (!is_new) return known->second;
  for (const Statement& statement : policy->statements()) {
    if (statement.effect != Effect::allow || !action_matches(statement, kAssume)) continue;
    known->second.push_back(statement.index);
  }
  return known->second;
}

CandidateIndex::Patterns CandidateIndex::patterns_of(
    const std::vector<const CompiledPolicy*>& policies) {
  Patterns out;
  for (const CompiledPolicy* policy : policies) {
    for (const std::uint32_t index : assuming(policy)) {
      const Statement& statement = policy->statements()[index];
      if (statement.not_resource) out.every = true;
      if (statement.not_resource) continue;
      for (const Text& resource : statement.resources) out.add(resource.value);
    }
  }
  return out;
}

CandidateIndex::CandidateIndex(const World& world) : world_(&world) {
  const auto count = static_cast<std::uint32_t>(world.roles.size());
  by_arn_.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Role& role = world.roles[i];
    by_arn_.emplace(role.arn, i);
    in_account_[role.account].push_back(i);
    if (!role.trust) continue;
    for (const Statement& statement : role.trust->statements()) {
      if (statement.effect == Effect::allow) add_trust(i, statement);
    }
  }
  const auto all = std::views::iota(std::uint32_t{0}, count);
  sorted_by_arn_.assign(all.begin(), all.end());
  sorted_by_path_ = sorted_by_arn_;
  std::ranges::sort(sorted_by_arn_, {},
                    [&](std::uint32_t role) { return std::string_view(world.roles[role].arn); });
  std::ranges::sort(sorted_by_path_, {},
                    [&](std::uint32_t role) { return path_of(world.roles[role].arn); });
}

void CandidateIndex::add_trust(std::uint32_t role, const Statement& statement) {
  const auto add_once = [role](Roles& roles) {
    if (roles.empty() || roles.back() != role) roles.push_back(role);
  };
  const auto add_anyone = [&] {
    add_once(by_anyone_);
    add_once(anyone_in_account_[world_->roles[role].account]);
  };
  if (statement.not_principal) return add_anyone();
  for (const PrincipalEntry& entry : statement.principals) {
    if (entry.kind == PrincipalEntry::Kind::anyone || entry.value.value == "*") {
      add_anyone();
    } else if (entry.kind == PrincipalEntry::Kind::federated) {
      add_once(federated_);
    } else if (entry.kind == PrincipalEntry::Kind::aws) {
      const std::string_view value = entry.value.value;
      if (const std::string_view account = account_in(value); !account.empty()) {
        add_once(by_account_[std::string(account)]);
      } else if (const auto session = read_session(value)) {
        add_once(by_session_[*session]);
      } else {
        add_once(by_principal_[value]);
      }
    }
  }
}

const std::vector<std::uint32_t>& CandidateIndex::of_account(std::string_view account) const {
  static const Roles none;
  const auto found = in_account_.find(std::string(account));
  return found == in_account_.end() ? none : found->second;
}

// The part before the first wildcard picks a range of the sorted ARNs, or, where the account is
// left open, of their last parts.
const std::vector<std::uint32_t>& CandidateIndex::matching(const std::string& pattern) {
  const auto [known, is_new] = matching_.try_emplace(pattern);
  if (!is_new) return known->second;
  const auto arn_of = [&](std::uint32_t role) { return std::string_view(world_->roles[role].arn); };
  const auto last_of = [&](std::uint32_t role) { return path_of(arn_of(role)); };
  const auto parts = split_arn(pattern);
  std::span<const std::uint32_t> range = sorted_by_arn_;
  // Partition and service compare without case: the sorted order is good for the usual spelling.
  if (parts && pattern.starts_with("arn:aws:iam::")) {
    range = has_wildcard(parts->account)
                ? beginning_with(sorted_by_path_, before_wildcard(parts->resource), last_of)
                : beginning_with(sorted_by_arn_, before_wildcard(pattern), arn_of);
  }
  for (const std::uint32_t role : range) {
    if (resource_match(pattern, arn_of(role))) known->second.push_back(role);
  }
  return known->second;
}

void CandidateIndex::add_named(const Hopper& caller) {
  const auto add = [this](const auto& index, const auto& key) {
    const auto named = index.find(key);
    if (key.empty() || named == index.end()) return;
    for (const std::uint32_t role : named->second) found_.push_back({role, false, true});
  };
  add(by_principal_, std::string_view(caller.arn));
  add(by_principal_, std::string_view(caller.unique_id));
  if (!by_session_.empty() && caller.kind == ChainNode::Kind::role) {
    add(by_session_, session_key(caller.account, caller.name));
  }
}

void CandidateIndex::add_delegated(const Roles& roles, const Patterns& patterns) {
  if (!patterns.every && patterns.broad.empty()) return;
  for (const std::uint32_t role : roles) {
    const bool allowed =
        patterns.every || std::ranges::any_of(patterns.broad, [&](const std::string& pattern) {
          return resource_match(pattern, world_->roles[role].arn);
        });
    if (allowed) found_.push_back({role, false, false});
  }
}

const std::vector<Candidate>& CandidateIndex::of(const Hopper& caller) {
  found_.clear();
  add_named(caller);
  const Patterns patterns = patterns_of(caller.identity);
  for (const std::string_view arn : patterns.exact) {
    const auto role = by_arn_.find(arn);
    if (role != by_arn_.end()) found_.push_back({role->second, true, false});
  }
  for (const std::string& pattern : patterns.named) {
    for (const std::uint32_t role : matching(pattern)) found_.push_back({role, true, false});
  }
  add_delegated(by_anyone_, patterns);
  const auto delegated = by_account_.find(std::string(caller.account));
  if (delegated != by_account_.end()) add_delegated(delegated->second, patterns);
  // R-EVAL-07: in one account a trust policy that lets anyone in needs nothing of the caller's.
  const auto open = anyone_in_account_.find(std::string(caller.account));
  if (open != anyone_in_account_.end()) {
    for (const std::uint32_t role : open->second) found_.push_back({role, false, false});
  }

  std::ranges::sort(found_, {}, &Candidate::role);
  std::size_t kept = 0;
  for (const Candidate& one : found_) {
    if (kept > 0 && found_[kept - 1].role == one.role) {
      found_[kept - 1].by_caller |= one.by_caller;
      found_[kept - 1].by_trust |= one.by_trust;
    } else {
      found_[kept++] = one;
    }
  }
  found_.resize(kept);
  return found_;
}

}  // namespace rolechain
