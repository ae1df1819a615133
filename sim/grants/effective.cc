// What a session can do, as a list that a person can read and that the classes bear out.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/serialize.h"
#include "sim/grants/conditional.h"
#include "sim/grants/describe.h"
#include "sim/grants/grants.h"
#include "sim/grants/space.h"
#include "sim/grants/statement_form.h"

namespace rolechain {
namespace {

using Detail = GrantSpace::Detail;
using Texts = std::vector<std::string>;

bool granted(const ArnClass& one) { return one.answer->granted() != nullptr; }
bool always(const ArnClass& one) { return one.answer->always(0); }

// The decision that allows the class, else that about the plainest request.
const Decision& shown(const ArnClass& one) {
  const RequestKind* kind = one.answer->granted();
  return (kind != nullptr ? *kind : one.answer->kinds.front()).decisions.front();
}

class Listing {
 public:
  Listing(const GrantSubject& subject, const GrantLimits& limits)
      : subject_(subject),
        limits_(limits),
        play_(subject),
        space_({&play_}, no_intents_, limits),
        matches_(space_.table()) {}

  EffectiveGrants run();

 private:
  // What is allowed, and what is carved out of it.
  using Patterns = std::pair<Texts, Texts>;
  struct Entry {
    std::vector<std::uint32_t> actions;
    std::set<std::string> statements;
  };

  // As patterns that hold just what is granted, where there are such; or, of those units or of all,
  // by the statements that grant it and those that withhold it.
  enum class Way : std::uint8_t { by_patterns, by_statements };
  EffectiveGrants list(Way way);
  void mark(const ActionUnit& unit);
  Cover cover_closely(const MarkedUnit& unit);
  // False, and nothing entered, where there are no such patterns.
  bool enter(const MarkedUnit& unit);
  bool enter_conditional(const MarkedUnit& unit);
  void enter_statements(const MarkedUnit& unit);
  void write_conditional();
  void write_statements();
  // Why the list is not shown; nothing where it is proved equal.
  Diagnostics prove(const EffectiveGrants& grants);
  void not_listable(const MarkedUnit& unit, const ArnClass& one);
  // Whether the action has no class with one of the marks `bad` that the patterns name.
  bool clear_of(std::uint32_t action, const Texts& patterns, Mark bad);
  void write(const Patterns& patterns, Entry& entry);

