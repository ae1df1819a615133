// Every action of the service reference on every ARN, cut into classes that no policy in play and
// no intent tells apart, with the evaluator's answer about each.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "sim/grants/grants.h"
#include "sim/grants/play.h"
#include "sim/grants/prober.h"
#include "sim/grants/shapes.h"

namespace rolechain {

// Actions that match the same statements and intents and are about the same resource types.
struct ActionUnit {
  std::size_t group = 0;
  std::vector<std::uint32_t> actions;  // ids, ascending
  std::vector<std::uint32_t> types;    // ids; empty: the resource `*`
};

// One class of ARNs for the actions of one unit.
struct ArnClass {
  std::string arn;  // a member
  Bits lists;       // of the group's frame
  ProbeAnswer answer;
  bool known_role = false;  // the world has the role or user
};
using ArnClasses = std::vector<ArnClass>;

// The pattern lists that tell a group's ARNs apart.
struct Frame {
  std::vector<std::unique_ptr<PatternList>> owned;
  std::vector<const PatternList*> lists;
  // Of each intent of the group, its patterns: all; those that name the account; those without a
  // wildcard. Indexes into `lists`.
  struct Intent {
    std::size_t index = 0;  // into the intents
    std::size_t all = 0;
    std::size_t named = 0;
    std::size_t exact = 0;
  };
  std::vector<Intent> intents;
  // Patterns by which a person would name a set of ARNs, one list each; only in detailed frames.
  struct Candidate {
    std::string text;
    std::size_t list = 0;
  };
  std::vector<Candidate> candidates;
};

class GrantSpace {
 public:
  GrantSpace(const Play& play, const std::vector<GrantIntent>& intents, const GrantLimits& limits);

  [[nodiscard]] const std::vector<ActionUnit>& units() const { return units_; }
  [[nodiscard]] const Play& play() const { return play_; }
  Prober& prober() { return prober_; }

  // With one list for each statement, or detailed: one for each pattern as well.
  enum class Detail : bool { lists, patterns };
  const Frame& frame(const ActionUnit& unit, Detail detail);
  // The classes of all of the unit's types; nothing where they are undecided.
  std::optional<std::vector<const ArnClass*>> classes(const ActionUnit& unit, Detail detail);

  // Answers for one action of a unit; with sts:AssumeRole go the permissions that a hop of this
  // session needs besides. `action` of the answer's request is in `asked`.
  ProbeAnswer ask(std::string_view action, const std::string& arn, std::string* asked = nullptr,
                  const Prober::OnAllowed& on_allowed = {});

  // A member of the class with an account and a region that the reader knows, where there is one.
  std::string realistic(const Frame& frame, const ArnClass& arn_class) const;

  [[nodiscard]] std::size_t classes_decided() const { return classes_decided_; }

 private:
  // The actions that match one set of statements and intents.
  struct Group {
    std::string service;
    std::vector<std::size_t> statements;
    std::vector<std::size_t> intents;
    bool trust = false;
    std::string first_action;
    std::array<std::unique_ptr<Frame>, 2> frames;  // by Detail
    // What was asked before. Within a group an answer follows from the lists, the owner, and
    // whether the ARN says a region; except where the kind of ARN matters to the evaluator (trust
    // and key policies).
    using Asked = std::tuple<Bits, std::string, bool>;
    std::array<std::map<Asked, ProbeAnswer>, 2> answers;  // by Detail
  };

  void mark_actions();
  void mark(std::string_view pattern_lower, std::size_t bit);
  void complement(std::size_t bit);
  void make_units();
  std::size_t group_of(std::uint32_t action, const std::string& service);
  std::unique_ptr<Frame> make_frame(const Group& group, Detail detail) const;
  void add_intent(Frame& frame, std::size_t intent) const;
  void add_entities(Frame& frame, const Group& group, Detail detail) const;
  const ArnClasses* cell(std::size_t group, std::uint32_t type, Detail detail);
  bool add_classes(ArnClasses& out, Group& group, Detail detail, const ArnShape& shape);
  ProbeAnswer answer(Group& group, Detail detail, const TextClass& one);

  const Play& play_;
  const std::vector<GrantIntent>& intents_;
  GrantLimits limits_;
  ServiceReference reference_ = ServiceReference::embedded();
  ArnShapes shapes_;
  Prober prober_;

  std::size_t words_ = 0;             // of each action's row
  std::vector<std::uint64_t> marks_;  // rows: which statements and intents an action matches
  std::vector<ActionUnit> units_;
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> group_index_;
  struct CellKey {
    std::size_t group;
    std::uint32_t type;
    Detail detail;
    auto operator<=>(const CellKey&) const = default;
  };
  std::map<CellKey, std::optional<ArnClasses>> cells_;  // nothing: undecided
  std::size_t classes_decided_ = 0;
  int overruns_ = 0;  // of the state limit
};

}  // namespace rolechain
