// The intrinsic functions.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mocks/base/text.h"
#include "sim/load/cloudformation.h"

namespace rolechain {
namespace {

using Kind = TemplateValue::Kind;

constexpr int kMaxReferences = 60;

TemplateValue value_of(Node node) { return {Kind::value, std::move(node)}; }
TemplateValue text_value(std::string text, SourceSpan where) {
  return value_of(Node::make_string(std::move(text), where));
}

Node list_of_text(std::string_view text, SourceSpan where) {
  Node list = Node::make_list(where);
  for (const std::string_view part : split(text, ',')) {
    list.items.push_back(Node::make_string(std::string(trim(part)), where));
  }
  return list;
}

}  // namespace

class CloudFormationTemplate::Nested {
 public:
  explicit Nested(int& depth) : depth_(depth) { ++depth_; }
  ~Nested() { --depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  int& depth_;
};

TemplateValue CloudFormationTemplate::unresolved(std::string message, SourceSpan where,
                                                 std::string help) {
  problems_.unsupported("unresolved", std::move(message), where, std::move(help));
  return {Kind::unresolved, {}};
}

TemplateValue CloudFormationTemplate::evaluate(const Node& node) {
  const Nested nested(depth_);
  if (depth_ > kMaxReferences * 2) return unresolved("references go in a circle", node.span);
  if (!node.is_list() && !node.is_map()) return value_of(node);
  if (node.members.size() == 1) {
    const Member& only = node.members[0];
    if (only.key == "Ref" || only.key.starts_with("Fn::")) {
      return apply(only.key, only.value, node.span);
    }
  }
  Node out = node.is_list() ? Node::make_list(node.span) : Node::make_map(node.span);
  bool failed = false;  // go on, so that everything that is missing is told at once
  const auto take = [&](const Node& part, auto&& put) {
    TemplateValue value = evaluate(part);
    if (value.kind == Kind::unresolved) failed = true;
    if (value.ok()) put(std::move(value.node));
  };
  for (const Node& item : node.items) {
    take(item, [&](Node value) { out.items.push_back(std::move(value)); });
  }
  for (const Member& member : node.members) {
    if (member.key.starts_with("Fn::")) {
      unresolved(fmt::format("`{}` stands beside other keys", member.key), member.key_span);
      failed = true;
      continue;
    }
    take(member.value, [&](Node value) {
      out.members.push_back({member.key, std::move(value), member.key_span});
    });
  }
  if (failed) return {Kind::unresolved, {}};
  return value_of(std::move(out));
}

TemplateValue CloudFormationTemplate::apply(const std::string& function, const Node& argument,
                                            SourceSpan where) {
  if (function == "Ref") return reference(argument, where);
  if (function == "Fn::GetAtt") return get_att(argument, where);
  if (function == "Fn::Sub") return substitute(argument, where);
  if (function == "Fn::Join") return join(argument, where);
  if (function == "Fn::Split") return split_text(argument, where);
  if (function == "Fn::Select") return select(argument, where);
  if (function == "Fn::FindInMap") return find_in_map(argument, where);
  if (function == "Fn::If") return if_else(argument, where);
  if (function == "Fn::ImportValue") return import_value(argument, where);
  if (function == "Fn::Length") return length(argument, where);
  if (function == "Fn::ToJsonString") return json_string(argument, where);
  if (function == "Fn::Equals" || function == "Fn::And" || function == "Fn::Or" ||
      function == "Fn::Not") {
    Node node = Node::make_map(where);
    node.set(function, argument);
    const std::optional<bool> holds = condition_value(node);
    return holds ? text_value(*holds ? "true" : "false", where)
                 : TemplateValue{Kind::unresolved, {}};
  }
  return unresolved(fmt::format("`{}` is not evaluated", function), where,
                    "replace it by a parameter, or by the text itself");
}

std::optional<std::string> CloudFormationTemplate::text(const Node& node, std::string_view what) {
  TemplateValue value = evaluate(node);
  if (value.kind == Kind::unresolved) return std::nullopt;
  if (value.ok() && value.node.is_scalar()) return std::move(value.node.text);
  unresolved(fmt::format("{} must be text, not {}", what,
                         value.ok() ? describe(value.node) : "`AWS::NoValue`"),
             node.span);
  return std::nullopt;
}

TemplateValue CloudFormationTemplate::reference(const Node& name, SourceSpan where) {
  if (!name.is_scalar()) return unresolved("`Ref` needs a name", where);
  return named(name.text, where);
}

TemplateValue CloudFormationTemplate::named(std::string_view name, SourceSpan where) {
  if (name.starts_with("AWS::")) return pseudo(name, where);
  const Node* parameters = section("Parameters");
  const Node* definition = parameters == nullptr ? nullptr : parameters->find(name);
  if (definition != nullptr) return parameter(name, *definition, where);
  if (resource(name) != nullptr) return ref(name, where);
  std::vector<std::string_view> names = all_ids();
  if (parameters != nullptr) {
    for (const Member& member : parameters->members) names.push_back(member.key);
  }
  return unresolved(fmt::format("the template has no parameter or resource `{}`", name), where,
                    did_you_mean(name, names));
}

TemplateValue CloudFormationTemplate::pseudo(std::string_view name, SourceSpan where) {
  if (name == "AWS::NoValue") return {Kind::none, {}};
  if (name == "AWS::AccountId") return text_value(stack_.account, where);
  if (name == "AWS::Region") return text_value(stack_.region, where);
  if (name == "AWS::Partition") return text_value(stack_.partition, where);
  if (name == "AWS::URLSuffix") return text_value("amazonaws.com", where);
  if (name == "AWS::StackName") return text_value(stack_.name, where);
  if (name == "AWS::StackId") {
    return text_value(fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/0", stack_.partition,
                                  stack_.region, stack_.account, stack_.name),
                      where);
  }
  return unresolved(fmt::format("`{}` is not known", name), where);
}

TemplateValue CloudFormationTemplate::parameter(std::string_view name, const Node& definition,
                                                SourceSpan where) {
  const Node* type = definition.find("Type");
  const std::string_view type_name = type == nullptr ? std::string_view() : type->text;
  const bool list = type_name.starts_with("List<") || type_name == "CommaDelimitedList";
  const auto given = stack_.parameters.find(std::string(name));
  const Node* value =
      given != stack_.parameters.end() ? &given->second : definition.find("Default");
  if (given == stack_.parameters.end() && type_name.starts_with("AWS::SSM::Parameter::")) {
    return unresolved(fmt::format("the parameter `{}` is read from the Parameter Store", name),
                      where, fmt::format("give its value: `parameters: {{ {}: … }}`", name));
  }
  if (value == nullptr) {
    return unresolved(fmt::format("the parameter `{}` has no value", name), where,
                      fmt::format("give it one: `parameters: {{ {}: … }}`", name));
  }
  if (value->is_list()) return value_of(*value);
  if (list) return value_of(list_of_text(value->text, where));
  // A reference that is not known yet keeps its place in the scenario, which tells it from text.
  return text_value(value->text, value->text.starts_with('@') ? value->span : where);
}

TemplateValue CloudFormationTemplate::get_att(const Node& argument, SourceSpan where) {
  if (argument.is_list() && argument.items.size() == 2) {
    const std::optional<std::string> name = text(argument.items[1], "an attribute's name");
    if (!name) return {Kind::unresolved, {}};
    return attribute(argument.items[0].text, *name, where);
  }
  if (argument.is_string()) {
    const std::size_t dot = argument.text.find('.');
    if (dot != std::string::npos) {
      return attribute(std::string_view(argument.text).substr(0, dot),
                       std::string_view(argument.text).substr(dot + 1), where);
    }
  }
  return unresolved("`Fn::GetAtt` needs a resource and an attribute", where);
}

TemplateValue CloudFormationTemplate::substituted_name(std::string_view name, const Node* values,
                                                       SourceSpan where) {
  const Node* value = values == nullptr ? nullptr : values->find(name);
  if (value != nullptr) return evaluate(*value);
  const std::size_t dot = name.find('.');
  if (dot != std::string_view::npos) {
    return attribute(name.substr(0, dot), name.substr(dot + 1), where);
  }
  if (name.find(':') != std::string_view::npos && !name.starts_with("AWS::")) {
    return unresolved(fmt::format("`${{{}}}` in `Fn::Sub` names nothing of the template", name),
                      where, fmt::format("IAM's own variables are written `${{!{}}}` here", name));
  }
  return named(name, where);
}

TemplateValue CloudFormationTemplate::substitute(const Node& argument, SourceSpan where) {
  const bool two = argument.is_list() && argument.items.size() == 2;
  const Node& pattern = two ? argument.items[0] : argument;
  const Node* values = two ? &argument.items[1] : nullptr;
  if (!pattern.is_scalar()) return unresolved("`Fn::Sub` needs a text", where);
  std::string out;
  std::string_view rest = pattern.text;
  while (true) {
    const std::size_t open = rest.find("${");
    const std::size_t close = rest.find('}', open == std::string_view::npos ? 0 : open);
    out += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    if (close == std::string_view::npos) return unresolved("`${` without `}`", where);
    const std::string_view name = trim(rest.substr(open + 2, close - open - 2));
    rest.remove_prefix(close + 1);
    if (name.starts_with('!')) {
      out += fmt::format("${{{}}}", name.substr(1));
      continue;
    }
    TemplateValue value = substituted_name(name, values, where);
    if (value.kind == Kind::unresolved) return value;
    if (!value.ok() || !value.node.is_scalar()) {
      return unresolved(fmt::format("`${{{}}}` is no text", name), where);
    }
    if (value.node.text.starts_with('@')) {
      return unresolved(
          fmt::format("`{}` is not known yet where `${{{}}}` needs it", value.node.text, name),
          where, "write the ARN as the parameter's value");
    }
    out += value.node.text;
  }
  return text_value(std::move(out), where);
}

TemplateValue CloudFormationTemplate::join(const Node& argument, SourceSpan where) {
  if (!argument.is_list() || argument.items.size() != 2) {
    return unresolved("`Fn::Join` needs a separator and a list", where);
  }
  TemplateValue list = evaluate(argument.items[1]);
  if (list.kind == Kind::unresolved) return list;
  if (!list.node.is_list()) return unresolved("`Fn::Join` needs a list", where);
  std::vector<std::string> parts;
  for (const Node& item : list.node.items) {
    if (!item.is_scalar()) return unresolved("`Fn::Join` joins texts only", where);
    if (item.text.starts_with('@') && list.node.items.size() > 1) {
      return unresolved(fmt::format("`{}` is not known yet where it is joined", item.text), where,
                        "write the ARN as the parameter's value");
    }
    parts.push_back(item.text);
  }
  // base's join() leaves out the separator after leading empty parts; CloudFormation does not.
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += argument.items[0].text;
    out += parts[i];
  }
  return text_value(std::move(out), where);
}