  const GrantSubject& subject_;
  GrantLimits limits_;
  const std::vector<GrantIntent> no_intents_;
  Play play_;
  GrantSpace space_;
  TypedMatches matches_;
  ServiceReference reference_ = ServiceReference::embedded();
  std::vector<MarkedUnit> units_;
  std::map<std::uint32_t, std::size_t> unit_of_;  // by action: an index into units_
  std::map<Patterns, Entry> entries_;
  struct ConditionalEntry : Entry {
    Texts patterns;
    ConditionalForm form;
  };
  std::map<std::string, ConditionalEntry> conditional_;  // by form and patterns
  struct StatementEntry : Entry {
    EffectiveGrant grant;
  };
  std::map<std::string, StatementEntry> statements_;  // by what they say but for the actions
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
    out.marks.push_back(always(*one)       ? Mark::in
                        : granted(*one)    ? Mark::out
                        : foreign || trust ? Mark::free
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

bool Listing::enter(const MarkedUnit& unit) {
  if (!unit.any_in()) return true;
  const Cover covered = cover_closely(unit);
  if (!covered.rest.empty()) return false;
  if (covered.named.empty()) return true;
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
  return true;
}

// Classes that are granted in some contexts, by how.
bool Listing::enter_conditional(const MarkedUnit& unit) {
  const auto is_conditional = [](const ArnClass* one) { return granted(*one) && !always(*one); };
  std::map<std::string, ConditionalForm> forms;
  std::vector<std::string> form_of(unit.classes.size());
  for (std::size_t i = 0; i < unit.classes.size(); ++i) {
    if (!is_conditional(unit.classes[i])) continue;
    ConditionalForm form = conditional_form(play_, *unit.classes[i]->answer);
    form_of[i] = form.key();
    forms.try_emplace(form_of[i], std::move(form));
  }
  std::vector<ConditionalEntry> entered;
  for (auto& [key, form] : forms) {
    if (!form.can_be_said()) return false;
    MarkedUnit marked = unit;
    for (std::size_t i = 0; i < marked.marks.size(); ++i) {
      // What is always granted may be named along, unless something is carved out.
      const bool along =
          marked.marks[i] == Mark::free || (always(*unit.classes[i]) && form.denies.empty());
      marked.marks[i] = form_of[i] == key ? Mark::in : along ? Mark::free : Mark::out;
    }
    const Cover covered = cover(marked, CarveOut::no);
    if (!covered.rest.empty()) return false;
    ConditionalEntry& entry = entered.emplace_back();
    for (const Named& named : covered.named) entry.patterns.push_back(named.pattern);
    std::ranges::sort(entry.patterns);
    entry.form = form;
    for (std::size_t i = 0; i < unit.classes.size(); ++i) {
      const Decision& decision = shown(*unit.classes[i]);
      if (form_of[i] != key || decision.policy == nullptr) continue;
      entry.statements.insert(decision.policy->statement_label(decision.statement));
    }
  }
  for (ConditionalEntry& one : entered) {
    const std::string key = one.form.key() + "||" + join(one.patterns, "\n");
    ConditionalEntry& entry = conditional_.try_emplace(key, std::move(one)).first->second;
    entry.actions.insert(entry.actions.end(), unit.unit->actions.begin(), unit.unit->actions.end());
    entry.statements.merge(one.statements);
  }
  return true;
}

// A statement counts that matches where something allows; a Deny also where it is why nothing is.
void Listing::enter_statements(const MarkedUnit& unit) {
  const auto statements = space_.statements(*unit.unit, 0);
  const PlayStatement* first = play_.statements().data();
  std::set<std::size_t> matching;
  for (const ArnClass* one : unit.classes) {
    std::vector<std::size_t> here = one->answer->open;
    here.insert(here.end(), one->answer->settled.begin(), one->answer->settled.end());
    const bool any =
        std::ranges::any_of(here, [&](std::size_t i) { return play_.statements()[i].may_grant; });
    if (any) matching.insert(here.begin(), here.end());
  }
  std::vector<bool> in_effect;
  for (const PlayStatement* one : statements) {
    in_effect.push_back(matching.contains(static_cast<std::size_t>(one - first)));
  }
  const auto form = statement_form(play_, statements, in_effect);
  if (!form) {
    const auto found =
        std::ranges::find_if(unit.classes, [](const ArnClass* one) { return granted(*one); });
    if (found != unit.classes.end()) not_listable(unit, **found);
    return;
  }
  for (const FormStatement& one : *form) {
    EffectiveGrant grant;
    grant.effect = one.effect;
    grant.not_resource = one.not_resource;
    grant.resources = one.resources;
    grant.when = one.when;
    const std::string key =
        fmt::format("{}{} {}\n{}", one.effect == Effect::deny, one.not_resource,
                    join(one.resources, "\n"), join(condition_lines(one.when), "\n"));
    StatementEntry& entry = statements_.try_emplace(key).first->second;
    entry.grant = std::move(grant);
    if (one.effect == Effect::allow) entry.statements.insert(one.label);
    entry.actions.insert(entry.actions.end(), unit.unit->actions.begin(), unit.unit->actions.end());
  }
}

void Listing::write_statements() {
  for (auto& [key, entry] : statements_) {
    std::ranges::sort(entry.actions);
    const auto twice = std::ranges::unique(entry.actions);
    entry.actions.erase(twice.begin(), twice.end());
    entry.grant.actions = fold_actions(entry.actions, [](std::uint32_t) { return false; });
    entry.grant.statements.assign(entry.statements.begin(), entry.statements.end());
    out_.grants.push_back(std::move(entry.grant));
  }
}

void Listing::write_conditional() {
  for (auto& [key, entry] : conditional_) {
    std::ranges::sort(entry.actions);
    EffectiveGrant grant;
    grant.actions = fold_actions(entry.actions, [](std::uint32_t) { return false; });
    grant.resources = entry.patterns;
    grant.statements.assign(entry.statements.begin(), entry.statements.end());
    for (const ConditionalForm::Tests& tests : entry.form.allows) {
      grant.when = tests;
      out_.grants.push_back(grant);
    }
    grant.effect = Effect::deny;
    grant.statements.clear();
    for (const ConditionalForm::Tests& tests : entry.form.denies) {
      grant.when = tests;
      out_.grants.push_back(grant);
    }
  }
}

// The list as the session's only policy, without guardrails, against the session as it is.
Diagnostics Listing::prove(const EffectiveGrants& grants) {
  Diagnostic problem;
  problem.severity = Severity::unsupported;
  problem.code = "grants-not-listable";
  problem.help = "the grants are decided all the same: `run` compares them with an intent";
  Sources sources;
  PolicyRef policy;  // none where nothing is granted: a policy has a statement or more
  if (!grants.grants.empty()) {
    const auto node = parse_json(sources.add("grants.json", to_policy(grants)));
    ParsedDocument parsed;
    if (node) parsed = parse_document(*node, PolicyType::identity);
    if (!node || !parsed.ok()) {
      problem.message = "the grants have conditions that one statement cannot hold together";
      return {std::move(problem)};
    }
    policy = std::make_shared<const CompiledPolicy>("grants", std::move(parsed.document));
  }
  World world = *subject_.world;
  const auto replace = [&](auto& entity) {
    entity.policies.clear();
    if (policy != nullptr) entity.policies.push_back({"grants", {}, policy});
    entity.boundary = nullptr;
  };
  for (Role& role : world.roles) {
    if (role.arn == subject_.session->role_arn) replace(role);
  }
  for (User& user : world.users) {
    if (user.arn != subject_.session->user_arn || user.arn.empty()) continue;
    replace(user);
    user.groups.clear();
  }
  if (world.organization) {
    world.organization->root.scps.clear();
    for (OrganizationalUnit& unit : world.organization->units) unit.level.scps.clear();
  }
  for (Account& account : world.accounts) account.level.scps.clear();
  Session session = *subject_.session;
  session.has_session_policy = session.kind == Session::Kind::federated_user;
  session.session_policies.clear();
  if (session.has_session_policy && policy != nullptr) session.session_policies = {policy};
  GrantSubject listed = subject_;
  listed.world = &world;
  listed.session = &session;
  const GrantVerdict verdict = compare_sessions({subject_}, {listed}, limits_);
  if (verdict.verdict() == ProofVerdict::proved) return {};
  if (!verdict.undecided.empty()) return verdict.undecided;
  const Witness& witness = verdict.differences.front().witness;
  problem.message = fmt::format("no short list says exactly what is granted: {} on {} differs",
                                witness.action, witness.resource);
  problem.where = verdict.differences.front().where;
  return {std::move(problem)};
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
      const bool is_bad = unit.marks[i] == bad || (bad == Mark::in && granted(*unit.classes[i]));
      if (is_bad && unit.classes[i]->lists.test(candidate->list)) return false;
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

EffectiveGrants Listing::list(Way way) {
  out_ = {};
  entries_.clear();
  conditional_.clear();
  statements_.clear();
  for (const MarkedUnit& unit : units_) {
    // A hop's grants are named by the roles that trust the caller: no statement of its own says it.
    const bool trust = is_trust_action(reference_.actions()[unit.unit->actions.front()].lower);
    if (way == Way::by_statements && !trust) {
      enter_statements(unit);
      continue;
    }
    const auto entries = entries_;
    if (enter(unit) && enter_conditional(unit)) continue;
    entries_ = entries;
    enter_statements(unit);
  }
  for (auto& [patterns, entry] : entries_) write(patterns, entry);
  write_conditional();
  write_statements();
  std::ranges::sort(out_.grants, {}, [](const EffectiveGrant& grant) {
    return std::tie(grant.effect, grant.actions, grant.not_resource, grant.resources);
  });
  return std::move(out_);
}

EffectiveGrants Listing::run() {
  for (const ActionUnit& unit : space_.units()) mark(unit);
  EffectiveGrants first = list(Way::by_patterns);
  const Diagnostics& reasons = space_.prober().undecided();
  if (!reasons.empty()) {
    first.undecided.insert(first.undecided.end(), reasons.begin(), reasons.end());
    return first;
  }
  if (first.undecided.empty()) {
    first.undecided = prove(first);
    if (first.undecided.empty()) return first;
  }
  EffectiveGrants second = list(Way::by_statements);
  if (second.undecided.empty()) second.undecided = prove(second);
  if (!second.undecided.empty()) second.grants.clear();  // a guess is not for anybody's eyes
  return second;
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
    statement.not_resource = grant.not_resource;
    statement.resources = texts_of(grant.resources);
    statement.conditions = grant.when;
  }
  return to_policy_json(document) + "\n";
}

}  // namespace rolechain
