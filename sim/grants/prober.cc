#include "sim/grants/prober.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/context.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/services.h"

namespace rolechain {
namespace {

constexpr std::string_view kEndpointKey = "aws:sourcevpce";
constexpr std::string_view kRegionKey = "aws:requestedregion";

// One key of the sender's choice, with the tests about it and the rows that they are of.
struct FreeKey {
  std::vector<const PlayCondition*> tests;
  std::vector<const Context*> contexts;  // what variables of each test stand for
  std::vector<std::size_t> owners;       // of each test: a row
};

// A way to choose the keys: which rows hold with it, and how it got there.
struct Choice {
  Bits rows;
  std::size_t before = 0;  // index into the previous key's choices
  const ValueClass* value = nullptr;
};

// What a choice of keys decides: a statement of a play, or the conditions of an intent for it.
struct Row {
  std::size_t play = 0;
  std::size_t index = 0;
  bool intent = false;
};

std::ptrdiff_t offset(std::size_t layer) { return static_cast<std::ptrdiff_t>(layer); }

bool lists(const ReferenceRange<ConditionKeyView>& keys, std::uint32_t id) {
  return std::ranges::any_of(keys, [&](const ConditionKeyView& key) { return key.id == id; });
}

}  // namespace

const RequestKind* ProbeAnswer::granted(std::size_t begin, std::size_t end) const {
  for (const RequestKind& kind : kinds) {
    for (std::size_t play = begin; play < end; ++play) {
      if (kind.allowed(play)) return &kind;
    }
  }
  return nullptr;
}

bool ProbeAnswer::always(std::size_t play) const {
  return !kinds.empty() &&
         std::ranges::all_of(kinds, [&](const RequestKind& kind) { return kind.allowed(play); });
}

const RequestKind* ProbeAnswer::granted() const { return granted(0, owners.size()); }

// One session while it is asked: its keys, its policies, and which of its statements match.
class Prober::Side final : public StatementMatches {
 public:
  explicit Side(const Play& play)
      : play_(play),
        policies_(gather_caller(*play.subject().world, play.caller(), play.subject().session)),
        about_(play.statements().size()),
        matched_(play.statements().size(), PrincipalMatch::none),
        has_endpoints_(has_endpoint_policies(*play.subject().world)) {}

  void start(const std::vector<ContextEntry>& code, const std::string& action_lower,
             std::string_view resource) {
    const GrantSubject& subject = play_.subject();
    const World& world = *subject.world;
    entries_ = subject.context;
    entries_.insert(entries_.end(), code.begin(), code.end());
    action_lower_ = action_lower;
    resource_ = resource;
    facts_ = request_facts(world, subject.session, action_lower_, resource_, {}, subject.now_s);
    facts_.resource_account = world.owner(facts_.arn, facts_.named, subject.session->account);
    gather_request(policies_, play_.caller(), facts_);
    keys_source_.reset(facts_, entries_);
    policies_.endpoint = has_endpoints_ ? endpoint_policy(world, keys_) : nullptr;
    declared_ = (facts_.named != nullptr && facts_.named->arn == resource_) ||
                world.role(resource_) != nullptr || world.user(resource_) != nullptr;
    for (const std::size_t statement : touched_) matched_[statement] = PrincipalMatch::none;
    touched_.clear();
    if (about_action_ != action_lower_) look_for_action();
  }