TemplateValue CloudFormationTemplate::split_text(const Node& argument, SourceSpan where) {
  if (!argument.is_list() || argument.items.size() != 2 || argument.items[0].text.empty()) {
    return unresolved("`Fn::Split` needs a separator and a text", where);
  }
  const std::optional<std::string> whole = text(argument.items[1], "what `Fn::Split` cuts");
  if (!whole) return {Kind::unresolved, {}};
  const std::string& separator = argument.items[0].text;
  Node list = Node::make_list(where);
  std::size_t from = 0;
  while (true) {
    const std::size_t at = whole->find(separator, from);
    list.items.push_back(Node::make_string(whole->substr(from, at - from), where));
    if (at == std::string::npos) break;
    from = at + separator.size();
  }
  return value_of(std::move(list));
}

TemplateValue CloudFormationTemplate::select(const Node& argument, SourceSpan where) {
  if (!argument.is_list() || argument.items.size() != 2) {
    return unresolved("`Fn::Select` needs an index and a list", where);
  }
  const std::optional<std::string> index = text(argument.items[0], "the index of `Fn::Select`");
  TemplateValue list = evaluate(argument.items[1]);
  if (!index || list.kind == Kind::unresolved) return {Kind::unresolved, {}};
  std::size_t at = 0;
  const auto read = std::from_chars(index->data(), index->data() + index->size(), at);
  if (read.ec != std::errc{} || !list.node.is_list() || at >= list.node.items.size()) {
    return unresolved(fmt::format("`Fn::Select` finds nothing at {}", *index), where);
  }
  return value_of(list.node.items[at]);
}

