// Managed policies, roles, groups and users.
// Source of the quotas: IAM User Guide, "IAM and AWS STS quotas" (R-POL-01); blanks do not count.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

constexpr std::size_t kManagedPolicies_max = 20;
constexpr std::int64_t kMinSession_s = 3600;
constexpr std::int64_t kMaxSession_s = 43200;

// Inline policies and attached managed ones, in the order written.
std::vector<AttachedPolicy> read_policies(Build& build, const Fields& fields,
                                          const std::string& owner, std::size_t inline_chars) {
  std::vector<AttachedPolicy> out;
  std::size_t chars = 0;
  std::size_t attached = 0;
  if (const Node* policies = fields.map("policies")) {
    for (const Member& member : policies->members) {
      AttachedPolicy policy = build.policies.read_attached(member.key, member.value, owner);
      if (policy.policy == nullptr) continue;
      if (policy.arn.empty()) chars += policy.policy->document().size_chars;
      if (!policy.arn.empty()) ++attached;
      out.push_back(std::move(policy));
    }
    if (chars > inline_chars) {
      build.problems.error(
          "policy-too-large",
          fmt::format("the inline policies of `{}` have {} characters; together they may have {}",
                      owner, chars, inline_chars),
          fields.key_span("policies"), "move statements into managed policies");
    }
  }
  if (const Node* managed = fields.find("managed")) {
    for (const Node* reference : one_or_more(*managed)) {
      AttachedPolicy policy = build.policies.managed(*reference, PolicyType::identity, owner + "/");
      if (policy.policy == nullptr) continue;
      ++attached;
      out.push_back(std::move(policy));
    }
  }
  if (attached > kManagedPolicies_max) {
    build.problems.error("too-many-policies",
                         fmt::format("`{}` has {} managed policies; it may have {}", owner,
                                     attached, kManagedPolicies_max),
                         fields.key_span("managed"), "join some of them");
  }
  return out;
}

// A boundary is a managed policy: `{managed: ARN}`, `@name`, an ARN, or a document for one.
PolicyRef read_boundary(Build& build, const Fields& fields, const std::string& owner) {
  const Node* boundary = fields.find("boundary");
  if (boundary == nullptr) return nullptr;
  const std::string label = owner + "/boundary";
  if (boundary->is_string() && boundary->text != "none") {
    return build.policies.managed(*boundary, PolicyType::boundary, {}, label).policy;
  }
  return build.policies.read(*boundary, PolicyType::boundary, label);
}

void build_managed(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::managed_policy);
  const Names::Entity* declared = build.names.find(Sort::managed_policy, member.key);
  const Node* document = fields.find("document");
  if (declared == nullptr || document == nullptr) return;
  ManagedPolicy policy{member.key, declared->arn,
                       build.policies.read(*document, PolicyType::identity, member.key)};
  if (policy.policy != nullptr) {
    const auto too_large = check_size(policy.policy->document(), kManagedPolicy_chars);
    if (too_large) build.problems.add(*too_large);
  }
  build.scenario.world.managed_policies.push_back(std::move(policy));
}

std::int64_t read_max_session(Build& build, const Fields& fields) {
  const std::optional<std::int64_t> seconds = fields.duration_s("max_session");
  if (!seconds) return kMinSession_s;
  if (*seconds < kMinSession_s || *seconds > kMaxSession_s) {
    build.problems.error("bad-duration", fmt::format("`max_session` is {} seconds", *seconds),
                         fields.find("max_session")->span, "from 1h to 12h");
  }
  return *seconds;
}

