// What exists: an organization, its accounts, and the users, roles, instance profiles, instances
// and resources in them. A plain value: load it, copy it, change it; authorize() only reads it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/arn.h"
#include "mocks/base/clock.h"
#include "mocks/policy/compiled.h"

namespace rolechain {

struct Tag {
  std::string key;
  std::string value;
};
using Tags = std::vector<Tag>;  // in the order written; keys unique without case

// `key` everywhere below: the entity's name in the scenario file ("orders_writer"), what `@name`
// refers to and what reports print. AWS's own names are in `name`, `id`, `arn`.

// SCPs and RCPs of one level (root, OU or account). FullAWSAccess is attached unless said
// otherwise (R-ORG-01).
struct PolicyLevel {
  std::string label;  // "root", "ou workloads", "account data"
  std::vector<PolicyRef> scps;
  std::vector<PolicyRef> rcps;
  bool full_aws_access = true;
};

struct OrganizationalUnit {
  std::string key;
  std::string id;      // ou-…
  std::string parent;  // key of the parent OU; empty: under the root
  PolicyLevel level;
};

struct Organization {
  std::string id;                  // o-…
  std::string root_id;             // r-…
  std::string management_account;  // account id; empty: an account outside this world
  std::vector<std::string> iam_administrators;  // account ids: delegated administrators for IAM
  PolicyLevel root;
  std::vector<OrganizationalUnit> units;
};

struct Account {
  std::string key;
  std::string id;    // 12 digits, leading zeros kept
  std::string unit;  // key of its OU; empty: directly under the root
  bool in_organization = false;
  PolicyLevel level;
};

struct AttachedPolicy {
  std::string name;
  std::string arn;  // of a managed policy; empty for an inline one
  PolicyRef policy;
};

struct Role {
  std::string key;
  std::string account;  // id
  std::string name;
  std::string path = "/";
  std::string unique_id;  // AROA…
  std::string arn;
  PolicyRef trust;  // null: `trust: none`, nobody may assume it (R-TRUST-07)
  std::vector<AttachedPolicy> policies;
  PolicyRef boundary;  // null: none
  Tags tags;
  std::int64_t max_session_s = 3600;
  bool service_linked = false;
};

struct AccessKey {
  std::string id;  // AKIA…
  std::string secret;
};

struct User {
  std::string key;
  std::string account;
  std::string name;
  std::string path = "/";
  std::string unique_id;  // AIDA…
  std::string arn;
  std::vector<AttachedPolicy> policies;  // its own
  std::vector<std::string> groups;       // keys
  PolicyRef boundary;
  Tags tags;
  std::vector<AccessKey> access_keys;  // at most 2
  std::string mfa_serial;              // ARN of its MFA device; empty: none
};

struct Group {
  std::string key;
  std::string account;
  std::string name;
  std::string path = "/";
  std::string arn;
  std::vector<AttachedPolicy> policies;
};

struct ManagedPolicy {
  std::string key;
  std::string arn;
  PolicyRef policy;  // as an identity policy
};

struct InstanceProfile {
  std::string key;
  std::string account;
  std::string name;
  std::string path = "/";
  std::string unique_id;  // AIPA…
  std::string arn;
  std::string role_arn;  // empty: no role. One at most (R-IMDS-01).
};

struct Instance {
  std::string id;  // i-…
  std::string account;
  std::string region;
  std::string vpc_id;
  std::string private_ip;
  std::string profile_arn;  // empty: none. One at most (R-IMDS-02).
};

// A resource that somebody names: with an owner that its ARN may not tell (S3), a policy, tags.
struct Resource {
  std::string key;
  std::string arn;
  std::string account;  // owner
  PolicyRef policy;     // null: none
  Tags tags;
};

struct OidcProvider {
  std::string key;
  std::string account;
  std::string url;  // issuer without https://
  std::string arn;
  std::vector<std::string> client_ids;
  std::string
      jwks;  // its own public keys, a JWK set; empty: it signs with the lab's (issuer_keys.h)
};

// A SAML identity provider, as its metadata document describes it.
struct SamlProvider {
  std::string key;
  std::string account;
  std::string name;
  std::string arn;
  std::string issuer;                     // its entity id
  std::vector<std::string> certificates;  // that it signs with: DER in base64; none: unverifiable
};

class World {
 public:
  std::string region = "us-east-1";
  std::string partition = "aws";
  std::optional<Organization> organization;
  std::vector<Account> accounts;
  std::vector<Role> roles;
  std::vector<User> users;
  std::vector<Group> groups;
  std::vector<ManagedPolicy> managed_policies;
  std::vector<InstanceProfile> instance_profiles;
  std::vector<Instance> instances;
  std::vector<Resource> resources;
  std::vector<OidcProvider> oidc_providers;
  std::vector<SamlProvider> saml_providers;

