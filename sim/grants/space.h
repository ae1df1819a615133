// Every action of the service reference on every ARN, cut into classes that no policy in play and
// no intent tells apart, with the evaluator's answer about each.
#pragma once

#include <array>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "sim/grants/action_rows.h"
#include "sim/grants/class_table.h"
#include "sim/grants/grants.h"
#include "sim/grants/play.h"
#include "sim/grants/prober.h"

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
  const ProbeAnswer* answer = nullptr;
  bool known_role = false;  // the world has the role or user; for hops
};
using ArnClasses = std::vector<ArnClass>;

// The pattern lists that tell a group's ARNs apart.
struct Frame {
  std::vector<ClassTable::ListId> lists;
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

// The conditions of the intents' `when:`, as the requests of each play meet them.
std::vector<PlayWhen> read_whens(const std::vector<const Play*>& plays,
                                 const std::vector<GrantIntent>& intents);

class GrantSpace {
 public:
  // All must outlive it. REQUIRES: one play or more. `shared`: what proofs before this one found;
  // made for the first play's partition, region and account.
  GrantSpace(std::vector<const Play*> plays, const std::vector<GrantIntent>& intents,
             const GrantLimits& limits, ClassTable* shared = nullptr);

  [[nodiscard]] const std::vector<ActionUnit>& units() const { return units_; }
  [[nodiscard]] const std::vector<const Play*>& plays() const { return plays_; }
  // Those of one play that match the unit's actions.
  [[nodiscard]] std::vector<const PlayStatement*> statements(const ActionUnit& unit,
                                                             std::size_t play) const;
  Prober& prober() { return prober_; }
  ClassTable& table() { return table_; }
  // Whether the ARN's owner is a session's own account.
  [[nodiscard]] bool is_own(const ArnClass& arn_class) const;

  // With one list for each statement, or detailed: one for each pattern as well.
  enum class Detail : bool { lists, patterns };
  const Frame& frame(const ActionUnit& unit, Detail detail);
  [[nodiscard]] std::vector<const PatternList*> lists(const Frame& frame) const;
  // The classes of all of the unit's types; nothing where they are undecided.
  std::optional<std::vector<const ArnClass*>> classes(const ActionUnit& unit, Detail detail);

  // Of one of the unit's types (kNoType: the resource `*`).
  const ArnClasses* classes_of(const ActionUnit& unit, std::uint32_t type, Detail detail);
  static constexpr std::uint32_t kNoType = std::numeric_limits<std::uint32_t>::max();

  // Answers for one action of a unit; with sts:AssumeRole go the permissions that a hop of a
  // session needs besides: a play that lacks one is denied, and the kind says by what.
  // `intents`: see Prober.
  ProbeAnswer ask(std::string_view action, const std::string& arn,
                  const Prober::OnAllowed& on_allowed = {},
                  const std::vector<std::size_t>* intents = nullptr);
  // The action whose permission a play's decision is about: `action`, or what a hop needs besides.
  std::string denied_action(std::string_view action, const std::string& arn, std::size_t play);

  // A member of the class with an account and a region that the reader knows, where there is one.
  std::string realistic(const Frame& frame, const ArnClass& arn_class) const;

  [[nodiscard]] std::size_t classes_decided() const { return classes_decided_; }

 private:
  // The actions that match one set of statements and intents.
  struct Group {
    std::string service;
    std::vector<std::size_t> statements;  // of all plays
    std::vector<std::size_t> intents;
    bool trust = false;
    std::string first_action;
    std::array<std::unique_ptr<Frame>, 2> frames;  // by Detail
    // What was asked before. Within a group an answer follows from the lists, the owner, and
    // whether the ARN says a region; except where the kind of ARN matters to the evaluator (trust
    // and key policies).
    using Asked = std::tuple<Bits, std::string, bool>;
    std::array<std::map<Asked, ProbeAnswer>, 2> answers;  // by Detail
    std::list<ProbeAnswer> others;
  };

  void collect_actions();
  void collect_narrow_keys();
  void make_units();
  void add_to_unit(std::uint32_t action, std::span<const std::uint64_t> row);
  std::size_t group_of(const ActionView& action, std::span<const std::uint64_t> row);
  [[nodiscard]] const PlayStatement& statement(std::size_t bit) const { return *statements_[bit]; }
  [[nodiscard]] std::vector<std::string_view> needed_besides(std::size_t play) const;
  std::unique_ptr<Frame> make_frame(const Group& group, Detail detail);
  void add_statement(Frame& frame, std::size_t statement);
  void add_intent(Frame& frame, std::size_t intent);
  void add_entities(Frame& frame, const Group& group, Detail detail);
  void add_accounts(Frame& frame);
  void add_candidates(Frame& frame, const Group& group);
  const ArnClasses* cell(std::size_t group, std::uint32_t type, Detail detail);
  bool add_classes(ArnClasses& out, Group& group, Detail detail, const ArnShape& shape);
  [[nodiscard]] static bool asks_each(const Group& group);
  // Whether a statement may grant something on an ARN of the shape, or an intent ask for it.
  bool may_matter(const Group& group, const ArnShape& shape);
  const ProbeAnswer& answer(Group& group, Detail detail, const TextClass& one);

  std::vector<const Play*> plays_;
  std::vector<const PlayStatement*> statements_;  // of all plays
  const std::vector<GrantIntent>& intents_;
  std::vector<PlayWhen> whens_;
  GrantLimits limits_;
  ServiceReference reference_ = ServiceReference::embedded();
  std::unique_ptr<ClassTable> own_table_;  // where none is shared
  ClassTable& table_;
  Prober prober_;

  // What frames are put together from, made when the first one needs it.
  struct IntentLists {
    ClassTable::ListId all;
    std::optional<ClassTable::ListId> named;  // nothing: the same as all
    std::optional<ClassTable::ListId> exact;
    std::vector<ClassTable::ListId> regions;  // of each condition on the region and each play
  };
  struct Entity {
    std::string text;
    ClassTable::ListId list;
    bool principal;  // a role or user
  };
  std::vector<std::optional<std::vector<ClassTable::ListId>>> statement_lists_;
  std::vector<std::optional<IntentLists>> intent_lists_;
  std::optional<std::vector<Entity>> entities_;
  std::vector<ClassTable::ListId> account_lists_;

  ActionRows rows_;                            // of statements, then intents
  std::vector<ConditionKeyView> narrow_keys_;  // tested, free, and not sent with every action
  std::vector<ActionUnit> units_;
  std::vector<Group> groups_;
  using WordsIndex = std::unordered_map<std::vector<std::uint64_t>, std::size_t, WordsHash>;
  WordsIndex group_index_;
  WordsIndex unit_index_;
  std::vector<std::uint64_t> key_;  // a buffer
  std::uint64_t services_ = 0;      // met so far
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
