#include "bench/graph_worlds.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>

#include "bench/shapes.h"

namespace rolechain::bench {
namespace {

constexpr std::uint32_t kRolesPerAccount = 100;
constexpr std::uint32_t kHops = 9;           // targets that a role's policies list
constexpr std::uint32_t kPatternEvery = 10;  // each tenth role has a pattern in place of a list
constexpr std::uint32_t kOpenEvery = 100;    // one role an account lets the organization in

enum class Trust : std::uint8_t { names, names_with_external_id, accounts, organization };

Trust trust_of(std::uint32_t role) {
  if (role % kOpenEvery == 7) return Trust::organization;
  if (role % 3 == 0) return Trust::accounts;
  return role % 5 == 0 ? Trust::names_with_external_id : Trust::names;
}

std::uint32_t account_of(std::uint32_t role) { return role / kRolesPerAccount; }
std::string account_id(std::uint32_t account) { return fmt::format("{:012}", 100000 + account); }
// Roles of one account form groups of ten by their names' beginning.
std::string name_of(std::uint32_t role) {
  return fmt::format("g{}-role-{}", role % kRolesPerAccount / 10, role);
}
std::string arn_of(std::uint32_t role) {
  return fmt::format("arn:aws:iam::{}:role/{}", account_id(account_of(role)), name_of(role));
}

class Maker {
 public:
  Maker(std::uint32_t roles, std::uint64_t seed)
      : out_(std::make_unique<GraphWorld>()), random_(seed), callers_(roles), count_(roles) {}

  std::unique_ptr<GraphWorld> make() && {
    add_accounts();
    for (std::uint32_t role = 0; role < count_; ++role) add_caller(role);
    for (std::uint32_t role = 0; role < count_; ++role) add_trust(role);
    std::ranges::sort(out_->edges);
    out_->edges.erase(std::ranges::unique(out_->edges).begin(), out_->edges.end());
    out_->scenario.world.build_index();
    return std::move(out_);
  }

 private:
  void add_accounts();
  void add_caller(std::uint32_t role);
  void add_trust(std::uint32_t role);
  [[nodiscard]] std::uint32_t any() {
    return static_cast<std::uint32_t>(random_() % std::uint64_t{count_});
  }
  PolicyRef policy(std::uint32_t role, std::string_view name, PolicyType type,
                   std::string_view members) {
    return compile(out_->sources, fmt::format("{}/{}", name_of(role), name), type,
                   fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",)"
                               R"("Action":"sts:AssumeRole",{}}}]}})",
                               members));
  }

  std::unique_ptr<GraphWorld> out_;
  std::mt19937_64 random_;                           // the same sequence on every machine
  std::vector<std::vector<std::uint32_t>> callers_;  // by role: those whose policies name it
  std::uint32_t count_;
};

void Maker::add_accounts() {
  World& world = out_->scenario.world;
  world.organization.emplace();
  world.organization->id = "o-bench00000";
  world.organization->root_id = "r-bench";
  world.organization->management_account = "999999999999";
  world.organization->root.label = "root";
  world.organization->root.scps.push_back(
      compile(out_->sources, "root/scp", PolicyType::scp,
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:CreateUser",)"
              R"("Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":)"
              R"({"StringEquals":{"aws:PrincipalAccount":"999999999998"}}}]})"));
  for (std::uint32_t i = 0; i <= account_of(count_ - 1); ++i) {
    Account account;
    account.id = account.key = account_id(i);
    account.in_organization = true;
    account.level.label = "account " + account.key;
    world.accounts.push_back(std::move(account));
  }
}

void Maker::add_caller(std::uint32_t role) {
  std::vector<std::uint32_t> targets;
  std::string resources;
  if (role % kPatternEvery == 0) {
    const std::uint32_t account = account_of(any());
    const std::uint32_t group = any() % (kRolesPerAccount / 10);
    const std::uint32_t first = account * kRolesPerAccount + group * 10;
    for (std::uint32_t i = first; i < std::min(first + 10, count_); ++i) targets.push_back(i);
    resources = fmt::format(R"("arn:aws:iam::{}:role/g{}-*")", account_id(account), group);
  } else {
    // Half of the hops stay in the account.
    const std::uint32_t home = account_of(role) * kRolesPerAccount;
    const std::uint32_t neighbours = std::min(kRolesPerAccount, count_ - home);
    for (std::uint32_t i = 0; i < kHops; ++i) {
      targets.push_back(i % 2 == 0 ? any() : home + any() % neighbours);
      resources += fmt::format(R"({}"{}")", i == 0 ? "" : ",", arn_of(targets.back()));
    }
  }
  for (const std::uint32_t target : targets) callers_[target].push_back(role);
  Role& added = add_role(out_->scenario.world, account_id(account_of(role)), name_of(role));
  added.unique_id = fmt::format("AROA{:017}", role);
  added.policies.push_back(
      {"hop",
       {},
       policy(role, "hop", PolicyType::identity, fmt::format(R"("Resource":[{}])", resources))});
}

void Maker::add_trust(std::uint32_t role) {
  const Trust trust = trust_of(role);
  std::vector<std::string> principals;
  for (const std::uint32_t caller : callers_[role]) {
    out_->edges.emplace_back(caller, role);
    principals.push_back(trust == Trust::accounts ? account_id(account_of(caller))
                                                  : arn_of(caller));
  }
  if (principals.empty()) principals.push_back("999999999998");
  std::ranges::sort(principals);
  principals.erase(std::ranges::unique(principals).begin(), principals.end());
  std::string members =
      fmt::format(R"("Principal":{{"AWS":["{}"]}})", fmt::join(principals, "\",\""));
  if (trust == Trust::organization) {
    // In its own account it needs no permission of the caller's.
    const std::uint32_t home = account_of(role) * kRolesPerAccount;
    const std::uint32_t end = std::min(home + kRolesPerAccount, count_);
    for (std::uint32_t i = home; i < end; ++i) out_->edges.emplace_back(i, role);
    members =
        R"("Principal":{"AWS":"*"},"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-bench00000"}})";
  } else if (trust == Trust::names_with_external_id) {
    members += R"(,"Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}})";
  }
  out_->scenario.world.roles[role].trust = policy(role, "trust", PolicyType::trust, members);
}

}  // namespace

std::unique_ptr<GraphWorld> make_graph_world(std::uint32_t roles, std::uint64_t seed) {
  return Maker(roles, seed).make();
}

std::vector<std::uint32_t> plain_reach_counts(const GraphWorld& world) {
  const std::size_t count = world.scenario.world.roles.size();
  std::vector<std::vector<std::uint32_t>> next(count);
  for (const auto& [from, to] : world.edges) next[from].push_back(to);
  std::vector<std::uint32_t> out(count);
  for (std::uint32_t start = 0; start < count; ++start) {
    std::vector<bool> seen(count);
    std::vector<std::uint32_t> queue{start};
    seen[start] = true;
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const std::uint32_t to : next[queue[i]]) {
        if (seen[to]) continue;
        seen[to] = true;
        queue.push_back(to);
      }
    }
    out[start] = static_cast<std::uint32_t>(queue.size() - 1);
  }
  return out;
}

}  // namespace rolechain::bench