TemplateValue CloudFormationTemplate::find_in_map(const Node& argument, SourceSpan where) {
  if (!argument.is_list() || argument.items.size() < 3) {
    return unresolved("`Fn::FindInMap` needs a map and two keys", where);
  }
  const Node* at = section("Mappings");
  for (std::size_t i = 0; i < 3; ++i) {
    const std::optional<std::string> key = text(argument.items[i], "a key of `Fn::FindInMap`");
    if (!key) return {Kind::unresolved, {}};
    at = at == nullptr ? nullptr : at->find(*key);
    if (at != nullptr) continue;
    const Node* otherwise =
        argument.items.size() > 3 ? argument.items[3].find("DefaultValue") : nullptr;
    if (otherwise != nullptr) return evaluate(*otherwise);
    return unresolved(fmt::format("`Fn::FindInMap` finds no `{}`", *key), where,
                      "give the region or the parameter that the map knows");
  }
  return evaluate(*at);
}

TemplateValue CloudFormationTemplate::if_else(const Node& argument, SourceSpan where) {
  if (!argument.is_list() || argument.items.size() != 3) {
    return unresolved("`Fn::If` needs a condition and two values", where);
  }
  const std::optional<bool> holds = condition(argument.items[0].text, where);
  if (!holds) return {Kind::unresolved, {}};
  return evaluate(argument.items[*holds ? 1 : 2]);
}

