#include "sim/load/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "sim/load/fields.h"

namespace rolechain {

std::string_view sort_name(Sort sort) {
  switch (sort) {
    case Sort::role:
      return "role";
    case Sort::user:
      return "user";
    case Sort::group:
      return "group";
    case Sort::managed_policy:
      return "managed policy";
    case Sort::instance_profile:
      return "instance profile";
    case Sort::resource:
      return "resource";
    case Sort::oidc_provider:
      return "OIDC provider";
    case Sort::saml_provider:
      return "SAML provider";
    case Sort::account:
      return "account";
  }
  return "thing";
}

void Names::declare(Entity entity) {
  if (const Entity* present = find(entity.sort, entity.key)) {
    problems_.error("duplicate-name",
                    fmt::format("the {} `{}` is defined twice", sort_name(entity.sort), entity.key),
                    entity.where, "the other one is at " + location(present->where));
    return;
  }
  const auto [it, added] = by_arn_.emplace(entity.arn, entities_.size());
  if (!added) {
    const Entity& other = entities_[it->second];
    problems_.error(
        "duplicate-name",
        fmt::format("the {} `{}` has the same {} as `{}`: `{}`", sort_name(entity.sort), entity.key,
                    entity.sort == Sort::account ? "id" : "ARN", other.key, entity.arn),
        entity.where,
        "give one of them another name; the other one is at " + location(other.where));
  }
  by_key_.emplace(entity.key, entities_.size());
  entities_.push_back(std::move(entity));
}

const Names::Entity* Names::find(Sort sort, std::string_view key) const {
  const auto [first, last] = by_key_.equal_range(key);
  for (auto it = first; it != last; ++it) {
    if (entities_[it->second].sort == sort) return &entities_[it->second];
  }
  return nullptr;
}

std::vector<std::string_view> Names::keys(std::optional<Sort> sort) const {
  std::vector<std::string_view> out;
  for (const Entity& entity : entities_) {
    if (!sort || entity.sort == *sort) out.push_back(entity.key);
  }
  return out;
}

std::vector<const Names::Entity*> Names::candidates(std::string_view name) const {
  std::vector<const Entity*> out;
  const auto [first, last] = by_key_.equal_range(name);
  for (auto it = first; it != last; ++it) out.push_back(&entities_[it->second]);
  // An account is meant only where nothing else has the name.
  if (out.size() > 1) {
    std::erase_if(out, [](const Entity* entity) { return entity->sort == Sort::account; });
  }
  return out;
}

bool Names::known(std::string_view text) const {
  if (!text.starts_with('@')) return true;
  text.remove_prefix(1);
  return !candidates(text).empty() || !candidates(text.substr(0, text.find('/'))).empty();
}

std::optional<std::string> Names::text(const std::string& text, SourceSpan where,
                                       Place place) const {
  if (!text.starts_with('@')) return text;
  std::string_view name = std::string_view(text).substr(1);
  std::string_view suffix;
  std::vector<const Entity*> found = candidates(name);
  if (const std::size_t slash = name.find('/'); found.empty() && slash != std::string_view::npos) {
    suffix = name.substr(slash);
    name = name.substr(0, slash);
    found = candidates(name);
  }
  if (found.empty()) {
    std::string help = did_you_mean(name, keys());
    if (help.empty()) help = "`@` refers to a role, user, resource … of this file";
    problems_.error("unknown-reference", fmt::format("nothing is named `{}`", name), where,
                    std::move(help));
    return std::nullopt;
  }
  if (found.size() > 1) {
    problems_.error("ambiguous-reference",
                    fmt::format("`@{}` could be the {} or the {}", name, sort_name(found[0]->sort),
                                sort_name(found[1]->sort)),
                    where, "give one of the two another key, or write the ARN");
    return std::nullopt;
  }
  const Entity& entity = *found.front();
  if (!suffix.empty() && entity.sort != Sort::resource) {
    problems_.error("bad-reference",
                    fmt::format("`{}`: only the ARN of a resource can be continued", text), where,
                    "write the ARN out");
    return std::nullopt;
  }
  if (entity.sort == Sort::account && place == Place::principal) {
    return account_root_arn(entity.arn);
  }
  return entity.arn + std::string(suffix);
}

Node Names::resolved(const Node& node, Place place) const {
  Node out = node;
  if (out.is_string() && out.text.starts_with('@') && !literal_.contains(out.span.file)) {
    // A wrong reference is reported once: what reads the policy next gets some ARN.
    out.text = text(out.text, out.span, place).value_or("arn:aws:iam::000000000000:role/unknown");
  }
  for (Node& item : out.items) item = resolved(item, place);
  for (Member& member : out.members) {
    const bool principal = member.key == "Principal" || member.key == "NotPrincipal";
    member.value = resolved(member.value, principal ? Place::principal : place);
  }
  return out;
}

std::optional<std::string> Names::arn(Sort sort, const Node& node) const {
  std::optional<std::string> written =
      scalar_text(problems_, node, fmt::format("the name of {}", with_article(sort_name(sort))));
  if (!written) return std::nullopt;
  if (written->starts_with("arn:")) {
    if (split_arn(*written)) return written;
    problems_.error("bad-arn", fmt::format("`{}` is no ARN", *written), node.span,
                    "an ARN has six parts: arn:partition:service:region:account:resource");
    return std::nullopt;
  }
  const std::string_view name =
      std::string_view(*written).substr(written->starts_with('@') ? 1 : 0);
  if (const Entity* entity = find(sort, name)) return entity->arn;
  std::string help = did_you_mean(name, keys(sort));
  if (help.empty()) {
    help = fmt::format("name {} of this file, or write its ARN", with_article(sort_name(sort)));
  }
  problems_.error("unknown-reference", fmt::format("no {} is named `{}`", sort_name(sort), name),
                  node.span, std::move(help));
  return std::nullopt;
}

std::optional<std::string> Names::account(const Node& node) const {
  std::optional<std::string> written = scalar_text(problems_, node, "the account");
  if (!written) return std::nullopt;
  const std::string_view name =
      std::string_view(*written).substr(written->starts_with('@') ? 1 : 0);
  if (const Entity* entity = find(Sort::account, name)) return entity->arn;
  if (is_account_id(*written)) return written;
  std::string help = did_you_mean(name, keys(Sort::account));
  if (help.empty()) help = "name one of `accounts:`, or write 12 digits in quotes";
  problems_.error("unknown-reference", fmt::format("no account is named `{}`", name), node.span,
                  std::move(help));
  return std::nullopt;
}

}  // namespace rolechain
