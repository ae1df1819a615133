// The organization, its units with their guardrails, and the accounts in them.
#include <fmt/format.h>

#include <set>

#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

PolicyLevel read_level(Build& build, const Fields& fields, std::string label) {
  PolicyLevel level;
  level.label = std::move(label);
  level.scps = build.policies.read_all(fields.map("scps"), PolicyType::scp, "scp/");
  level.rcps = build.policies.read_all(fields.map("rcps"), PolicyType::rcp, "rcp/");
  level.full_aws_access = fields.boolean("full_aws_access").value_or(true);
  return level;
}

// An id in AWS's shape that follows from the seed and the name: "ou-" and lower-case characters.
std::string made_id(const Build& build, std::string_view prefix, std::string_view name,
                    std::size_t chars) {
  const std::string random = IdSource::named_unique_id(build.scenario.seed, "", name);
  return fmt::format("{}{}", prefix, to_lower(random).substr(0, chars));
}

void read_units(Build& build, const Node* units, Organization& organization) {
  if (units == nullptr) return;
  for (const Member& member : units->members) {
    const Fields fields(build.problems, member.value, keys::unit);
    OrganizationalUnit unit;
    unit.key = member.key;
    unit.id = fields.text("id").value_or(
        made_id(build, "ou-" + organization.root_id.substr(2) + "-", "unit/" + member.key, 8));
    unit.parent = fields.text("parent").value_or("");
    unit.level = read_level(build, fields, "ou " + member.key);
    organization.units.push_back(std::move(unit));
  }
}

const OrganizationalUnit* find_unit(const Organization& organization, std::string_view key) {
  for (const OrganizationalUnit& unit : organization.units) {
    if (unit.key == key) return &unit;
  }
  return nullptr;
}

std::string unit_help(const Organization& organization, std::string_view word) {
  std::vector<std::string_view> names;
  names.reserve(organization.units.size());
  for (const OrganizationalUnit& unit : organization.units) names.push_back(unit.key);
  const std::string help = did_you_mean(word, names);
  return help.empty() ? "name one of the units of `organization:`" : help;
}

void check_parents(Build& build, const Node& units, const Organization& organization) {
  for (const OrganizationalUnit& unit : organization.units) {
    const Node* written = units.find(unit.key)->find("parent");
    if (unit.parent.empty() || written == nullptr) continue;
    if (find_unit(organization, unit.parent) == nullptr) {
      build.problems.error("unknown-reference", fmt::format("no unit is named `{}`", unit.parent),
                           written->span, unit_help(organization, unit.parent));
      continue;
    }
    std::set<std::string_view> seen = {unit.key};
    const OrganizationalUnit* up = find_unit(organization, unit.parent);
    while (up != nullptr && seen.insert(up->key).second) up = find_unit(organization, up->parent);
    if (up != nullptr) {
      build.problems.error("cyclic-units", fmt::format("the unit `{}` is above itself", unit.key),
                           written->span, "let one of them stand under the root");
    }
  }
}

void read_organization(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::organization);
  Organization organization;
  organization.id = fields.text("id").value_or(made_id(build, "o-", "organization", 10));
  organization.root_id = made_id(build, "r-", "root", 4);
  if (const Node* management = fields.find("management")) {
    organization.management_account = build.names.account(*management).value_or("");
  }
  if (const Node* administrators = fields.find("iam_administrators")) {
    for (const Node* one : one_or_more(*administrators)) {
      if (auto id = build.names.account(*one)) organization.iam_administrators.push_back(*id);
    }
  }
  if (const Node* root = fields.find("root")) {
    organization.root = read_level(build, Fields(build.problems, *root, keys::level), "root");
  } else {
    organization.root.label = "root";
  }
  const Node* units = fields.map("units");
  read_units(build, units, organization);
  if (units != nullptr) check_parents(build, *units, organization);
  build.scenario.world.organization = std::move(organization);
}

void check_unit(Build& build, const Account& account, const Node& written) {
  const std::optional<Organization>& organization = build.scenario.world.organization;
  if (!organization) {
    build.problems.error("unknown-reference", "there is no organization that could have units",
                         written.span, "add `organization: { units: … }`");
  } else if (find_unit(*organization, account.unit) == nullptr) {
    build.problems.error("unknown-reference", fmt::format("no unit is named `{}`", account.unit),
                         written.span, unit_help(*organization, account.unit));
  }
}

}  // namespace

void build_organization(Build& build, const Node& tree) {
  World& world = build.scenario.world;
  if (const Node* organization = tree.find("organization")) {
    read_organization(build, *organization);
  }
  const Node* accounts = tree.find("accounts");
  if (accounts == nullptr) return;
  for (const Member& member : accounts->members) {
    const Names::Entity* declared = build.names.find(Sort::account, member.key);
    if (declared == nullptr) continue;  // reported when it was declared
    const Fields fields(build.problems, member.value, keys::account);
    Account account;
    account.key = member.key;
    account.id = declared->arn;
    account.unit = fields.text("unit").value_or("");
    account.in_organization =
        fields.boolean("in_organization").value_or(world.organization.has_value());
    account.level = read_level(build, fields, "account " + member.key);
    if (!account.unit.empty()) check_unit(build, account, *fields.find("unit"));
    world.accounts.push_back(std::move(account));
  }
}

}  // namespace rolechain