  [[nodiscard]] bool is_about(std::size_t statement) const { return about_[statement]; }
  void set(std::size_t statement, PrincipalMatch match) {
    if (matched_[statement] == PrincipalMatch::none) touched_.push_back(statement);
    matched_[statement] = match;
  }
  [[nodiscard]] bool matched(std::size_t statement) const {
    return matched_[statement] != PrincipalMatch::none;
  }
  // Statements that match already, before the sender chooses. REQUIRES: nothing chosen yet.
  [[nodiscard]] const std::vector<std::size_t>& settled() const { return touched_; }
  // Keys that follow from the ARN, where this one says nothing about them.
  [[nodiscard]] bool is_open(std::string_view key_lower) const {
    const bool tag = is_resource_tag(key_lower);
    if (!tag && key_lower != kRegionKey) return false;
    const bool said = std::ranges::any_of(entries_, [&](const ContextEntry& entry) {
      return equals_ignore_case(entry.key, key_lower);
    });
    if (said) return false;
    if (tag) return !declared_;
    return (!facts_.arn || facts_.arn->region.empty()) && !is_global_service(facts_.service);
  }
  [[nodiscard]] std::span<const PrincipalMatch> of(const CompiledPolicy& policy) const override {
    const auto first = play_.find(&policy);
    if (!first) return {};
    return std::span(matched_).subspan(*first, policy.statements().size());
  }

  [[nodiscard]] const Play& play() const { return play_; }
  [[nodiscard]] const Context& keys() const { return keys_; }
  [[nodiscard]] const PoliciesInPlay& policies() const { return policies_; }
  [[nodiscard]] std::string_view owner() const { return facts_.resource_account; }
  [[nodiscard]] Request request() const {
    return {&play_.caller(), action_lower_, resource_, &keys_};
  }

 private:
  void look_for_action() {
    about_action_ = action_lower_;
    for (std::size_t i = 0; i < about_.size(); ++i) {
      about_[i] = action_matches(play_.statements()[i].statement(), action_lower_);
    }
  }

