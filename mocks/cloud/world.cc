#include "mocks/cloud/world.h"

#include <algorithm>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

template <class Entities, class Test>
auto find_where(const Entities& entities, Test test) -> const typename Entities::value_type* {
  const auto found = std::ranges::find_if(entities, test);
  return found == entities.end() ? nullptr : &*found;
}

// The bucket of an S3 object or bucket ARN, "" for everything else. Access points have an account
// in their ARN and are their own resources.
std::string_view bucket_of(std::string_view arn) {
  const auto parts = split_arn(arn);
  if (!parts || parts->service != "s3" || !parts->account.empty()) return {};
  return parts->resource.substr(0, parts->resource.find('/'));
}

// DynamoDB: an index is governed by its table's policy. Source: DynamoDB Developer Guide, "Using
// resource-based policies": a stream has its own policy, an index has none.
std::string_view table_of_index(std::string_view arn) {
  const auto parts = split_arn(arn);
  if (!parts || parts->service != "dynamodb") return {};
  const std::size_t index = arn.find("/index/");
  return index == std::string_view::npos ? std::string_view{} : arn.substr(0, index);
}

}  // namespace

const Account* World::account(std::string_view id) const {
  return find_where(accounts, [&](const Account& a) { return a.id == id; });
}

const Role* World::role(std::string_view arn) const {
  return find_where(roles, [&](const Role& r) { return r.arn == arn; });
}

const Role* World::role_by_name(std::string_view account_id, std::string_view name) const {
  return find_where(roles, [&](const Role& r) {
    return r.account == account_id && equals_ignore_case(r.name, name);
  });
}

const Role* World::role_by_key(std::string_view key) const {
  return find_where(roles, [&](const Role& r) { return r.key == key; });
}

const User* World::user(std::string_view arn) const {
  return find_where(users, [&](const User& u) { return u.arn == arn; });
}

const Group* World::group_by_key(std::string_view key) const {
  return find_where(groups, [&](const Group& g) { return g.key == key; });
}

const InstanceProfile* World::instance_profile(std::string_view arn) const {
  return find_where(instance_profiles, [&](const InstanceProfile& p) { return p.arn == arn; });
}

const Instance* World::instance(std::string_view id) const {
  return find_where(instances, [&](const Instance& i) { return i.id == id; });
}

const ManagedPolicy* World::managed_policy(std::string_view arn) const {
  return find_where(managed_policies, [&](const ManagedPolicy& p) { return p.arn == arn; });
}

const OidcProvider* World::oidc_provider(std::string_view arn) const {
  return find_where(oidc_providers, [&](const OidcProvider& p) { return p.arn == arn; });
}

// R-RES-08.
const Resource* World::resource(std::string_view arn) const {
  const auto exactly = [&](std::string_view wanted) {
    return find_where(resources, [&](const Resource& r) { return r.arn == wanted; });
  };
  if (const Resource* found = exactly(arn)) return found;
  if (const std::string_view bucket = bucket_of(arn); !bucket.empty()) {
    return find_where(resources, [&](const Resource& r) {
      return r.arn.find('/') == std::string::npos && bucket_of(r.arn) == bucket;
    });
  }
  if (const std::string_view table = table_of_index(arn); !table.empty()) return exactly(table);
  return nullptr;
}

std::string World::owner(std::string_view arn, std::string_view fallback) const {
  const auto parts = split_arn(arn);
  if (parts && is_account_id(parts->account)) return std::string(parts->account);
  if (const Resource* found = resource(arn)) {
    return found->account.empty() ? std::string(fallback) : found->account;
  }
  if (const std::string_view bucket = bucket_of(arn); !bucket.empty()) {
    const Resource* inside = find_where(resources, [&](const Resource& r) {
      return !r.account.empty() && bucket_of(r.arn) == bucket;
    });
    if (inside != nullptr) return inside->account;
  }
  return std::string(fallback);
}

namespace {

// The account's OUs, outermost first. A cycle (which the loader refuses) ends the walk.
std::vector<const OrganizationalUnit*> units_above(const Organization& organization,
                                                   const Account& account) {
  std::vector<const OrganizationalUnit*> path;
  std::string_view key = account.unit;
  while (!key.empty() && path.size() <= organization.units.size()) {
    const OrganizationalUnit* unit =
        find_where(organization.units, [&](const OrganizationalUnit& u) { return u.key == key; });
    if (unit == nullptr) break;
    path.push_back(unit);
    key = unit->parent;
  }
  std::ranges::reverse(path);
  return path;
}

}  // namespace

std::vector<const PolicyLevel*> World::levels(std::string_view account_id) const {
  const Account* member = account(account_id);
  if (!organization || member == nullptr || !member->in_organization) return {};
  // R-ORG-02: neither SCPs nor RCPs bind the management account.
  // Source: AWS Organizations User Guide, "SCP effects on permissions".
  if (member->id == organization->management_account) return {};
  std::vector<const PolicyLevel*> levels = {&organization->root};
  for (const OrganizationalUnit* unit : units_above(*organization, *member)) {
    levels.push_back(&unit->level);
  }
  levels.push_back(&member->level);
  return levels;
}

std::string World::organization_path(std::string_view account_id) const {
  if (!organization) return {};
  const Account* member = account(account_id);
  const bool management = account_id == organization->management_account;
  if (!management && (member == nullptr || !member->in_organization)) return {};
  std::string path = organization->id + "/" + organization->root_id + "/";
  if (member != nullptr) {
    for (const OrganizationalUnit* unit : units_above(*organization, *member)) {
      path += unit->id + "/";
    }
  }
  return path;
}

}  // namespace rolechain