TemplateValue CloudFormationTemplate::import_value(const Node& argument, SourceSpan where) {
  const std::optional<std::string> name = text(argument, "the name of an import");
  if (!name) return {Kind::unresolved, {}};
  const auto it = stack_.imports.find(*name);
  if (it != stack_.imports.end()) return text_value(it->second.text, where);
  return unresolved(fmt::format("the value `{}` is exported by another stack", *name), where,
                    fmt::format("give it: `imports: {{ {}: … }}`", *name));
}

TemplateValue CloudFormationTemplate::length(const Node& argument, SourceSpan where) {
  TemplateValue list = evaluate(argument);
  if (list.kind == Kind::unresolved) return list;
  if (!list.node.is_list()) return unresolved("`Fn::Length` needs a list", where);
  return text_value(std::to_string(list.node.items.size()), where);
}

TemplateValue CloudFormationTemplate::json_string(const Node& argument, SourceSpan where) {
  TemplateValue value = evaluate(argument);
  if (value.kind == Kind::unresolved) return value;
  return text_value(to_json(value.node), where);
}

std::optional<bool> CloudFormationTemplate::condition(std::string_view name, SourceSpan where) {
  const Nested nested(depth_);
  const Node* conditions = section("Conditions");
  const Node* definition = conditions == nullptr ? nullptr : conditions->find(name);
  if (definition == nullptr || depth_ > kMaxReferences) {
    unresolved(definition == nullptr ? fmt::format("the template has no condition `{}`", name)
                                     : fmt::format("the condition `{}` needs itself", name),
               where);
    return std::nullopt;
  }
  return condition_value(*definition);
}

std::optional<bool> CloudFormationTemplate::condition_value(const Node& node) {
  const Nested nested(depth_);
  if (node.members.size() != 1 || depth_ > kMaxReferences * 2) {
    unresolved("this is no condition", node.span);
    return std::nullopt;
  }
  const auto& [function, argument, span] = node.members[0];
  if (function == "Condition") return condition(argument.text, span);
  if (function == "Fn::And" || function == "Fn::Or") {
    return all_or_any(argument, function == "Fn::And");
  }
  if (function == "Fn::Not" && argument.items.size() == 1) {
    const std::optional<bool> inner = condition_value(argument.items[0]);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (function == "Fn::Equals" && argument.items.size() == 2) {
    const TemplateValue left = evaluate(argument.items[0]);
    const TemplateValue right = evaluate(argument.items[1]);
    if (left.kind == Kind::unresolved || right.kind == Kind::unresolved) return std::nullopt;
    const bool scalars = left.node.is_scalar() && right.node.is_scalar();
    return scalars ? left.node.text == right.node.text : to_json(left.node) == to_json(right.node);
  }
  unresolved(fmt::format("`{}` is not evaluated in a condition", function), span);
  return std::nullopt;
}

std::optional<bool> CloudFormationTemplate::all_or_any(const Node& argument, bool all) {
  for (const Node& item : argument.items) {
    const std::optional<bool> holds = condition_value(item);
    if (!holds) return std::nullopt;
    if (*holds != all) return !all;
  }
  return all;
}

}  // namespace rolechain