  const Play& play_;
  PoliciesInPlay policies_;
  RequestFacts facts_;
  std::vector<ContextEntry> entries_;
  std::string action_lower_;
  std::string resource_;
  RequestKeys keys_source_{play_.caller_keys()};
  Context keys_{keys_source_};
  bool declared_ = false;     // the world names the resource, and so knows its tags
  std::string about_action_;  // what about_ is about
  std::vector<bool> about_;   // by statement: its Action element
  std::vector<PrincipalMatch> matched_;
  std::vector<std::size_t> touched_;
  bool has_endpoints_;
};

struct Prober::Search {
  std::string action_lower;
  std::optional<ActionView> action;  // where the reference knows it
  std::vector<Row> rows;
  std::map<std::string, FreeKey> keys;  // by lower-case name
  std::vector<Bits> when;               // by play: intents whose fixed conditions hold
  std::vector<std::vector<Choice>> layers;
  std::vector<std::shared_ptr<const Classes>> classes;  // keeps what choices point to
};

Prober::Prober(const std::vector<const Play*>& plays, const std::vector<PlayWhen>& whens,
               const GrantLimits& limits)
    : plays_(plays),
      whens_(whens),
      limits_(limits),
      realistic_(plays.front()->subject().model == ContextModel::realistic) {
  for (const Play* play : plays_) sides_.push_back(std::make_unique<Side>(*play));
  for (std::size_t i = 0; i < whens.size(); ++i) all_intents_.push_back(i);
}

Prober::~Prober() = default;

void Prober::add_undecided(const Diagnostic& diagnostic) {
  const bool known = std::ranges::any_of(undecided_, [&](const Diagnostic& d) {
    return d.message == diagnostic.message && d.where.file == diagnostic.where.file &&
           d.where.begin == diagnostic.where.begin;
  });
  if (!known) undecided_.push_back(diagnostic);
}

bool Prober::matched(std::size_t play, std::size_t statement) const {
  return sides_[play]->matched(statement);
}

bool Prober::carries(const ActionView& action, std::string_view key_lower) {
  const auto key = ServiceReference::embedded().find_condition_key(key_lower);
  return !key || key->global || key_lower.starts_with("aws:") || carries(action, *key);
}

bool Prober::carries(const ActionView& action, const ConditionKeyView& key) {
  // A hop's permissions to carry tags along are asked with the hop's own keys.
  if (is_trust_action(action.lower)) return true;
  if (lists(action.condition_keys, key.id)) return true;
  return std::ranges::any_of(action.resource_types, [&](const ActionResourceView& resource) {
    return lists(resource.condition_keys, key.id) || lists(resource.type.condition_keys, key.id);
  });
}

bool Prober::is_absent(const Search& search, const std::string& key_lower) const {
  return realistic_ && search.action && !carries(*search.action, key_lower);
}

Prober::Settled Prober::settle(const Search& search, std::size_t play,
                               const PlayCondition& condition) {
  const Side& side = *sides_[play];
  const std::string& name = condition.compiled.key_lower();
  const auto settled = [](bool holds) { return holds ? Settled::holds : Settled::fails; };
  switch (condition.kind) {
    case PlayCondition::Kind::constant:
      return settled(condition.holds);
    case PlayCondition::Kind::by_request:
      return side.is_open(name) ? Settled::no : settled(condition.compiled.holds(side.keys()));
    case PlayCondition::Kind::free:
      break;
  }
  if (!is_absent(search, name)) return Settled::no;
  return settled(condition.compiled.holds_for(nullptr, side.keys()));
}

Prober::Settled Prober::settle_all(Search& search, const std::vector<PlayCondition>& conditions,
                                   std::size_t play, std::size_t index, bool intent) {
  std::vector<const PlayCondition*> open;
  for (const PlayCondition& condition : conditions) {
    const Settled settled = settle(search, play, condition);
    if (settled == Settled::fails) return settled;
    if (settled == Settled::no) open.push_back(&condition);
  }
  if (open.empty()) return Settled::holds;
  for (const PlayCondition* condition : open) {
    FreeKey& key = search.keys[condition->compiled.key_lower()];
    key.tests.push_back(condition);
    key.contexts.push_back(&sides_[play]->keys());
    key.owners.push_back(search.rows.size());
  }
  search.rows.push_back({play, index, intent});
  return Settled::no;
}

// The statements where all else matches: those that the sender's choice does not bear on are
// settled, the others become rows.
bool Prober::collect_policy(Search& search, std::size_t play, const CompiledPolicy* policy) {
  if (policy == nullptr) return true;
  Side& side = *sides_[play];
  const auto first = side.play().find(policy);
  if (!first) return true;
  const std::vector<PlayStatement>& statements = side.play().statements();
  const std::size_t end = *first + policy->statements().size();
  for (std::size_t i = *first; i < end; ++i) {
    const PlayStatement& statement = statements[i];
    if (statement.principal == PrincipalMatch::none || !side.is_about(i)) continue;
    if (statement.unsupported) {
      add_undecided(*statement.unsupported);
      return false;
    }
    if (!policy->resource_matches(statement.index, side.request())) continue;
    if (settle_all(search, statement.conditions, play, i, false) == Settled::holds) {
      side.set(i, statement.principal);
    }
  }
  return true;
}

bool Prober::collect_whens(Search& search, std::size_t play,
                           const std::vector<std::size_t>& intents) {
  Bits& when = search.when.emplace_back(whens_.size());
  for (const std::size_t i : intents) {
    if (const std::optional<Diagnostic>& problem = whens_[i].unsupported) {
      add_undecided(*problem);
      return false;
    }
    if (whens_[i].conditions.empty()) {  // no condition: it always holds
      when.set(i);
      continue;
    }
    const Settled settled = settle_all(search, whens_[i].conditions[play], play, i, true);
    if (settled != Settled::fails) when.set(i);
  }
  return true;
}

bool Prober::collect(Search& search, std::size_t play, const Question& question) {
  const PoliciesInPlay& policies = sides_[play]->policies();
  const auto one = [&](const CompiledPolicy* policy) {
    return collect_policy(search, play, policy);
  };
  const auto levels = [&](const std::vector<const PolicyLevel*>& list, auto policies_of_level) {
    return std::ranges::all_of(list, [&](const PolicyLevel* level) {
      return std::ranges::all_of(level->*policies_of_level,
                                 [&](const PolicyRef& policy) { return one(policy.get()); });
    });
  };
  return std::ranges::all_of(policies.identity, one) && one(policies.boundary) &&
         std::ranges::all_of(policies.session, one) && one(policies.resource) &&
         one(policies.endpoint) && levels(policies.scps, &PolicyLevel::scps) &&
         levels(policies.rcps, &PolicyLevel::rcps) && collect_whens(search, play, question.intents);
}

// Combines the keys' classes one key after the other and keeps one way for each set of rows that
// hold: the decisions depend on nothing else.
bool Prober::fold(Search& search) {
  Bits none_failed(search.rows.size());
  for (std::size_t i = 0; i < search.rows.size(); ++i) none_failed.set(i);
  search.layers.push_back({Choice{std::move(none_failed), 0, nullptr}});
  for (const auto& [name, key] : search.keys) {
    const ConditionTest& first = *key.tests.front()->test;
    const bool endpoints = std::ranges::any_of(
        plays_, [](const Play* play) { return has_endpoint_policies(*play->subject().world); });
    if (name == kEndpointKey && endpoints) {
      add_undecided({Severity::unsupported, "grants-endpoint",
                     "exact grants do not choose among VPC endpoints that have policies",
                     first.key.span, "give `aws:SourceVpce` a value under `context:`"});
      return false;
    }
    const std::shared_ptr<const Classes> classes = classes_of(key.tests, key.contexts);
    if (classes == nullptr) return false;
    search.classes.push_back(classes);
    if (record_ != nullptr) record_->push_back({key.tests, key.contexts, classes});
    const std::vector<Choice>& before = search.layers.back();
    std::vector<Choice> after;
    std::unordered_set<Bits, BitsHash> seen;
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const ValueClass& value : *classes) {
        if (name == kRegionKey && !value.entry) continue;  // every request has a region
        Bits rows = before[i].rows;
        for (std::size_t test = 0; test < key.tests.size(); ++test) {
          if (!value.holds.test(test)) rows.reset(key.owners[test]);
        }
        if (seen.insert(rows).second) after.push_back({std::move(rows), i, &value});
      }
      if (after.size() > limits_.contexts) break;
    }
    if (after.size() > limits_.contexts) {
      add_undecided({Severity::unsupported, "grants-contexts",
                     fmt::format("more than {} combinations of condition keys, `{}` among them",
                                 limits_.contexts, first.key.value),
                     first.key.span, "give some of the keys a value under `context:`"});
      return false;
    }
    search.layers.push_back(std::move(after));
  }
  return true;
}

