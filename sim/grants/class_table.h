// The classes that pattern lists cut the ARNs of resource types into. Equal lists are one, lists
// that cut nothing are left out, and what was found once for a type and some lists is found for
// good.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/grants/classes.h"
#include "sim/grants/shapes.h"

namespace rolechain {

struct WordsHash {
  std::size_t operator()(const std::vector<std::uint64_t>& words) const;
};

class ClassTable {
 public:
  using ListId = std::uint32_t;

  // What witnesses hold where nothing says otherwise.
  ClassTable(std::string partition, std::string_view region, std::string account)
      : shapes_(std::move(partition), region, std::move(account)) {}

  ListId add(const PatternList& list);
  [[nodiscard]] const PatternList& list(ListId id) const { return *lists_[id]; }
  ArnShapes& shapes() { return shapes_; }

  // As text_classes(), with one bit for each of `lists`. REQUIRES: the shape is of shapes().
  std::optional<std::vector<TextClass>> classes(const ArnShape& shape,
                                                const std::vector<ListId>& lists,
                                                std::size_t max_states);

 private:
  struct ListHash {
    std::size_t operator()(const PatternList& list) const;
  };
  // Whether a list matches all texts of a shape, some, or surely none.
  enum class Reach : std::uint8_t { none, some, all };
  [[nodiscard]] static Reach find_reach(const ArnShape& shape, const PatternList& list);

  ArnShapes shapes_;
  std::vector<const PatternList*> lists_;  // keys of ids_
  std::unordered_map<PatternList, ListId, ListHash> ids_;
  std::unordered_map<const ArnShape*, std::vector<std::optional<Reach>>> reaches_;  // by list
  std::unordered_map<std::vector<std::uint64_t>, std::vector<TextClass>, WordsHash> found_;
};

}  // namespace rolechain
