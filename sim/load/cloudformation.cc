#include "sim/load/cloudformation.h"

#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "sim/load/cloudformation_shapes.h"

namespace rolechain {
namespace {

constexpr std::size_t kIamName_chars = 64;

std::string_view kind_of_name(const Node* definition) {
  const Node* type = definition == nullptr ? nullptr : definition->find("Type");
  return type == nullptr ? std::string_view() : std::string_view(type->text);
}

}  // namespace

CloudFormationTemplate::CloudFormationTemplate(Problems& problems, const Node& tree, Stack stack)
    : problems_(problems), tree_(tree), stack_(std::move(stack)) {
  const Node* resources = section("Resources");
  if (resources == nullptr) {
    problems.error("not-a-template", "this is no CloudFormation template: it has no `Resources`",
                   {tree.span.file, tree.span.begin, tree.span.begin}, "check the file's name");
    return;
  }
  for (const Member& member : resources->members) by_id_.emplace(member.key, &member.value);
  check_parameters();
}

const Node* CloudFormationTemplate::section(std::string_view name) const {
  const Node* found = tree_.find(name);
  return found != nullptr && found->is_map() ? found : nullptr;
}

void CloudFormationTemplate::check_parameters() {
  const Node* defined = section("Parameters");
  for (const auto& [name, value] : stack_.parameters) {
    const Node* definition = defined == nullptr ? nullptr : defined->find(name);
    if (definition == nullptr) {
      std::vector<std::string_view> names;
      if (defined != nullptr) {
        for (const Member& member : defined->members) names.push_back(member.key);
      }
      problems_.error("unknown-parameter", fmt::format("the template has no parameter `{}`", name),
                      value.span, did_you_mean(name, names));
      continue;
    }
    const Node* allowed = definition->find("AllowedValues");
    if (allowed == nullptr || !value.is_scalar()) continue;
    const bool found = std::ranges::any_of(
        allowed->items, [&](const Node& item) { return item.text == value.text; });
    if (!found) {
      problems_.error("bad-value",
                      fmt::format("the parameter `{}` cannot be `{}`", name, value.text),
                      value.span, "the values are at " + location(allowed->span));
    }
  }
}

bool CloudFormationTemplate::has(std::string_view id) {
  if (const auto known = has_.find(id); known != has_.end()) return known->second;
  const Node* definition = resource(id);
  const Node* needs = definition == nullptr ? nullptr : definition->find("Condition");
  const bool here = definition != nullptr &&
                    (needs == nullptr || condition(needs->text, needs->span).value_or(false));
  has_.emplace(id, here);
  return here;
}

const std::vector<std::string>& CloudFormationTemplate::of_type(std::string_view type_name) {
  if (const auto known = of_type_.find(type_name); known != of_type_.end()) return known->second;
  std::vector<std::string> ids;
  for (const std::string_view id : all_ids()) {
    if (type(id) == type_name && has(id)) ids.emplace_back(id);
  }
  return of_type_.emplace(type_name, std::move(ids)).first->second;
}

std::vector<std::string_view> CloudFormationTemplate::all_ids() const {
  std::vector<std::string_view> out;
  if (const Node* resources = section("Resources")) {
    for (const Member& member : resources->members) out.push_back(member.key);
  }
  return out;
}

const Node* CloudFormationTemplate::resource(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::string CloudFormationTemplate::type(std::string_view id) const {
  return std::string(kind_of_name(resource(id)));
}

TemplateValue CloudFormationTemplate::property_value(std::string_view id, std::string_view name) {
  const Node* definition = resource(id);
  const Node* properties = definition == nullptr ? nullptr : definition->find("Properties");
  const Node* written = properties == nullptr ? nullptr : properties->find(name);
  if (written == nullptr) return {TemplateValue::Kind::none, {}};
  auto key = std::pair(std::string(id), std::string(name));
  if (const auto known = properties_.find(key); known != properties_.end()) return known->second;
  TemplateValue value = evaluate(*written);
  properties_.emplace(std::move(key), value);
  return value;
}

std::optional<Node> CloudFormationTemplate::property(std::string_view id, std::string_view name) {
  TemplateValue value = property_value(id, name);
  if (!value.ok()) return std::nullopt;
  return std::move(value.node);
}

std::string CloudFormationTemplate::text_property(std::string_view id, std::string_view name,
                                                  std::string otherwise) {
  std::optional<Node> value = property(id, name);
  return value && value->is_scalar() ? std::move(value->text) : std::move(otherwise);
}

// CloudFormation adds a random end; ours is the same at each run, so that files can name it.
std::string CloudFormationTemplate::physical_name(std::string_view id) {
  const ResourceShape* shape = find_shape(type(id));
  std::string made = fmt::format("{}-{}", stack_.name, id);
  if (type(id) == "AWS::S3::Bucket") made = to_lower(made);
  if (type(id).starts_with("AWS::IAM::")) made = made.substr(0, kIamName_chars);
  if (shape == nullptr || shape->name_property.empty()) return made;
  return text_property(id, shape->name_property, std::move(made));
}

std::string CloudFormationTemplate::arn(std::string_view id) {
  const ResourceShape* shape = find_shape(type(id));
  if (shape == nullptr || shape->arn.empty()) return {};
  std::string name = physical_name(id);
  if (type(id) == "AWS::IAM::OIDCProvider" && name.starts_with("https://")) name.erase(0, 8);
  return fill_shape(shape->arn, {{"partition", stack_.partition},
                                 {"region", stack_.region},
                                 {"account", stack_.account},
                                 {"path", text_property(id, "Path", "/")},
                                 {"name", name}});
}

TemplateValue CloudFormationTemplate::ref(std::string_view id, SourceSpan where) {
  const ResourceShape* shape = find_shape(type(id));
  if (shape == nullptr || shape->ref == RefGives::unknown) {
    return unresolved(fmt::format("what `Ref` of {} `{}` gives is not known",
                                  type(id).empty() ? "the resource" : type(id), id),
                      where, "replace it by a parameter, or by the text itself");
  }
  std::string text;
  switch (shape->ref) {
    case RefGives::arn:
      text = arn(id);
      break;
    case RefGives::queue_url:
      text = fmt::format("https://sqs.{}.amazonaws.com/{}/{}", stack_.region, stack_.account,
                         physical_name(id));
      break;
    case RefGives::name:
    case RefGives::unknown:
      text = physical_name(id);
      break;
  }
  return {TemplateValue::Kind::value, Node::make_string(std::move(text), where)};
}

TemplateValue CloudFormationTemplate::attribute(std::string_view id, std::string_view name,
                                                SourceSpan where) {
  if (resource(id) == nullptr) {
    return unresolved(fmt::format("the template has no resource `{}`", id), where,
                      did_you_mean(id, all_ids()));
  }
  std::string text;
  if (name == "Arn" || name == "TopicArn" || name == "KeyArn") text = arn(id);
  if (name == "RoleId") text = IdSource::named_unique_id(stack_.seed, "AROA", arn(id));
  if (name == "QueueName" || name == "KeyId" || name == "TopicName" || name == "Name") {
    text = physical_name(id);
  }
  if (text.empty()) {
    return unresolved(fmt::format("the attribute `{}` of `{}` is not known", name, id), where,
                      "replace it by a parameter, or by the text itself");
  }
  return {TemplateValue::Kind::value, Node::make_string(std::move(text), where)};
}

}  // namespace rolechain
