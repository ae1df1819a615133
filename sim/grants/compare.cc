// Effective grants against intended ones: extra, missing, granted by another statement.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "sim/grants/comparison.h"
#include "sim/grants/describe.h"
#include "sim/grants/grants.h"
#include "sim/grants/same_statements.h"
#include "sim/grants/space.h"

namespace rolechain {
namespace {

using DifferenceKind = GrantDifference::Kind;
using Form = IntentWhen::Form;
using Detail = GrantSpace::Detail;

// Either some sessions against intents, or the sessions [0, split) before a change against those
// from `split` on.
class Comparison {
 public:
  Comparison(const std::vector<std::unique_ptr<const Play>>& plays,
             const std::vector<GrantSubject>& subjects, const std::vector<GrantIntent>& intents,
             GrantMode mode, std::optional<std::size_t> split, const GrantLimits& limits,
             ClassTable& table, Pairs pairs)
      : subjects_(subjects),
        intents_(intents),
        mode_(mode),
        split_(split),
        pairs_(pairs),
        plays_(pointers(plays)),
        space_(plays_, intents, limits, &table),
        matches_(table) {}

  GrantVerdict run();

 private:
  // One way in which a class differs: with which kind of request, and whose decision shows it.
  struct Point {
    const RequestKind* kind = nullptr;
    std::size_t play = 0;
    const GrantIntent* intent = nullptr;  // missing, route
    explicit operator bool() const { return kind != nullptr; }
  };
  struct Finding {
    Point extra;
    Point missing;
    Point route;
    bool intended = false;
    [[nodiscard]] const Point& of(DifferenceKind kind) const {
      return kind == DifferenceKind::extra     ? extra
             : kind == DifferenceKind::missing ? missing
                                               : route;
    }
  };
  // Differences that are one line: to be told by action list and pattern.
  using LineKey = std::tuple<DifferenceKind, std::string, std::string, std::size_t, std::string>;
  struct Line {
    std::vector<std::uint32_t> actions;
    GrantDifference difference;
  };
  using CountKey = std::tuple<DifferenceKind, AccessLevel, std::string>;

  void check_intents();
  void note_holding(const Frame& frame, const ArnClass& arn_class);
  void check_conditions();
  void check_actions(const GrantIntent& intent);
  void check_resources(const GrantIntent& intent);

  [[nodiscard]] bool says_the_same(const ActionUnit& unit) const;
  Finding look_at(const Frame& frame, const ArnClass& arn_class, std::string_view action,
                  bool trust);
  [[nodiscard]] Finding look_at_change(const ArnClass& arn_class, std::size_t split) const;
  [[nodiscard]] Point extra_in(const Frame& frame, const ArnClass& arn_class) const;
  [[nodiscard]] Point missing_of(const GrantIntent& intent, std::size_t index,
                                 const ArnClass& arn_class) const;
  [[nodiscard]] bool asked_for(const Frame::Intent& intent, const ArnClass& arn_class,
                               bool trust) const;
  bool goes_by(const GrantIntent& intent, const ArnClass& arn_class, std::string_view action);
  [[nodiscard]] bool differs(const Finding& finding) const {
    return (finding.extra && mode_ == GrantMode::exact) || finding.missing || finding.route;
  }

  bool may_stand_along(DifferenceKind kind, std::uint32_t action, const std::string& pattern);
  void describe(const ActionUnit& unit);
  void describe(const ActionUnit& unit, DifferenceKind kind, const MarkedUnit& marked,
                const std::vector<Finding>& findings);
  void add_line(const ActionUnit& unit, DifferenceKind kind, const std::string& pattern,
                const Frame& frame, const ArnClass& example, const Point& point);
  void count(const ActionUnit& unit, bool trust);
  Witness replay(DifferenceKind kind, std::string_view action, const std::string& arn,
                 const Point& point);
  [[nodiscard]] std::string_view action_name(std::uint32_t id) const {
    return reference_.actions()[id].full_name;
  }

