// One CloudFormation template as one stack sees it: its functions are evaluated only where a value
// is asked for, so that what nobody reads cannot be a problem.
// Source: CloudFormation User Guide, "Intrinsic function reference", "Pseudo parameters reference".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/problems.h"

namespace rolechain {

struct Stack {
  std::string name;
  std::string account;  // id
  std::string region;
  std::string partition = "aws";
  std::uint64_t seed = 1;
  std::map<std::string, Node> parameters;  // references replaced where they are known yet
  std::map<std::string, Node> imports;     // Fn::ImportValue: name → value
};

// `none` is AWS::NoValue: the property, list item or key is not there. `unresolved`: reported.
struct TemplateValue {
  enum class Kind : std::uint8_t { value, none, unresolved };
  Kind kind = Kind::value;
  Node node;
  [[nodiscard]] bool ok() const { return kind == Kind::value; }
};

class CloudFormationTemplate {
 public:
  // The tree must outlive this. Reports a tree that is no template.
  CloudFormationTemplate(Problems& problems, const Node& tree, Stack stack);

  // Logical ids in file order. The stack has a resource where its condition holds; conditions are
  // evaluated only for resources that somebody asks for.
  [[nodiscard]] std::vector<std::string_view> all_ids() const;
  bool has(std::string_view id);
  const std::vector<std::string>& of_type(std::string_view type);  // those that the stack has
  [[nodiscard]] std::string type(std::string_view id) const;
  [[nodiscard]] const Stack& stack() const { return stack_; }
  [[nodiscard]] const Node* resource(std::string_view id) const;

  // The property as evaluated; none where it is absent.
  TemplateValue property_value(std::string_view id, std::string_view name);
  // Nothing where it is absent, NoValue or unresolved.
  std::optional<Node> property(std::string_view id, std::string_view name);
  std::string text_property(std::string_view id, std::string_view name, std::string otherwise);
  TemplateValue evaluate(const Node& node);

  std::string physical_name(std::string_view id);  // as written, else made from the logical id
  std::string arn(std::string_view id);            // "" where the type has none that we know
  // What `Ref` of the resource gives; its unique id for IAM's `GetAtt RoleId`.
  TemplateValue ref(std::string_view id, SourceSpan where);
  TemplateValue attribute(std::string_view id, std::string_view name, SourceSpan where);

 private:
  class Nested;  // counts levels: parts of a template may refer to one another in circles

  const Node* section(std::string_view name) const;
  TemplateValue unresolved(std::string message, SourceSpan where, std::string help = {});
  TemplateValue apply(const std::string& function, const Node& argument, SourceSpan where);
  TemplateValue reference(const Node& name, SourceSpan where);
  TemplateValue named(std::string_view name, SourceSpan where);
  TemplateValue pseudo(std::string_view name, SourceSpan where);
  TemplateValue parameter(std::string_view name, const Node& definition, SourceSpan where);
  TemplateValue get_att(const Node& argument, SourceSpan where);
  TemplateValue substitute(const Node& argument, SourceSpan where);
  TemplateValue substituted_name(std::string_view name, const Node* values, SourceSpan where);
  TemplateValue join(const Node& argument, SourceSpan where);
  TemplateValue split_text(const Node& argument, SourceSpan where);
  TemplateValue select(const Node& argument, SourceSpan where);
  TemplateValue find_in_map(const Node& argument, SourceSpan where);
  TemplateValue if_else(const Node& argument, SourceSpan where);
  TemplateValue import_value(const Node& argument, SourceSpan where);
  TemplateValue length(const Node& argument, SourceSpan where);
  TemplateValue json_string(const Node& argument, SourceSpan where);
  std::optional<std::string> text(const Node& node, std::string_view what);
  std::optional<bool> condition(std::string_view name, SourceSpan where);
  std::optional<bool> condition_value(const Node& node);
  std::optional<bool> all_or_any(const Node& argument, bool all);
  void check_parameters();

  Problems& problems_;
  const Node& tree_;
  Stack stack_;
  std::unordered_map<std::string_view, const Node*> by_id_;
  std::map<std::pair<std::string, std::string>, TemplateValue> properties_;
  std::map<std::string, bool, std::less<>> has_;
  std::map<std::string, std::vector<std::string>, std::less<>> of_type_;
  int depth_ = 0;
};

}  // namespace rolechain
