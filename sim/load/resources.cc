// Resources, OIDC providers and instance profiles.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/arn.h"
#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/jws.h"
#include "mocks/sts/saml_signature.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

// The owner: the ARN's account, or, for ARNs without one (S3), what `account:` says.
std::string owner_of(Build& build, const Fields& fields, const std::string& arn) {
  std::string in_arn = account_in_arn(arn);
  const Node* written = fields.find("account");
  if (in_arn.empty() || !is_account_id(in_arn)) return account_of(build, fields.node());
  if (written == nullptr) return in_arn;
  const std::optional<std::string> said = build.names.account(*written);
  if (said && *said != in_arn) {
    build.problems.error("wrong-account",
                         fmt::format("the ARN belongs to account {}, not {}", in_arn, *said),
                         written->span, "remove `account:`, or correct the ARN");
  }
  return in_arn;
}

// A repository's policy is about the repository; every other service asks for Resource.
// Source: Amazon ECR User Guide, "Private repository policies"; IAM User Guide, "IAM JSON policy
// elements: Resource".
void check_has_resources(Problems& problems, const Resource& resource) {
  const auto arn = split_arn(resource.arn);
  if (resource.policy == nullptr || (arn && arn->service == "ecr")) return;
  for (const Statement& statement : resource.policy->statements()) {
    if (statement.has_resource) continue;
    problems.error("missing-element", "the statement has no Resource", statement.span,
                   fmt::format("write `Resource: {}`", resource.arn));
  }
}

void build_resource(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::resource);
  const Names::Entity* declared = build.names.find(Sort::resource, member.key);
  if (declared == nullptr) return;
  Resource resource;
  resource.key = member.key;
  resource.arn = declared->arn;
  resource.account = owner_of(build, fields, resource.arn);
  if (const Node* policy = fields.find("policy")) {
    resource.policy = build.policies.read(*policy, PolicyType::resource, member.key + "/policy");
    check_has_resources(build.problems, resource);
  }
  resource.tags = read_tags(build, fields.find("tags"));
  build.scenario.world.resources.push_back(std::move(resource));
}

// {file: keys.json}, or the key set itself.
std::string read_jwks(Build& build, const Node& node) {
  const Node* tree = &node;
  if (const Node* file = node.find("file"); file != nullptr && node.members.size() == 1) {
    const auto name = scalar_text(build.problems, *file, "`file`");
    if (!name) return {};
    const Result<std::string> path = build.files.inside(*name, file->span, build.file);
    const Result<const ParsedFile*> read =
        path ? build.files.open(*path, YamlDialect::plain, file->span)
             : Result<const ParsedFile*>(std::unexpected(path.error()));
    if (!read) {
      build.problems.add(read.error());
      return {};
    }
    tree = &(*read)->tree;
  }
  std::string jwks = to_json(*tree);
  if (const auto fault = jwks_fault(jwks)) {
    build.problems.error("bad-value", *fault, node.span,
                         "copy what the provider publishes at its `jwks_uri`");
    return {};
  }
  return jwks;
}

void build_provider(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::oidc_provider);
  const Names::Entity* declared = build.names.find(Sort::oidc_provider, member.key);
  if (declared == nullptr) return;
  OidcProvider provider;
  provider.key = member.key;
  provider.arn = declared->arn;
  provider.account = account_in_arn(provider.arn);
  provider.url = provider.arn.substr(provider.arn.find('/') + 1);
  provider.client_ids = read_texts(build, fields.find("client_ids"), "a client id");
  if (const Node* jwks = fields.find("jwks")) provider.jwks = read_jwks(build, *jwks);
  build.scenario.world.oidc_providers.push_back(std::move(provider));
}

// PEM or the bare base64 of a certificate, as metadata documents have it: the base64.
std::string bare_certificate(std::string_view text) {
  std::string out;
  bool in_mark = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("-----")) {
      in_mark = !in_mark;
      at += 4;
    } else if (!in_mark && !std::string_view(" \t\r\n").contains(text[at])) {
      out += text[at];
    }
  }
  return out;
}

