#include "sim/fix/source_trees.h"

#include <algorithm>

#include "mocks/base/json.h"
#include "sim/load/yaml.h"

namespace rolechain {
namespace {

Result<Node> parse(const SourceFile& file) {
  const std::size_t first = file.text.find_first_not_of(" \t\r\n");
  const bool json = file.path.ends_with(".json") ||
                    (first != std::string::npos && file.text[first] == '{' &&
                     !file.path.ends_with(".yaml") && !file.path.ends_with(".yml"));
  // Scenarios have no tags, so that the dialect with tags reads them as well.
  return json ? parse_json(file) : parse_yaml(file, YamlDialect::cloudformation);
}

bool find(const Node& node, const SourceSpan& span, NodePath& path) {
  if (node.span.known() && (node.span.begin > span.begin || node.span.end < span.end)) return false;
  path.push_back(&node);
  for (const Member& member : node.members) {
    if (find(member.value, span, path)) return true;
  }
  for (const Node& item : node.items) {
    if (find(item, span, path)) return true;
  }
  if (node.span.known() && node.span.begin == span.begin && node.span.end == span.end) return true;
  path.pop_back();
  return false;
}

}  // namespace

const Node* SourceTrees::tree(const SourceFile* file) {
  const auto [at, is_new] = trees_.try_emplace(file);
  if (is_new) {
    const auto text = reader_.read(file->path);
    if (text && *text == file->text) {
      if (Result<Node> node = parse(*file)) at->second = *std::move(node);
    }
  }
  return at->second ? &*at->second : nullptr;
}

NodePath SourceTrees::path_to(const SourceSpan& span) {
  NodePath path;
  if (!span.known()) return path;
  if (const Node* root = tree(span.file)) find(*root, span, path);
  return path;
}

const Member* member_holding(const Node& map, const Node* value) {
  const auto at = std::ranges::find_if(
      map.members, [&](const Member& member) { return &member.value == value; });
  return at == map.members.end() ? nullptr : &*at;
}

}  // namespace rolechain