void build_role(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::role);
  const Names::Entity* declared = build.names.find(Sort::role, member.key);
  Role role;
  role.key = member.key;
  if (declared != nullptr) role.arn = declared->arn;
  role.account = account_in_arn(role.arn);
  role.name = fields.text("name").value_or(member.key);
  role.path = fields.text("path").value_or("/");
  role.unique_id = IdSource::named_unique_id(build.scenario.seed, "AROA", role.arn);
  if (const Node* trust = fields.find("trust")) {
    role.trust = build.policies.read(*trust, PolicyType::trust, member.key + "/trust");
  }
  role.policies = read_policies(build, fields, member.key, kInlineRole_chars);
  role.boundary = read_boundary(build, fields, member.key);
  role.tags = read_tags(build, fields.find("tags"));
  role.max_session_s = read_max_session(build, fields);
  role.service_linked = fields.boolean("service_linked").value_or(false);
  if (declared != nullptr) build.scenario.world.roles.push_back(std::move(role));
}

void build_group(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::group);
  const Names::Entity* declared = build.names.find(Sort::group, member.key);
  if (declared == nullptr) return;
  Group group;
  group.key = member.key;
  group.arn = declared->arn;
  group.account = account_in_arn(group.arn);
  group.name = fields.text("name").value_or(member.key);
  group.path = fields.text("path").value_or("/");
  group.policies = read_policies(build, fields, member.key, kInlineGroup_chars);
  build.scenario.world.groups.push_back(std::move(group));
}

// Keys that follow from the seed and the user alone: another user more changes none of them.
std::vector<AccessKey> make_access_keys(const Build& build, const User& user, std::int64_t count) {
  IdSource ids(stable_hash(user.arn) ^ build.scenario.seed);
  std::vector<AccessKey> out;
  for (std::int64_t i = 0; i < count; ++i) {
    std::string id = ids.access_key_id("AKIA", user.account);
    out.push_back({std::move(id), ids.secret_access_key()});
  }
  return out;
}

std::vector<std::string> read_groups(Build& build, const Fields& fields) {
  std::vector<std::string> out;
  const Node* groups = fields.find("groups");
  if (groups == nullptr) return out;
  for (const Node* reference : one_or_more(*groups)) {
    if (!build.names.arn(Sort::group, *reference)) continue;
    out.push_back(reference->text.substr(reference->text.starts_with('@') ? 1 : 0));
  }
  return out;
}

void build_user(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::user);
  const Names::Entity* declared = build.names.find(Sort::user, member.key);
  if (declared == nullptr) return;
  User user;
  user.key = member.key;
  user.arn = declared->arn;
  user.account = account_in_arn(user.arn);
  user.name = fields.text("name").value_or(member.key);
  user.path = fields.text("path").value_or("/");
  user.unique_id = IdSource::named_unique_id(build.scenario.seed, "AIDA", user.arn);
  user.policies = read_policies(build, fields, member.key, kInlineUser_chars);
  user.groups = read_groups(build, fields);
  user.boundary = read_boundary(build, fields, member.key);
  user.tags = read_tags(build, fields.find("tags"));
  user.access_keys = make_access_keys(build, user, fields.integer("access_keys", 0, 2).value_or(1));
  if (const Node* mfa = fields.find("mfa")) {
    if (mfa->kind != Node::Kind::boolean) {
      user.mfa_serial = fields.text("mfa").value_or("");
    } else if (to_lower(mfa->text) == "true") {
      user.mfa_serial = fmt::format("arn:aws:iam::{}:mfa/{}", user.account, user.name);
    }
  }
  build.scenario.world.users.push_back(std::move(user));
}

}  // namespace

void build_principals(Build& build, const Node& tree) {
  const auto each = [&](std::string_view name, auto&& read) {
    const Node* section = tree.find(name);
    if (section == nullptr) return;
    for (const Member& member : section->members) read(build, member);
  };
  each("managed_policies", [](Build& part, const Member& member) {
    const Names::Entity* declared = part.names.find(Sort::managed_policy, member.key);
    if (declared == nullptr) return;
    const Node* name = member.value.find("name");
    part.policies.declare_managed(declared->arn, name != nullptr ? name->text : member.key,
                                  member.value.find("document"));
  });
  each("managed_policies", build_managed);
  each("groups", build_group);
  each("roles", build_role);
  each("users", build_user);
}

}  // namespace rolechain