void build_saml_provider(Build& build, const Member& member) {
  const Fields fields(build.problems, member.value, keys::saml_provider);
  const Names::Entity* declared = build.names.find(Sort::saml_provider, member.key);
  if (declared == nullptr) return;
  SamlProvider provider;
  provider.key = member.key;
  provider.arn = declared->arn;
  provider.account = account_in_arn(provider.arn);
  provider.name = provider.arn.substr(provider.arn.find('/') + 1);
  provider.issuer = fields.text("issuer").value_or("");
  if (const Node* certificates = fields.find("certificates")) {
    for (const Node* one : one_or_more(*certificates)) {
      std::string certificate = bare_certificate(one->text);
      if (!is_saml_certificate(certificate)) {
        build.problems.error("bad-value", "this is no certificate", one->span,
                             "copy what stands in <ds:X509Certificate> of the provider's metadata");
        continue;
      }
      provider.certificates.push_back(std::move(certificate));
    }
  }
  build.scenario.world.saml_providers.push_back(std::move(provider));
}

}  // namespace

Tags read_tags(Build& build, const Node* node) {
  Tags tags;
  if (node == nullptr) return tags;
  if (!node->is_map()) {
    build.problems.error("wrong-type", fmt::format("`tags` must be a map, not {}", describe(*node)),
                         node->span, "write `tags: { team: shop }`");
    return tags;
  }
  for (const Member& member : node->members) {
    const auto value = scalar_text(build.problems, member.value, "a tag's value");
    if (!value) continue;
    const bool twice = std::ranges::any_of(
        tags, [&](const Tag& tag) { return equals_ignore_case(tag.key, member.key); });
    if (twice) {
      build.problems.error("duplicate-key", fmt::format("the tag `{}` stands twice", member.key),
                           member.key_span, "tag keys are equal without regard to case");
    }
    tags.push_back({member.key, build.names.text(*value, member.value.span).value_or("")});
  }
  return tags;
}

InstanceProfile read_instance_profile(Build& build, const std::string& key, const Node& node,
                                      const std::string& account) {
  InstanceProfile profile;
  profile.key = key;
  profile.account = account;
  const Node* name = node.find("name");
  const Node* path = node.find("path");
  profile.name = name != nullptr ? name->text : key;
  profile.path = path != nullptr ? path->text : "/";
  profile.arn =
      fmt::format("arn:aws:iam::{}:instance-profile{}{}", account, profile.path, profile.name);
  profile.unique_id = IdSource::named_unique_id(build.scenario.seed, "AIPA", profile.arn);
  const Node* role = node.find("role");
  if (role == nullptr) return profile;
  if (role->is_list() && role->items.size() > 1) {
    const ApiError refusal = limit_exceeded_instance_profile();
    build.problems.error("two-roles", fmt::format("{}: {}", refusal.code, refusal.message),
                         role->span,
                         "an instance profile has one role; reach the other one by sts:AssumeRole");
    return profile;
  }
  for (const Node* one : one_or_more(*role)) {
    const std::optional<std::string> arn = build.names.arn(Sort::role, *one);
    if (!arn) continue;
    if (account_in_arn(*arn) != account) {
      build.problems.error(
          "wrong-account",
          fmt::format("the role `{}` is of another account than the profile", *arn), one->span,
          "an instance profile can hold a role of its own account only");
    }
    profile.role_arn = *arn;
  }
  return profile;
}

void build_resources(Build& build, const Node& tree) {
  const auto each = [&](std::string_view name, auto&& read) {
    const Node* section = tree.find(name);
    if (section == nullptr) return;
    for (const Member& member : section->members) read(build, member);
  };
  each("resources", build_resource);
  each("oidc_providers", build_provider);
  each("saml_providers", build_saml_provider);
  each("instance_profiles", [](Build& part, const Member& member) {
    const Fields fields(part.problems, member.value, keys::instance_profile);
    const Names::Entity* declared = part.names.find(Sort::instance_profile, member.key);
    if (declared == nullptr) return;
    const std::string account = account_in_arn(declared->arn);
    part.scenario.world.instance_profiles.push_back(
        read_instance_profile(part, member.key, member.value, account));
  });
}

}  // namespace rolechain
