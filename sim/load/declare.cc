// Gives every name of the file its ARN, before any policy is read: `@name` may stand before the
// entity that it names.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

struct Section {
  std::string_view name;
  Sort sort;
  std::string_view arn_type;  // arn:aws:iam::ACCOUNT:<type>PATH NAME
  std::size_t name_chars_max;
};
// Lengths: IAM User Guide, "IAM and AWS STS quotas".
constexpr std::array<Section, 6> kIamSections = {{
    {"roles", Sort::role, "role", 64},
    {"users", Sort::user, "user", 64},
    {"groups", Sort::group, "group", 128},
    {"managed_policies", Sort::managed_policy, "policy", 128},
    {"instance_profiles", Sort::instance_profile, "instance-profile", 128},
    {"saml_providers", Sort::saml_provider, "saml-provider", 128},
}};

const Section* section_of(Sort sort) {
  const auto it = std::ranges::find(kIamSections, sort, &Section::sort);
  return it == kIamSections.end() ? nullptr : &*it;
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_+=,.@-").find(c) != std::string_view::npos;
}

void check_name(Build& build, const Section& section, const std::string& name, SourceSpan where) {
  if (!name.empty() && std::ranges::all_of(name, is_name_char) &&
      name.size() <= section.name_chars_max) {
    return;
  }
  build.problems.error(
      "bad-name",
      fmt::format("`{}` cannot be the name of {}", name, with_article(sort_name(section.sort))),
      where, fmt::format("1 to {} letters, digits and _+=,.@-", section.name_chars_max));
}

void check_path(Build& build, const std::string& path, SourceSpan where) {
  if (path.starts_with('/') && path.ends_with('/') && path.size() <= 512) return;
  build.problems.error("bad-path-name", fmt::format("`{}` is no IAM path", path), where,
                       "a path begins and ends with `/`, and has at most 512 characters");
}

std::string oidc_arn(const std::string& account, std::string_view url) {
  if (url.starts_with("https://")) url.remove_prefix(8);
  while (url.ends_with('/')) url.remove_suffix(1);
  return fmt::format("arn:aws:iam::{}:oidc-provider/{}", account, url);
}

std::string text_of(const Node& entity, std::string_view key, const std::string& otherwise) {
  const Node* value = entity.find(key);
  return value != nullptr && value->is_scalar() ? value->text : otherwise;
}

SourceSpan span_of(const Node& entity, std::string_view key) {
  const Node* value = entity.find(key);
  return value == nullptr ? entity.span : value->span;
}

std::string resource_arn(Build& build, const Node& entity) {
  std::string arn = text_of(entity, "arn", {});
  if (arn.empty()) return {};
  if (!names_a_resource(arn)) {
    build.problems.error("bad-arn", fmt::format("`{}` is no ARN", arn), span_of(entity, "arn"),
                         "an ARN has six parts: arn:partition:service:region:account:resource");
    return {};
  }
  return arn;
}

}  // namespace

bool names_a_resource(std::string_view text) {
  const std::optional<Arn> arn = split_arn(text);
  return arn && !arn->resource.empty();
}

std::string account_in_arn(std::string_view text) {
  const std::optional<Arn> arn = split_arn(text);
  return arn ? std::string(arn->account) : std::string();
}

std::string account_of(Build& build, const Node& entity) {
  if (const Node* account = entity.find("account")) {
    return build.names.account(*account).value_or("");
  }
  const std::vector<std::string_view> accounts = build.names.keys(Sort::account);
  if (accounts.size() == 1) return build.names.find(Sort::account, accounts[0])->arn;
  build.problems.error(
      "missing-key", "the account is not said",
      {entity.span.file, entity.span.begin, std::min(entity.span.begin + 1, entity.span.end)},
      "add `account:`; it may be left out only where the file has one account");
  return {};
}

std::string entity_arn(Build& build, Sort sort, const std::string& key, const Node& entity) {
  if (sort == Sort::resource) return resource_arn(build, entity);
  const std::string account = account_of(build, entity);
  if (account.empty()) return {};
  if (sort == Sort::oidc_provider) return oidc_arn(account, text_of(entity, "url", key));
  const Section* section = section_of(sort);
  const std::string name = text_of(entity, "name", key);
  const std::string path = text_of(entity, "path", "/");
  check_name(build, *section, name, span_of(entity, "name"));
  check_path(build, path, span_of(entity, "path"));
  return fmt::format("arn:aws:iam::{}:{}{}{}", account, section->arn_type, path, name);
}

void declare_accounts(Build& build, const Node& tree) {
  const Node* accounts = tree.find("accounts");
  if (accounts == nullptr) return;
  if (!accounts->is_map()) {
    return build.problems.error(
        "wrong-type", fmt::format("`accounts` must be a map, not {}", describe(*accounts)),
        accounts->span, "write `accounts: { app: { id: \"111111111111\" } }`");
  }
  for (const Member& member : accounts->members) {
    const Fields fields(build.problems, member.value, keys::account);
    const std::optional<std::string> id = fields.text("id");
    if (!id) continue;
    if (!is_account_id(*id)) {
      build.problems.error("bad-account-id", fmt::format("`{}` is no account id", *id),
                           member.value.find("id")->span,
                           "an account id has 12 digits; write it in quotes, zeros in front too");
      continue;
    }
    build.names.declare({Sort::account, member.key, *id, member.key_span});
  }
}

void declare_entities(Build& build, const Node& tree) {
  const auto declare = [&](std::string_view name, Sort sort) {
    const Node* section = tree.find(name);
    if (section == nullptr) return;
    if (!section->is_map()) {
      return build.problems.error(
          "wrong-type", fmt::format("`{}` must be a map, not {}", name, describe(*section)),
          section->span, "each entry is a name and a map");
    }
    for (const Member& member : section->members) {
      if (!member.value.is_map() || member.value.find("from") != nullptr) continue;
      if (build.names.find(sort, member.key) != nullptr) continue;
      std::string arn = entity_arn(build, sort, member.key, member.value);
      if (!arn.empty()) build.names.declare({sort, member.key, std::move(arn), member.key_span});
    }
  };
  for (const Section& section : kIamSections) declare(section.name, section.sort);
  declare("oidc_providers", Sort::oidc_provider);
  declare("resources", Sort::resource);
}

}  // namespace rolechain