std::shared_ptr<const Prober::Classes> Prober::classes_of(
    const std::vector<const PlayCondition*>& tests, const std::vector<const Context*>& contexts) {
  const bool shared =
      std::ranges::none_of(tests, [](const PlayCondition* test) { return test->has_variables; });
  if (shared) {
    if (const auto known = memo_.find(tests); known != memo_.end()) return known->second;
  }
  auto classes = value_classes(tests, contexts, limits_);
  if (!classes) {
    add_undecided(classes.error());
    return nullptr;
  }
  auto out = std::make_shared<const Classes>(*std::move(classes));
  if (shared) memo_.emplace(tests, out);
  return out;
}

bool Prober::is_supplied(std::string_view key_lower) const {
  return std::ranges::any_of(
      sides_, [&](const auto& side) { return side->keys().find(key_lower) != nullptr; });
}

// One end of the search: the decisions of all plays with one choice of keys.
struct Prober::Leaf {
  std::vector<Decision> decisions;
  std::vector<Bits> when;

  [[nodiscard]] bool same_kind(const RequestKind& other) const {
    if (when != other.when) return false;
    for (std::size_t play = 0; play < decisions.size(); ++play) {
      if (decisions[play].allowed() != other.allowed(play)) return false;
    }
    return true;
  }
};

