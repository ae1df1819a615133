// Effective grants against intended ones: extra, missing, granted by another statement.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "sim/grants/describe.h"
#include "sim/grants/grants.h"
#include "sim/grants/space.h"

namespace rolechain {
namespace {

using DifferenceKind = GrantDifference::Kind;

class Comparison {
 public:
  Comparison(const GrantSubject& subject, const std::vector<GrantIntent>& intents, GrantMode mode,
             const GrantLimits& limits)
      : subject_(subject),
        intents_(intents),
        mode_(mode),
        play_(subject),
        space_(play_, intents, limits),
        matches_(*subject.world) {}

  GrantVerdict run();

 private:
  // What one class is, against the intents.
  struct Finding {
    bool extra = false;
    const GrantIntent* missing = nullptr;
    const GrantIntent* route = nullptr;
    bool intended = false;
  };
  // Differences that are one line: to be told by action list and pattern.
  using LineKey = std::tuple<DifferenceKind, std::string, std::string, std::size_t>;
  struct Line {
    std::vector<std::uint32_t> actions;
    GrantDifference difference;
  };

  void check_intents();
  void check_actions(const GrantIntent& intent);
  void check_resources(const GrantIntent& intent);

  Finding look_at(const Frame& frame, const ArnClass& arn_class, std::string_view action,
                  bool trust);
  [[nodiscard]] bool asked_for(const Frame::Intent& intent, const ArnClass& arn_class,
                               bool trust) const;
  bool goes_by(const GrantIntent& intent, const ArnClass& arn_class, std::string_view action);
  [[nodiscard]] bool differs(const Finding& finding) const {
    return (finding.extra && mode_ == GrantMode::exact) || finding.missing != nullptr ||
           finding.route != nullptr;
  }

  bool may_stand_along(DifferenceKind kind, std::uint32_t action, const std::string& pattern);
  void describe(const ActionUnit& unit);
  void describe(const ActionUnit& unit, DifferenceKind kind, const GrantIntent* intent,
                const MarkedUnit& marked);
  void add_line(const ActionUnit& unit, DifferenceKind kind, const GrantIntent* intent,
                const std::string& pattern, const Frame& frame, const ArnClass& example);
  Witness replay(DifferenceKind kind, std::string_view action, const std::string& arn);
  [[nodiscard]] std::string_view action_name(std::uint32_t id) const {
    return reference_.actions()[id].full_name;
  }