  // Makes the lookups below take constant time, until one of the lists is copied or grows: from
  // then on they search again. After a change of a name or ARN in place, call it anew.
  void build_index();

  // Null where there is none. ARNs compare with case. Names by themselves do not (R-PRIN-09):
  // "names are not distinguished by case" where they are made, but they are in ARNs and policies.
  // Source: IAM User Guide, "Create a role for an IAM user", "IAM identifiers".
  [[nodiscard]] const Account* account(std::string_view id) const;
  [[nodiscard]] const Role* role(std::string_view arn) const;
  [[nodiscard]] const Role* role_by_name(std::string_view account, std::string_view name) const;
  [[nodiscard]] const Role* role_by_key(std::string_view key) const;
  [[nodiscard]] const User* user(std::string_view arn) const;
  [[nodiscard]] const Group* group_by_key(std::string_view key) const;
  [[nodiscard]] const InstanceProfile* instance_profile(std::string_view arn) const;
  [[nodiscard]] const Instance* instance(std::string_view id) const;
  [[nodiscard]] const ManagedPolicy* managed_policy(std::string_view arn) const;
  [[nodiscard]] const OidcProvider* oidc_provider(std::string_view arn) const;
  [[nodiscard]] const SamlProvider* saml_provider(std::string_view arn) const;

  // The resource with exactly this ARN; else, for S3 objects, their bucket; else null.
  [[nodiscard]] const Resource* resource(std::string_view arn) const;
  // Who owns the ARN: the ARN's account, else the world's resource (a bucket is known by any
  // resource in it), else `fallback` (R-RES-06).
  [[nodiscard]] std::string owner(std::string_view arn, std::string_view fallback) const;
  // The same for an ARN that was taken apart, and its resource(), which may be null. A view into
  // the ARN, the world or `fallback`.
  [[nodiscard]] std::string_view owner(const std::optional<Arn>& arn, const Resource* named,
                                       std::string_view fallback) const;

  // The levels that bind a member account, from the root down to the account itself; empty for
  // accounts outside the organization and for the management account (R-ORG-02).
  [[nodiscard]] std::vector<const PolicyLevel*> levels(std::string_view account_id) const;
  // The same into `out`, in place of what it held.
  void levels(std::string_view account_id, std::vector<const PolicyLevel*>& out) const;
  // A member or the management account.
  [[nodiscard]] bool in_organization(std::string_view account_id) const;
  // aws:PrincipalOrgPaths / ResourceOrgPaths value: o-…/r-…/ou-…/; "" outside the organization.
  [[nodiscard]] std::string organization_path(std::string_view account_id) const;
  // The same into `out`, in place of what it held.
  void organization_path(std::string_view account_id, std::string& out) const;

 private:
  struct Index;
  [[nodiscard]] const Resource* resource_exactly(std::string_view arn) const;
  std::shared_ptr<const Index> index_;  // null: not built
};

}  // namespace rolechain