void Prober::decide_all(Search& search, const OnAllowed& on_allowed, ProbeAnswer& answer) {
  for (std::size_t last = 0; last < search.layers.back().size(); ++last) {
    const Bits& holding = search.layers.back()[last].rows;
    Leaf leaf;
    leaf.when = search.when;
    for (std::size_t row = 0; row < search.rows.size(); ++row) {
      const auto& [play, index, intent] = search.rows[row];
      if (intent) {
        if (!holding.test(row)) leaf.when[play].reset(index);
        continue;
      }
      const PlayStatement& statement = plays_[play]->statements()[index];
      sides_[play]->set(index, holding.test(row) ? statement.principal : PrincipalMatch::none);
    }
    for (std::size_t play = 0; play < plays_.size(); ++play) {
      leaf.decisions.push_back(decide(sides_[play]->policies(), *sides_[play]));
      if (leaf.decisions.back().allowed() && on_allowed) on_allowed(play);
    }
    const auto same = [&](const RequestKind& kind) { return leaf.same_kind(kind); };
    if (std::ranges::any_of(answer.kinds, same)) continue;
    std::vector<ContextEntry> chosen;
    std::size_t at = last;
    for (std::size_t layer = search.layers.size(); layer-- > 1;) {
      const Choice& choice = search.layers[layer][at];
      const std::string& name = std::next(search.keys.begin(), offset(layer) - 1)->first;
      if (choice.value->entry) {
        chosen.push_back(*choice.value->entry);
      } else if (is_supplied(name)) {
        chosen.push_back({name, {}, false});  // takes it away
      }
      at = choice.before;
    }
    std::ranges::reverse(chosen);
    answer.kinds.push_back({std::move(leaf.decisions), std::move(leaf.when), std::move(chosen)});
  }
}

// R-STS-17: a user with an MFA device may send its code with the hop itself.
bool Prober::may_send_mfa(const Play& play, std::string_view action_lower) const {
  const GrantSubject& subject = play.subject();
  if (subject.session->kind != Session::Kind::user || !is_trust_action(action_lower)) return false;
  const User* user = subject.world->user(subject.session->user_arn);
  return user != nullptr && !user->mfa_serial.empty();
}

ProbeAnswer Prober::ask(std::string_view action, std::string_view resource,
                        const OnAllowed& on_allowed, const std::vector<std::size_t>* intents) {
  const Question question{action, resource, on_allowed,
                          intents == nullptr ? all_intents_ : *intents};
  ProbeAnswer answer;
  if (record_ != nullptr) record_->clear();
  ask_with({}, question, answer);
  for (const auto& side : sides_) answer.owners.emplace_back(side->owner());
  const std::string lower = to_lower(action);
  const bool code =
      std::ranges::any_of(plays_, [&](const Play* play) { return may_send_mfa(*play, lower); });
  if (code && !answer.undecided) {
    ask_with(
        {{"aws:MultiFactorAuthPresent", {"true"}, false}, {"aws:MultiFactorAuthAge", {"0"}, false}},
        question, answer);
  }
  return answer;
}

void Prober::ask_with(const std::vector<ContextEntry>& code, const Question& question,
                      ProbeAnswer& answer) {
  Search search;
  search.action_lower = to_lower(question.action);
  if (realistic_) search.action = ServiceReference::embedded().find_action(search.action_lower);
  bool decided = true;
  for (std::size_t play = 0; play < plays_.size(); ++play) {
    const bool sends = may_send_mfa(*plays_[play], search.action_lower);
    sides_[play]->start(sends ? code : std::vector<ContextEntry>(), search.action_lower,
                        question.resource);
    decided = decided && collect(search, play, question);
  }
  if (!decided || !fold(search)) {
    answer.undecided = true;
    return;
  }
  const std::size_t before = answer.kinds.size();
  if (before == 0) {
    for (const Row& row : search.rows) {
      if (row.play == 0 && !row.intent) answer.open.push_back(row.index);
    }
    answer.settled = sides_.front()->settled();
  }
  decide_all(search, question.on_allowed, answer);
  for (std::size_t i = before; i < answer.kinds.size(); ++i) {
    std::vector<ContextEntry>& chosen = answer.kinds[i].chosen;
    chosen.insert(chosen.begin(), code.begin(), code.end());
  }
}

}  // namespace rolechain