  const GrantSubject& subject_;
  const std::vector<GrantIntent>& intents_;
  GrantMode mode_;
  Play play_;
  GrantSpace space_;
  TypedMatches matches_;
  ServiceReference reference_ = ServiceReference::embedded();
  std::map<LineKey, Line> lines_;
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

// A wildcard in the account asks for nothing in accounts that it does not name; and nothing of
// roles that somebody else's trust policy decides about.
bool Comparison::asked_for(const Frame::Intent& intent, const ArnClass& arn_class,
                           bool trust) const {
  if (trust) return arn_class.lists.test(arn_class.known_role ? intent.named : intent.exact);
  const bool own = arn_class.answer.owner == subject_.session->account;
  return arn_class.lists.test(own ? intent.all : intent.named);
}

// Whether the statement that the intent names is a reason for every way in which the class is
// granted. Another one may be a reason, too: the order of statements means nothing.
bool Comparison::goes_by(const GrantIntent& intent, const ArnClass& arn_class,
                         std::string_view action) {
  bool always = true;
  const auto has_reason = [&](const PoliciesInPlay&, const Request& request) {
    const bool found = std::ranges::any_of(play_.statements(), [&](const PlayStatement& one) {
      return one.may_grant && one.policy->match(one.index, request).matches() &&
             one.policy->statement_label(one.index) == *intent.because;
    });
    always = always && found;
  };
  space_.ask(action, arn_class.arn, nullptr, has_reason);
  return always;
}

Comparison::Finding Comparison::look_at(const Frame& frame, const ArnClass& arn_class,
                                        std::string_view action, bool trust) {
  Finding finding;
  const bool granted = arn_class.answer.granted();
  for (const Frame::Intent& intent : frame.intents) {
    if (!arn_class.lists.test(intent.all)) continue;
    finding.intended = true;
    const GrantIntent& wanted = intents_[intent.index];
    if (!granted) {
      if (finding.missing == nullptr && asked_for(intent, arn_class, trust)) {
        finding.missing = &wanted;
      }
    } else if (wanted.because && finding.route == nullptr && !goes_by(wanted, arn_class, action)) {
      finding.route = &wanted;
    }
  }
  finding.extra = granted && !finding.intended;
  return finding;
}

GrantVerdict Comparison::run() {
  verdict_.actions = reference_.actions().size();
  check_intents();
  if (!verdict_.undecided.empty()) return std::move(verdict_);
  for (const ActionUnit& unit : space_.units()) {
    const Frame& frame = space_.frame(unit, GrantSpace::Detail::lists);
    const auto classes = space_.classes(unit, GrantSpace::Detail::lists);
    if (!classes) continue;
    const ActionView action = reference_.actions()[unit.actions.front()];
    const bool trust = is_trust_action(action.lower);
    const bool any = std::ranges::any_of(*classes, [&](const ArnClass* one) {
      return differs(look_at(frame, *one, action.full_name, trust));
    });
    if (any) describe(unit);
  }
  for (auto& [key, line] : lines_) {
    std::ranges::sort(line.actions);
    const std::string& pattern = line.difference.resource;
    const DifferenceKind kind = line.difference.kind;
    line.difference.actions = fold_actions(
        line.actions, [&](std::uint32_t action) { return may_stand_along(kind, action, pattern); });
    verdict_.differences.push_back(std::move(line.difference));
  }
  verdict_.classes = space_.classes_decided();
  verdict_.undecided = space_.prober().undecided();
  return std::move(verdict_);
}

// Whether a wildcard in a line's actions may take this one along, which is not of the line: it must
// say nothing that is not so. An action that no request can make on the pattern may; so may hops
// beside an excess: their own lines name the roles.
bool Comparison::may_stand_along(DifferenceKind kind, std::uint32_t action,
                                 const std::string& pattern) {
  const ActionView view = reference_.actions()[action];
  if (needs_no_permission(view.lower) || !matches_.any(action, pattern)) return true;
  if (kind != DifferenceKind::extra || !is_trust_action(view.lower)) return false;
  for (const ActionUnit& unit : space_.units()) {
    if (std::ranges::find(unit.actions, action) == unit.actions.end()) continue;
    const auto classes = space_.classes(unit, GrantSpace::Detail::lists);
    const auto is_intended = [&](const ArnClass* one) {
      return one->answer.granted() &&
             std::ranges::any_of(space_.frame(unit, GrantSpace::Detail::lists).intents,
                                 [&](const auto& i) { return one->lists.test(i.all); });
    };
    return classes && std::ranges::none_of(*classes, is_intended);
  }
  return false;
}

void Comparison::describe(const ActionUnit& unit) {
  const Frame& frame = space_.frame(unit, GrantSpace::Detail::patterns);
  const auto classes = space_.classes(unit, GrantSpace::Detail::patterns);
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
      const bool foreign = one.answer.owner != subject_.session->account;
      // Beside the difference a pattern may name what is as intended, and what nobody asks for.
      const bool free = one.answer.granted() ? findings[i].intended : foreign || trust;
      out.marks.push_back(is_in(findings[i]) ? Mark::in : free ? Mark::free : Mark::out);
    }
    return out;
  };
  if (mode_ == GrantMode::exact) {
    describe(unit, DifferenceKind::extra, nullptr,
             marked([](const Finding& finding) { return finding.extra; }));
  }
  for (const GrantIntent& intent : intents_) {
    describe(unit, DifferenceKind::missing, &intent,
             marked([&](const Finding& finding) { return finding.missing == &intent; }));
    describe(unit, DifferenceKind::route, &intent,
             marked([&](const Finding& finding) { return finding.route == &intent; }));
  }
}

void Comparison::describe(const ActionUnit& unit, DifferenceKind kind, const GrantIntent* intent,
                          const MarkedUnit& marked) {
  if (!marked.any_in()) return;
  const Cover covered = cover(marked, CarveOut::no);
  for (const Named& named : covered.named) {
    add_line(unit, kind, intent, named.pattern, *marked.frame, *named.example);
  }
  for (const ArnClass* one : covered.rest) {
    add_line(unit, kind, intent, space_.realistic(*marked.frame, *one), *marked.frame, *one);
  }
}

void Comparison::add_line(const ActionUnit& unit, DifferenceKind kind, const GrantIntent* intent,
                          const std::string& pattern, const Frame& frame, const ArnClass& example) {
  const Decision& decision = example.answer.decision;
  const bool decided = decision.policy != nullptr;
  const std::string label = decided ? decision.policy->statement_label(decision.statement) : "";
  const std::size_t intent_index =
      intent == nullptr ? intents_.size() : static_cast<std::size_t>(intent - intents_.data());
  Line& line = lines_[{kind, pattern, label, intent_index}];
  line.actions.insert(line.actions.end(), unit.actions.begin(), unit.actions.end());
  if (!line.difference.witness.action.empty()) return;
  line.difference.kind = kind;
  line.difference.resource = pattern;
  line.difference.statement = label;
  if (kind == DifferenceKind::missing) {
    line.difference.where = intent->span;
  } else if (decided) {
    line.difference.where = decision.policy->statements()[decision.statement].span;
  }
  line.difference.witness =
      replay(kind, action_name(unit.actions.front()), space_.realistic(frame, example));
}

// Nothing is reported that the evaluator does not say again.
Witness Comparison::replay(DifferenceKind kind, std::string_view action, const std::string& arn) {
  Witness witness;
  witness.resource = arn;
  ProbeAnswer answer = space_.ask(action, arn, &witness.action);
  witness.context = std::move(answer.chosen);
  ApiCall call{witness.action, arn, subject_.context, std::nullopt};
  call.context.insert(call.context.end(), witness.context.begin(), witness.context.end());
  const Decision decision =
      authorize(*subject_.world, *subject_.session, call, subject_.now_s, &witness.trace);
  if (decision.allowed() != (kind != DifferenceKind::missing)) {
    throw std::logic_error(
        fmt::format("internal error: the proof says that {} on {} is {}, and "
                    "the evaluator does not",
                    witness.action, arn, decision.allowed() ? "denied" : "allowed"));
  }
  return witness;
}

}  // namespace

GrantVerdict compare_grants(const GrantSubject& subject, const std::vector<GrantIntent>& intent,
                            GrantMode mode, const GrantLimits& limits) {
  return Comparison(subject, intent, mode, limits).run();
}

}  // namespace rolechain
