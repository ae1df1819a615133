// The classes that pattern lists cut the ARNs of resource types into. Equal lists are one, lists
// that cut nothing are left out, and what was found once for a type and some lists is found for
// good.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/grants/classes.h"
#include "sim/grants/segments.h"
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
  // Whether a list matches some text of a shape. REQUIRES: the shape is of shapes().
  bool reaches(const ArnShape& shape, ListId list);

  // As text_classes(), with one bit for each of `lists`. REQUIRES: the shape is of shapes().
  std::optional<std::vector<TextClass>> classes(const ArnShape& shape,
                                                const std::vector<ListId>& lists,
                                                std::size_t max_states);

 private:
  struct ListHash {
    std::size_t operator()(const PatternList& list) const;
  };
  // A pattern's parts (segments.h), each as a list of its own.
  struct Parts {
    ListId region = 0;
    ListId account = 0;
    ListId tail = 0;
  };
  struct Reached {
    // Whether a list matches all texts of a shape, some, or surely none.
    enum class How : std::uint8_t { none, some, all };
    How how = How::none;
    std::vector<Parts> patterns;  // those that match some; with How::some
    bool by_segments = false;     // patterns say it all
  };
  static constexpr std::uint32_t kNothing = 1;
  struct Shape {
    std::optional<ShapeSegments> segments;
    std::vector<std::uint32_t> reached;  // by list: an index into all_reached_; 0: not yet
  };
  using Classes = std::vector<TextClass>;
  using Key = std::vector<std::uint64_t>;

  Shape& known_of(const ArnShape& shape);
  const Reached& reach(const ArnShape& shape, Shape& known, ListId list);
  Reached find_reach(const ArnShape& shape, const Shape& known, ListId list);
  std::optional<Classes> find(const ArnShape& shape, const std::vector<ListId>& lists,
                              std::size_t max_states);
  std::optional<Classes> find_by_segments(const Shape& known, const ShapeSegments& segments,
                                          const std::vector<ListId>& lists, std::size_t max_states);
  // Of regions or accounts: the classes that the parts cut it into, one bit each of `parts`.
  const Classes* segment(const TextSet& set, const std::vector<ListId>& parts,
                         std::size_t max_states);
  const Classes* tail(const TextSet& set, const std::vector<std::vector<ListId>>& lists,
                      std::size_t max_states);

  ArnShapes shapes_;
  std::vector<const PatternList*> lists_;  // keys of ids_
  std::unordered_map<PatternList, ListId, ListHash> ids_;
  std::unordered_map<const ArnShape*, Shape> by_shape_;
  std::deque<Reached> all_reached_ = {{}, {}};            // the second one: none
  std::unordered_map<Key, Classes, WordsHash> found_;     // by shape and lists
  std::unordered_map<Key, Classes, WordsHash> segments_;  // by set and parts
};

}  // namespace rolechain
