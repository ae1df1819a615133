#include "mocks/cloud/world.h"

#include <algorithm>

#include "mocks/base/arn.h"
#include "mocks/base/eight.h"
#include "mocks/base/text.h"
#include "mocks/cloud/entity_index.h"

namespace rolechain {
namespace {

template <class Entities, class Test>
auto find_where(const Entities& entities, Test test) -> const typename Entities::value_type* {
  const auto found = std::ranges::find_if(entities, test);
  return found == entities.end() ? nullptr : &*found;
}

// "s3:::bucket" of "arn:aws:s3:::bucket"; "" where the text is no ARN.
std::string_view after_partition(std::string_view arn) {
  constexpr std::string_view kArn = "arn:";
  if (!arn.starts_with(kArn)) return {};
  arn.remove_prefix(kArn.size());
  const std::size_t colon = find_near(':', arn);
  return colon == std::string_view::npos ? std::string_view{} : arn.substr(colon + 1);
}

// The bucket of an S3 object or bucket ARN, "" for everything else. Access points have an account
// in their ARN and are their own resources.
std::string_view bucket_of(std::string_view arn) {
  const std::string_view rest = after_partition(arn);
  constexpr std::string_view kBuckets = "s3:::";
  if (!rest.starts_with(kBuckets)) return {};
  return rest.substr(kBuckets.size(), rest.find('/') - kBuckets.size());
}

// DynamoDB: an index is governed by its table's policy. Source: DynamoDB Developer Guide, "Using
// resource-based policies": a stream has its own policy, an index has none.
std::string_view table_of_index(std::string_view arn) {
  if (!after_partition(arn).starts_with("dynamodb:")) return {};
  const std::size_t index = arn.find("/index/");
  return index == std::string_view::npos ? std::string_view{} : arn.substr(0, index);
}

std::string_view id_of(const Account& account) { return account.id; }
template <class Entity>
std::string_view arn_of(const Entity& entity) {
  return entity.arn;
}
// Of a bucket itself; and of whatever in a bucket tells who owns it.
std::string_view bucket_name(const Resource& resource) {
  return resource.arn.find('/') == std::string::npos ? bucket_of(resource.arn) : "";
}
std::string_view owned_bucket(const Resource& resource) {
  return resource.account.empty() ? "" : bucket_of(resource.arn);
}

}  // namespace

struct World::Index {
  explicit Index(const World& world)
      : accounts(world.accounts),
        roles(world.roles),
        users(world.users),
        resources(world.resources),
        buckets(world.resources),
        owned_buckets(world.resources) {}

  EntityIndex<Account, id_of> accounts;
  EntityIndex<Role, arn_of<Role>> roles;
  EntityIndex<User, arn_of<User>> users;
  EntityIndex<Resource, arn_of<Resource>> resources;
  EntityIndex<Resource, bucket_name> buckets;
  EntityIndex<Resource, owned_bucket> owned_buckets;
};

void World::build_index() { index_ = std::make_shared<const Index>(*this); }

const Account* World::account(std::string_view id) const {
  if (index_ && index_->accounts.covers(accounts)) return index_->accounts.find(id);
  return find_where(accounts, [&](const Account& a) { return a.id == id; });
}

const Role* World::role(std::string_view arn) const {
  if (index_ && index_->roles.covers(roles)) return index_->roles.find(arn);
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
  if (index_ && index_->users.covers(users)) return index_->users.find(arn);
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

const SamlProvider* World::saml_provider(std::string_view arn) const {
  return find_where(saml_providers, [&](const SamlProvider& p) { return p.arn == arn; });
}

const Resource* World::resource_exactly(std::string_view arn) const {
  if (index_ && index_->resources.covers(resources)) return index_->resources.find(arn);
  return find_where(resources, [&](const Resource& r) { return r.arn == arn; });
}

// R-RES-08.
const Resource* World::resource(std::string_view arn) const {
  if (const Resource* found = resource_exactly(arn)) return found;
  if (const std::string_view bucket = bucket_of(arn); !bucket.empty()) {
    if (index_ && index_->buckets.covers(resources)) return index_->buckets.find(bucket);
    return find_where(resources, [&](const Resource& r) { return bucket_name(r) == bucket; });
  }
  if (const std::string_view table = table_of_index(arn); !table.empty()) {
    return resource_exactly(table);
  }
  return nullptr;
}

std::string World::owner(std::string_view arn, std::string_view fallback) const {
  return std::string(owner(split_arn(arn), resource(arn), fallback));
}

std::string_view World::owner(const std::optional<Arn>& arn, const Resource* named,
                              std::string_view fallback) const {
  if (arn && is_account_id(arn->account)) return arn->account;
  if (named != nullptr) return named->account.empty() ? fallback : std::string_view(named->account);
  if (!arn || arn->service != "s3" || !arn->account.empty()) return fallback;
  const std::string_view bucket = arn->resource.substr(0, arn->resource.find('/'));
  const bool indexed = index_ && index_->owned_buckets.covers(resources);
  const Resource* inside =
      indexed ? index_->owned_buckets.find(bucket)
              : find_where(resources, [&](const Resource& r) { return owned_bucket(r) == bucket; });
  return inside == nullptr ? fallback : std::string_view(inside->account);
}

namespace {

// Visits the account's OUs, innermost first. A cycle (which the loader refuses) ends the walk.
template <class Visit>
void for_units_above(const Organization& organization, const Account& account, Visit visit) {
  std::string_view key = account.unit;
  for (std::size_t depth = 0; !key.empty() && depth <= organization.units.size(); ++depth) {
    const OrganizationalUnit* unit =
        find_where(organization.units, [&](const OrganizationalUnit& u) { return u.key == key; });
    if (unit == nullptr) break;
    visit(*unit);
    key = unit->parent;
  }
}

}  // namespace

void World::levels(std::string_view account_id, std::vector<const PolicyLevel*>& out) const {
  out.clear();
  const Account* member = account(account_id);
  if (!organization || member == nullptr || !member->in_organization) return;
  // R-ORG-02: neither SCPs nor RCPs bind the management account.
  // Source: AWS Organizations User Guide, "SCP effects on permissions".
  if (member->id == organization->management_account) return;
  out.push_back(&member->level);
  for_units_above(*organization, *member,
                  [&](const OrganizationalUnit& unit) { out.push_back(&unit.level); });
  out.push_back(&organization->root);
  std::ranges::reverse(out);
}

std::vector<const PolicyLevel*> World::levels(std::string_view account_id) const {
  std::vector<const PolicyLevel*> out;
  levels(account_id, out);
  return out;
}

bool World::in_organization(std::string_view account_id) const {
  if (!organization) return false;
  const Account* member = account(account_id);
  return account_id == organization->management_account ||
         (member != nullptr && member->in_organization);
}

std::string World::organization_path(std::string_view account_id) const {
  std::string out;
  organization_path(account_id, out);
  return out;
}

void World::organization_path(std::string_view account_id, std::string& out) const {
  out.clear();
  if (!in_organization(account_id)) return;
  out.append(organization->id).append("/").append(organization->root_id).append("/");
  const Account* member = account(account_id);
  if (member == nullptr) return;
  const std::size_t root = out.size();
  for_units_above(*organization, *member, [&](const OrganizationalUnit& unit) {
    out.insert(root, 1, '/').insert(root, unit.id);
  });
}

}  // namespace rolechain
