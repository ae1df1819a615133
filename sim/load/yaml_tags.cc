#include "sim/load/yaml_tags.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 21> kShortForms = {
    "!Ref",    "!GetAtt", "!Sub",    "!Join",      "!Split",     "!Select",       "!If",
    "!Equals", "!And",    "!Or",     "!Not",       "!Condition", "!FindInMap",    "!ImportValue",
    "!Base64", "!Cidr",   "!GetAZs", "!Transform", "!Length",    "!ToJsonString", "!ForEach",
};

}  // namespace

bool yaml_is_short_form(std::string_view tag) {
  return std::ranges::find(kShortForms, tag) != kShortForms.end();
}

std::string_view yaml_short_form_name(std::string_view tag) {
  tag.remove_prefix(1);
  return tag;
}

std::string yaml_short_form_help(std::string_view tag) {
  std::string help = did_you_mean(tag, kShortForms);
  return help.empty() ? "only CloudFormation's functions may be written as tags" : help;
}

Node yaml_long_form(std::string_view name, Node value, SourceSpan tag_span) {
  const SourceSpan whole{tag_span.file, tag_span.begin, std::max(value.span.end, tag_span.end)};
  if (name == "GetAtt" && value.is_string()) {
    Node parts = Node::make_list(value.span);
    const std::size_t dot = value.text.find('.');
    parts.items.push_back(Node::make_string(value.text.substr(0, dot), value.span));
    if (dot != std::string::npos) {
      parts.items.push_back(Node::make_string(value.text.substr(dot + 1), value.span));
    }
    value = std::move(parts);
  }
  const bool bare = name == "Ref" || name == "Condition";
  Node out = Node::make_map(whole);
  out.members.push_back({(bare ? "" : "Fn::") + std::string(name), std::move(value), tag_span});
  return out;
}

}  // namespace rolechain