  const std::vector<GrantSubject>& subjects_;
  const std::vector<GrantIntent>& intents_;
  GrantMode mode_;
  std::optional<std::size_t> split_;
  Pairs pairs_;
  std::vector<const Play*> plays_;
  GrantSpace space_;
  TypedMatches matches_;
  ServiceReference reference_ = ServiceReference::embedded();
  // By intent: whether its actions and resources were met, and its conditions, by some request.
  enum class Met : std::uint8_t { no, without_condition, yes };
  std::vector<Met> met_;
  std::map<LineKey, Line> lines_;
  std::map<CountKey, std::size_t> counts_;
  GrantVerdict verdict_;
};

void Comparison::check_actions(const GrantIntent& intent) {
  for (const std::string& pattern : intent.actions) {
    const std::string lower = to_lower(pattern);
    const std::string_view prefix = std::string_view(lower).substr(0, lower.find_first_of("*?"));
    const auto range = reference_.actions_with_prefix(prefix);
    const auto matches = [&](const ActionView& action) { return glob_match(lower, action.lower); };
    if (std::ranges::any_of(range, matches)) continue;
    Diagnostic diagnostic;
    diagnostic.code = "unknown-action";
    diagnostic.message = fmt::format("`{}` is no action of AWS that rolechain knows", pattern);
    diagnostic.where = intent.span;
    const auto closest = reference_.closest_action(pattern);
    if (closest) diagnostic.help = fmt::format("did you mean `{}`?", *closest);
    verdict_.undecided.push_back(std::move(diagnostic));
  }
}

// An intent that no request can meet is a slip of the pen, not a grant that is missing.
void Comparison::check_resources(const GrantIntent& intent) {
  for (const std::string& resource : intent.resources) {
    bool known = false;
    bool met = false;
    for (const std::string& pattern : intent.actions) {
      const std::string lower = to_lower(pattern);
      const std::string_view prefix = std::string_view(lower).substr(0, lower.find_first_of("*?"));
      for (const ActionView& action : reference_.actions_with_prefix(prefix)) {
        if (!glob_match(lower, action.lower)) continue;
        known = true;
        met = matches_.any(action.id, resource);
        if (met) break;
      }
      if (met) break;
    }
    if (met || !known) continue;
    Diagnostic diagnostic;
    diagnostic.code = "intent-matches-nothing";
    diagnostic.message = fmt::format("`{}` is no resource that {} {} about", resource,
                                     "`" + join(intent.actions, "`, `") + "`",
                                     intent.actions.size() == 1 ? "is" : "are");
    diagnostic.where = intent.span;
    diagnostic.help = "compare the ARN with the resource types that the actions take";
    verdict_.undecided.push_back(std::move(diagnostic));
  }
}

void Comparison::check_intents() {
  for (const GrantIntent& intent : intents_) {
    check_actions(intent);
    check_resources(intent);
  }
}

void Comparison::note_holding(const Frame& frame, const ArnClass& arn_class) {
  for (const Frame::Intent& intent : frame.intents) {
    Met& met = met_[intent.index];
    if (met == Met::yes || !arn_class.lists.test(intent.all)) continue;
    const bool holds = std::ranges::any_of(arn_class.answer->kinds, [&](const RequestKind& kind) {
      return std::ranges::any_of(kind.when,
                                 [&](const Bits& when) { return when.test(intent.index); });
    });
    met = holds ? Met::yes : Met::without_condition;
  }
}

// Conditions that no request can meet ask for nothing: a slip of the pen, like a wrong ARN.
void Comparison::check_conditions() {
  for (std::size_t i = 0; i < intents_.size(); ++i) {
    if (met_[i] != Met::without_condition) continue;
    verdict_.undecided.push_back(
        {Severity::error, "intent-never-holds",
         "no request of this session can meet the conditions of `when`", intents_[i].span,
         "its tests contradict one another, or what the session's keys are"});
  }
}

// A wildcard in the account asks for nothing in accounts that it does not name; and nothing of
// roles that somebody else's trust policy decides about.
bool Comparison::asked_for(const Frame::Intent& intent, const ArnClass& arn_class,
                           bool trust) const {
  if (trust) return arn_class.lists.test(arn_class.known_role ? intent.named : intent.exact);
  return arn_class.lists.test(space_.is_own(arn_class) ? intent.all : intent.named);
}

// Whether the statement that the intent names is a reason for every way in which the class is
// granted. Another one may be a reason, too: the order of statements means nothing.
bool Comparison::goes_by(const GrantIntent& intent, const ArnClass& arn_class,
                         std::string_view action) {
  bool always = true;
  const auto has_reason = [&](std::size_t play) {
    const std::vector<PlayStatement>& statements = plays_[play]->statements();
    bool found = false;
    for (std::size_t i = 0; i < statements.size() && !found; ++i) {
      const PlayStatement& one = statements[i];
      found = one.may_grant && space_.prober().matched(play, i) &&
              one.policy->statement_label(one.index) == *intent.because;
    }
    always = always && found;
  };
  space_.ask(action, arn_class.arn, has_reason);
  return always;
}

// A request that some session may make and that no intent holds for.
Comparison::Point Comparison::extra_in(const Frame& frame, const ArnClass& arn_class) const {
  for (const RequestKind& kind : arn_class.answer->kinds) {
    for (std::size_t play = 0; play < plays_.size(); ++play) {
      if (!kind.allowed(play)) continue;
      const bool intended = std::ranges::any_of(frame.intents, [&](const Frame::Intent& intent) {
        return arn_class.lists.test(intent.all) && kind.when[play].test(intent.index);
      });
      if (!intended) return {&kind, play, nullptr};
    }
  }
  return {};
}

// A request that the intent asks for and no session may make.
Comparison::Point Comparison::missing_of(const GrantIntent& intent, std::size_t index,
                                         const ArnClass& arn_class) const {
  const std::vector<RequestKind>& kinds = arn_class.answer->kinds;
  if (intent.when.form == Form::some) {
    if (arn_class.answer->granted() != nullptr) return {};
    return {&kinds.front(), 0, &intent};
  }
  for (const RequestKind& kind : kinds) {
    std::optional<std::size_t> asked;
    bool met = false;
    for (std::size_t play = 0; play < plays_.size(); ++play) {
      if (!kind.when[play].test(index)) continue;
      if (!asked) asked = play;
      met = met || kind.allowed(play);
    }
    if (asked && !met) return {&kind, *asked, &intent};
  }
  return {};
}

Comparison::Finding Comparison::look_at_change(const ArnClass& arn_class, std::size_t split) const {
  Finding finding;
  const auto allowed = [&](const RequestKind& kind, std::size_t begin, std::size_t end) {
    for (std::size_t play = begin; play < end; ++play) {
      if (kind.allowed(play)) return std::optional(play);
    }
    return std::optional<std::size_t>();
  };
  for (const RequestKind& kind : arn_class.answer->kinds) {
    const auto before = allowed(kind, 0, split);
    const auto after = allowed(kind, split, plays_.size());
    finding.intended |= before && after;
    if (after && !before && !finding.extra) finding.extra = {&kind, *after, nullptr};
    if (before && !after && !finding.missing) finding.missing = {&kind, *before, nullptr};
  }
  return finding;
}

Comparison::Finding Comparison::look_at(const Frame& frame, const ArnClass& arn_class,
                                        std::string_view action, bool trust) {
  if (split_) return look_at_change(arn_class, *split_);
  Finding finding;
  const bool granted = arn_class.answer->granted() != nullptr;
  for (const Frame::Intent& intent : frame.intents) {
    if (!arn_class.lists.test(intent.all)) continue;
    finding.intended = true;
    const GrantIntent& wanted = intents_[intent.index];
    if (!finding.missing && asked_for(intent, arn_class, trust)) {
      finding.missing = missing_of(wanted, intent.index, arn_class);
    }
    if (granted && wanted.because && !finding.route && !goes_by(wanted, arn_class, action)) {
      finding.route = {arn_class.answer->granted(), 0, &wanted};
      while (!finding.route.kind->allowed(finding.route.play)) ++finding.route.play;
    }
  }
  finding.extra = extra_in(frame, arn_class);
  return finding;
}

bool Comparison::says_the_same(const ActionUnit& unit) const {
  const std::size_t split = split_.value_or(0);  // Pairs::alike: there is one
  for (std::size_t play = 0; play < split; ++play) {
    if (!same_statements(space_.statements(unit, play), space_.statements(unit, split + play))) {
      return false;
    }
  }
  return true;
}

GrantVerdict Comparison::run() {
  verdict_.actions = reference_.actions().size();
  verdict_.model = subjects_.front().model;
  met_.assign(intents_.size(), Met::no);
  check_intents();
  if (!verdict_.undecided.empty()) return std::move(verdict_);
  for (const ActionUnit& unit : space_.units()) {
    if (pairs_ == Pairs::alike && says_the_same(unit)) continue;
    const Frame& frame = space_.frame(unit, Detail::lists);
    const auto classes = space_.classes(unit, Detail::lists);
    if (!classes) continue;
    const ActionView action = reference_.actions()[unit.actions.front()];
    const bool trust = is_trust_action(action.lower);
    for (const ArnClass* one : *classes) note_holding(frame, *one);
    const bool any = std::ranges::any_of(*classes, [&](const ArnClass* one) {
      return differs(look_at(frame, *one, action.full_name, trust));
    });
    if (!any) continue;
    describe(unit);
    count(unit, trust);
  }
  for (auto& [key, line] : lines_) {
    std::ranges::sort(line.actions);
    const std::string& pattern = line.difference.resource;
    const DifferenceKind kind = line.difference.kind;
    line.difference.actions = fold_actions(
        line.actions, [&](std::uint32_t action) { return may_stand_along(kind, action, pattern); });
    verdict_.differences.push_back(std::move(line.difference));
  }
  for (const auto& [key, pairs] : counts_) {
    const auto& [kind, level, type] = key;
    verdict_.counts.push_back({kind, level, type, pairs});
  }
  verdict_.classes = space_.classes_decided();
  verdict_.undecided = space_.prober().undecided();
  check_conditions();
  return std::move(verdict_);
}

// Pairs of action and resource type that differ.
void Comparison::count(const ActionUnit& unit, bool trust) {
  const Frame& frame = space_.frame(unit, Detail::lists);
  std::vector<std::uint32_t> types = unit.types;
  if (types.empty()) types.push_back(GrantSpace::kNoType);
  for (const std::uint32_t type : types) {
    std::string name = "*";
    if (type != GrantSpace::kNoType) {
      const ResourceTypeView view = reference_.resource_types()[type];
      name = fmt::format("{} {}", view.service, view.name);
    }
    const ArnClasses& classes = *space_.classes_of(unit, type, Detail::lists);
    for (const DifferenceKind kind :
         {DifferenceKind::extra, DifferenceKind::missing, DifferenceKind::route}) {
      if (kind == DifferenceKind::extra && mode_ != GrantMode::exact) continue;
      const bool any = std::ranges::any_of(classes, [&](const ArnClass& one) {
        return static_cast<bool>(
            look_at(frame, one, action_name(unit.actions.front()), trust).of(kind));
      });
      if (!any) continue;
      for (const std::uint32_t id : unit.actions) {
        ++counts_[{kind, reference_.actions()[id].level, name}];
      }
    }
  }
}

// Whether a wildcard in a line's actions may take this one along, which is not of the line: it must
// say nothing that is not so. An action that no request can make on the pattern may; so may hops
// beside an excess: their own lines name the roles.
bool Comparison::may_stand_along(DifferenceKind kind, std::uint32_t action,
                                 const std::string& pattern) {
  const ActionView view = reference_.actions()[action];
  if (needs_no_permission(view.lower) || !matches_.any(action, pattern)) return true;
  if (kind != DifferenceKind::extra || !is_trust_action(view.lower) || split_) return false;
  for (const ActionUnit& unit : space_.units()) {
    if (std::ranges::find(unit.actions, action) == unit.actions.end()) continue;
    const auto classes = space_.classes(unit, Detail::lists);
    const auto is_intended = [&](const ArnClass* one) {
      return one->answer->granted() != nullptr &&
             std::ranges::any_of(space_.frame(unit, Detail::lists).intents,
                                 [&](const auto& i) { return one->lists.test(i.all); });
    };
    return classes && std::ranges::none_of(*classes, is_intended);
  }
  return false;
}

void Comparison::describe(const ActionUnit& unit) {
  const Frame& frame = space_.frame(unit, Detail::patterns);
  const auto classes = space_.classes(unit, Detail::patterns);
  if (!classes) return;
  const ActionView action = reference_.actions()[unit.actions.front()];
  const bool trust = is_trust_action(action.lower);
  std::vector<Finding> findings;
  for (const ArnClass* one : *classes) {
    findings.push_back(look_at(frame, *one, action.full_name, trust));
  }
  const auto marked = [&](auto is_in) {
    MarkedUnit out{&unit, &frame, *classes, {}};
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const ArnClass& one = *(*classes)[i];
      const bool foreign = !space_.is_own(one);
      // Beside the difference a pattern may name what is as intended, and what nobody asks for.
      const bool free = one.answer->granted() != nullptr ? findings[i].intended : foreign || trust;
      out.marks.push_back(is_in(findings[i]) ? Mark::in : free ? Mark::free : Mark::out);
    }
    return out;
  };
  const auto tell = [&](DifferenceKind kind, const GrantIntent* intent) {
    describe(unit, kind, marked([&](const Finding& finding) {
               return finding.of(kind) && finding.of(kind).intent == intent;
             }),
             findings);
  };
  if (mode_ == GrantMode::exact) tell(DifferenceKind::extra, nullptr);
  if (split_) tell(DifferenceKind::missing, nullptr);
  for (const GrantIntent& intent : intents_) {
    tell(DifferenceKind::missing, &intent);
    tell(DifferenceKind::route, &intent);
  }
}

void Comparison::describe(const ActionUnit& unit, DifferenceKind kind, const MarkedUnit& marked,
                          const std::vector<Finding>& findings) {
  if (!marked.any_in()) return;
  const auto point_of = [&](const ArnClass* one) -> const Point& {
    const auto at = std::ranges::find(marked.classes, one) - marked.classes.begin();
    return findings[static_cast<std::size_t>(at)].of(kind);
  };
  const Cover covered = cover(marked, CarveOut::no);
  for (const Named& named : covered.named) {
    add_line(unit, kind, named.pattern, *marked.frame, *named.example, point_of(named.example));
  }
  for (const ArnClass* one : covered.rest) {
    add_line(unit, kind, space_.realistic(*marked.frame, *one), *marked.frame, *one, point_of(one));
  }
}

void Comparison::add_line(const ActionUnit& unit, DifferenceKind kind, const std::string& pattern,
                          const Frame& frame, const ArnClass& example, const Point& point) {
  const Decision& decision = point.kind->decisions[point.play];
  const bool decided = decision.policy != nullptr;
  const bool by_intent = point.intent != nullptr && kind == DifferenceKind::missing;
  const std::string label = decided ? decision.policy->statement_label(decision.statement) : "";
  const std::size_t intent_index = point.intent == nullptr
                                       ? intents_.size()
                                       : static_cast<std::size_t>(point.intent - intents_.data());
  std::vector<std::string> when;
  if (by_intent) {
    when = condition_lines(point.intent->when.tests);
  } else if (decided) {
    when = chosen_conditions(*plays_[point.play], decision);
  }
  if (kind == DifferenceKind::extra && !split_) {
    for (const Frame::Intent& intent : frame.intents) {
      const IntentWhen& unless = intents_[intent.index].when;
      if (!example.lists.test(intent.all) || unless.form != Form::condition) continue;
      when.push_back("unless " + join(condition_lines(unless.tests), " and "));
    }
  }
  Line& line = lines_[{kind, pattern, label, intent_index, join(when, "\n")}];
  line.actions.insert(line.actions.end(), unit.actions.begin(), unit.actions.end());
  if (!line.difference.witness.action.empty()) return;
  line.difference.kind = kind;
  line.difference.resource = pattern;
  line.difference.when = std::move(when);
  line.difference.statement = label;
  if (by_intent) {
    line.difference.where = point.intent->span;
  } else if (decided) {
    line.difference.where = decision.policy->statements()[decision.statement].span;
  }
  line.difference.witness =
      replay(kind, action_name(unit.actions.front()), space_.realistic(frame, example), point);
}

// Nothing is reported that the evaluator does not say again.
Witness Comparison::replay(DifferenceKind kind, std::string_view action, const std::string& arn,
                           const Point& point) {
  Witness witness;
  witness.resource = arn;
  witness.context = point.kind->chosen;
  const bool allowed = kind != DifferenceKind::missing || split_.has_value();
  witness.action = allowed ? std::string(action) : space_.denied_action(action, arn, point.play);
  const auto ask = [&](std::size_t play, Trace* trace) {
    const GrantSubject& subject = subjects_[play];
    ApiCall call{witness.action, arn, subject.context, std::nullopt};
    call.context.insert(call.context.end(), witness.context.begin(), witness.context.end());
    return authorize(*subject.world, *subject.session, call, subject.now_s, trace).allowed();
  };
  bool as_proved = ask(point.play, &witness.trace) == allowed;
  if (split_) {  // and the other side says no
    const bool extra = kind == DifferenceKind::extra;
    for (std::size_t play = extra ? 0 : *split_; play < (extra ? *split_ : plays_.size()); ++play) {
      as_proved = as_proved && !ask(play, nullptr);
    }
  }
  if (!as_proved) {
    throw std::logic_error(
        fmt::format("internal error: the proof says that {} on {} is {}, and "
                    "the evaluator does not",
                    witness.action, arn, allowed ? "allowed" : "denied"));
  }
  return witness;
}

}  // namespace

std::vector<std::unique_ptr<const Play>> make_plays(const std::vector<GrantSubject>& subjects) {
  std::vector<std::unique_ptr<const Play>> out;
  out.reserve(subjects.size());
  for (const GrantSubject& subject : subjects) out.push_back(std::make_unique<Play>(subject));
  return out;
}

std::vector<const Play*> pointers(const std::vector<std::unique_ptr<const Play>>& plays) {
  std::vector<const Play*> out;
  out.reserve(plays.size());
  for (const auto& play : plays) out.push_back(play.get());
  return out;
}

GrantVerdict compare_filled(const std::vector<std::unique_ptr<const Play>>& plays,
                            const std::vector<GrantSubject>& subjects,
                            const std::vector<GrantIntent>& intents, GrantMode mode,
                            std::optional<std::size_t> split, const GrantLimits& limits,
                            ClassTable& table, Pairs pairs) {
  assert(pairs == Pairs::any || (split && 2 * *split == subjects.size()));
  return Comparison(plays, subjects, intents, mode, split, limits, table, pairs).run();
}

}  // namespace rolechain
