// The files of a scenario as trees of what is written in them, to find by its place what a policy
// was made from: references and functions are not replaced here.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/load.h"

namespace rolechain {

// From the root of a file down to one value.
using NodePath = std::vector<const Node*>;

class SourceTrees {
 public:
  explicit SourceTrees(FileReader& reader) : reader_(reader) {}

  // Null for a text that is no file of the user's (AWS's own policies, session policies), and for
  // one that has changed since it was read.
  const Node* tree(const SourceFile* file);
  // The map or text written at exactly this place; empty where there is none.
  NodePath path_to(const SourceSpan& span);

 private:
  FileReader& reader_;
  std::map<const SourceFile*, std::optional<Node>> trees_;
};

// The member of the map whose value this is; null where it has none.
const Member* member_holding(const Node& map, const Node* value);

}  // namespace rolechain
