// What a session can do, as a list that a person can read and that the classes bear out.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/serialize.h"
#include "sim/grants/describe.h"
#include "sim/grants/grants.h"
#include "sim/grants/space.h"

namespace rolechain {
namespace {

using Detail = GrantSpace::Detail;
using Texts = std::vector<std::string>;

bool granted(const ArnClass& one) { return one.answer.granted() != nullptr; }

// The decision that allows the class, else that about the plainest request.
const Decision& shown(const ArnClass& one) {
  const RequestKind* kind = one.answer.granted();
  return (kind != nullptr ? *kind : one.answer.kinds.front()).decisions.front();
}

class Listing {
 public:
  Listing(const GrantSubject& subject, const GrantLimits& limits)
      : subject_(subject),
        play_(subject),
        space_({&play_}, no_intents_, limits),
        matches_(*subject.world) {}

  EffectiveGrants run();

 private:
  // What is allowed, and what is carved out of it.
  using Patterns = std::pair<Texts, Texts>;
  struct Entry {
    std::vector<std::uint32_t> actions;
    std::set<std::string> statements;
  };

  void mark(const ActionUnit& unit);
  Cover cover_closely(const MarkedUnit& unit);
  void enter(const MarkedUnit& unit);
  void not_listable(const MarkedUnit& unit, const ArnClass& one);
  // Whether the action has no class with one of the marks `bad` that the patterns name.
  bool clear_of(std::uint32_t action, const Texts& patterns, Mark bad);
  void write(const Patterns& patterns, Entry& entry);
  void verify(const MarkedUnit& unit);

