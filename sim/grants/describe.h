// Says sets of (action, ARN) classes as a person would write them: by the patterns in play and by
// action names with wildcards, never claiming more than was proved.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/grants/space.h"

namespace rolechain {

// Of one class: to be named, may be named along, must not be named.
enum class Mark : std::uint8_t { in, free, out };

struct MarkedUnit {
  const ActionUnit* unit = nullptr;
  const Frame* frame = nullptr;
  std::vector<const ArnClass*> classes;
  std::vector<Mark> marks;

  [[nodiscard]] bool any_in() const;
  // True where the list holds none of the classes that must not be named.
  [[nodiscard]] bool may_name(std::size_t list) const;
};

struct Named {
  std::string pattern;
  const ArnClass* example = nullptr;  // one of the classes to be named
};
struct Cover {
  std::vector<Named> named;
  std::vector<std::string> carved_out;  // patterns to deny from them
  std::vector<const ArnClass*> rest;    // what no pattern in play names
};
enum class CarveOut : bool { no, yes };
Cover cover(const MarkedUnit& unit, CarveOut carve_out);

// "StringEquals aws:RequestTag/team: red, blue".
std::string condition_line(const ConditionTest& test);
std::vector<std::string> condition_lines(const std::vector<ConditionTest>& tests);
// The conditions of the deciding statement that the sender has to meet by choosing keys.
std::vector<std::string> chosen_conditions(const Play& play, const Decision& decision);

// `ids`: of actions, ascending. A wildcard may stand only for actions of the list and for those
// that `harmless` says may be named along. Sorted.
std::vector<std::string> fold_actions(const std::vector<std::uint32_t>& ids,
                                      const std::function<bool(std::uint32_t)>& harmless);

// Whether an ARN of the action's types can match the pattern: if not, naming them together is
// harmless.
class TypedMatches {
 public:
  // The table must outlive it.
  explicit TypedMatches(ClassTable& table) : table_(table) {}
  bool any(std::uint32_t action, std::string_view pattern);

 private:
  ClassTable& table_;
  std::map<std::string, ClassTable::ListId, std::less<>> lists_;  // of patterns
};

}  // namespace rolechain