  const GrantSubject& subject_;
  const std::vector<GrantIntent> no_intents_;
  Play play_;
  GrantSpace space_;
  TypedMatches matches_;
  ServiceReference reference_ = ServiceReference::embedded();
  std::vector<MarkedUnit> units_;
  std::map<std::uint32_t, std::size_t> unit_of_;  // by action: an index into units_
  std::map<Patterns, Entry> entries_;
  EffectiveGrants out_;
};

// Beside what is granted a pattern may name what only other accounts and trust policies withhold:
// the list says what this session's side gives wherever the other side does, too.
void Listing::mark(const ActionUnit& unit) {
  const Frame& frame = space_.frame(unit, Detail::patterns);
  auto classes = space_.classes(unit, Detail::patterns);
  if (!classes) return;
  const bool trust = is_trust_action(reference_.actions()[unit.actions.front()].lower);
  MarkedUnit out{&unit, &frame, *std::move(classes), {}};
  for (const ArnClass* one : out.classes) {
    const bool foreign = !space_.is_own(*one);
    out.marks.push_back(granted(*one) ? Mark::in
                        : foreign || trust    ? Mark::free
                                              : Mark::out);
  }
  for (const std::uint32_t action : unit.actions) unit_of_[action] = units_.size();
  units_.push_back(std::move(out));
}

// Roles are named one by one where the patterns allow it: who reads the list wants to know which
// hops there are, not which the policy would not stop.
Cover Listing::cover_closely(const MarkedUnit& unit) {
  if (is_trust_action(reference_.actions()[unit.unit->actions.front()].lower)) {
    MarkedUnit close = unit;
    std::ranges::replace(close.marks, Mark::free, Mark::out);
    Cover covered = cover(close, CarveOut::no);
    if (covered.rest.empty()) return covered;
  }
  return cover(unit, CarveOut::yes);
}

void Listing::enter(const MarkedUnit& unit) {
  if (!unit.any_in()) return;
  const Cover covered = cover_closely(unit);
  for (const ArnClass* one : covered.rest) not_listable(unit, *one);
  if (covered.named.empty()) return;
  Patterns patterns;
  for (const Named& named : covered.named) patterns.first.push_back(named.pattern);
  patterns.second = covered.carved_out;
  std::ranges::sort(patterns.first);
  std::ranges::sort(patterns.second);
  Entry& entry = entries_[std::move(patterns)];
  entry.actions.insert(entry.actions.end(), unit.unit->actions.begin(), unit.unit->actions.end());
  for (std::size_t i = 0; i < unit.classes.size(); ++i) {
    const Decision& decision = shown(*unit.classes[i]);
    if (unit.marks[i] != Mark::in || decision.policy == nullptr) continue;
    entry.statements.insert(decision.policy->statement_label(decision.statement));
  }
}

void Listing::not_listable(const MarkedUnit& unit, const ArnClass& one) {
  const std::string_view action = reference_.actions()[unit.unit->actions.front()].full_name;
  const Decision& decision = shown(one);
  Diagnostic diagnostic;
  diagnostic.severity = Severity::unsupported;
  diagnostic.code = "grants-not-listable";
  diagnostic.message = fmt::format(
      "`{}` is granted on ARNs like `{}`, which the patterns of the policies do not name exactly",
      action, space_.realistic(*unit.frame, one));
  if (decision.policy != nullptr) {
    diagnostic.where = decision.policy->statements()[decision.statement].span;
  }
  diagnostic.help = "the grants are decided all the same: `run` compares them with an intent";
  out_.undecided.push_back(std::move(diagnostic));
}

bool Listing::clear_of(std::uint32_t action, const Texts& patterns, Mark bad) {
  const auto found = unit_of_.find(action);
  const auto is_clear = [&](const std::string& pattern) {
    if (found == unit_of_.end()) {
      // Not granted at all, or outside: permission that nobody needs, or decides.
      if (bad == Mark::in) return true;
      const std::string_view lower = reference_.actions()[action].lower;
      return needs_no_permission(lower) || !matches_.any(action, pattern);
    }
    const MarkedUnit& unit = units_[found->second];
    const auto& candidates = unit.frame->candidates;
    const auto candidate = std::ranges::find(candidates, pattern, &Frame::Candidate::text);
    if (candidate == candidates.end()) return !matches_.any(action, pattern);
    for (std::size_t i = 0; i < unit.classes.size(); ++i) {
      if (unit.marks[i] == bad && unit.classes[i]->lists.test(candidate->list)) return false;
    }
    return true;
  };
  return std::ranges::all_of(patterns, is_clear);
}

void Listing::write(const Patterns& patterns, Entry& entry) {
  std::ranges::sort(entry.actions);
  EffectiveGrant grant;
  grant.actions = fold_actions(entry.actions, [&](std::uint32_t action) {
    return clear_of(action, patterns.first, Mark::out);
  });
  grant.resources = patterns.first;
  grant.statements.assign(entry.statements.begin(), entry.statements.end());
  out_.grants.push_back(std::move(grant));
  if (patterns.second.empty()) return;
  EffectiveGrant carved;
  carved.effect = Effect::deny;
  carved.actions = fold_actions(entry.actions, [&](std::uint32_t action) {
    return clear_of(action, patterns.second, Mark::in);
  });
  carved.resources = patterns.second;
  out_.grants.push_back(std::move(carved));
}

// The list read back as a policy, against every class.
void Listing::verify(const MarkedUnit& unit) {
  for (const std::uint32_t action : unit.unit->actions) {
    const std::string_view lower = reference_.actions()[action].lower;
    std::vector<const EffectiveGrant*> about;
    for (const EffectiveGrant& grant : out_.grants) {
      if (std::ranges::any_of(grant.actions, [&](const std::string& pattern) {
            return glob_match(pattern, lower, CaseMode::insensitive);
          })) {
        about.push_back(&grant);
      }
    }
    for (std::size_t i = 0; i < unit.classes.size(); ++i) {
      if (unit.marks[i] == Mark::free) continue;
      bool allowed = false;
      bool denied = false;
      for (const EffectiveGrant* grant : about) {
        const bool matches = std::ranges::any_of(grant->resources, [&](const std::string& pattern) {
          return resource_match(pattern, unit.classes[i]->arn);
        });
        (grant->effect == Effect::allow ? allowed : denied) |= matches;
      }
      if ((allowed && !denied) == (unit.marks[i] == Mark::in)) continue;
      return not_listable(unit, *unit.classes[i]);
    }
  }
}

EffectiveGrants Listing::run() {
  for (const ActionUnit& unit : space_.units()) mark(unit);
  for (const MarkedUnit& unit : units_) enter(unit);
  for (auto& [patterns, entry] : entries_) write(patterns, entry);
  std::ranges::sort(out_.grants, {}, [](const EffectiveGrant& grant) {
    return std::tie(grant.effect, grant.actions, grant.resources);
  });
  if (out_.undecided.empty()) {
    for (const MarkedUnit& unit : units_) verify(unit);
  }
  const Diagnostics& reasons = space_.prober().undecided();
  out_.undecided.insert(out_.undecided.end(), reasons.begin(), reasons.end());
  return std::move(out_);
}

std::vector<Text> texts_of(const Texts& from) {
  std::vector<Text> out;
  for (const std::string& text : from) out.push_back({text, {}});
  return out;
}

}  // namespace

EffectiveGrants effective_grants(const GrantSubject& subject, const GrantLimits& limits) {
  return Listing(subject, limits).run();
}

std::string to_policy(const EffectiveGrants& grants) {
  Document document;
  document.variables = true;
  for (const EffectiveGrant& grant : grants.grants) {
    Statement& statement = document.statements.emplace_back();
    statement.effect = grant.effect;
    statement.actions = texts_of(grant.actions);
    statement.has_resource = true;
    statement.resources = texts_of(grant.resources);
  }
  return to_policy_json(document) + "\n";
}

}  // namespace rolechain
