#include "sim/grants/space.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"

namespace rolechain {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr int kMaxOverruns = 3;  // so that hopeless input ends soon

std::unique_ptr<ClassTable> make_table(const GrantSubject& subject) {
  const World& world = *subject.world;
  return std::make_unique<ClassTable>(world.partition, world.region, subject.session->account);
}

std::size_t statement_count(const std::vector<const Play*>& plays) {
  std::size_t count = 0;
  for (const Play* play : plays) count += play->statements().size();
  return count;
}

}  // namespace

std::vector<PlayWhen> read_whens(const std::vector<const Play*>& plays,
                                 const std::vector<GrantIntent>& intents) {
  std::vector<PlayWhen> out(intents.size());
  for (std::size_t i = 0; i < intents.size(); ++i) {
    if (intents[i].when.tests.empty()) continue;
    for (const Play* play : plays) {
      std::vector<PlayCondition>& conditions = out[i].conditions.emplace_back();
      for (const ConditionTest& test : intents[i].when.tests) {
        conditions.push_back(play->condition(test, true, out[i].unsupported));
      }
    }
  }
  return out;
}

GrantSpace::GrantSpace(std::vector<const Play*> plays, const std::vector<GrantIntent>& intents,
                       const GrantLimits& limits, ClassTable* shared)
    : plays_(std::move(plays)),
      intents_(intents),
      whens_(read_whens(plays_, intents)),
      limits_(limits),
      own_table_(shared == nullptr ? make_table(plays_.front()->subject()) : nullptr),
      table_(shared == nullptr ? *own_table_ : *shared),
      prober_(plays_, whens_, limits),
      rows_(statement_count(plays_) + intents.size()) {
  for (const Play* play : plays_) {
    for (const PlayStatement& one : play->statements()) statements_.push_back(&one);
  }
  collect_actions();
  collect_narrow_keys();
  make_units();
}

std::vector<const PlayStatement*> GrantSpace::statements(const ActionUnit& unit,
                                                         std::size_t play) const {
  std::size_t first = 0;
  for (std::size_t i = 0; i < play; ++i) first += plays_[i]->statements().size();
  const std::size_t end = first + plays_[play]->statements().size();
  std::vector<const PlayStatement*> out;
  for (const std::size_t bit : groups_[unit.group].statements) {
    if (bit >= first && bit < end) out.push_back(statements_[bit]);
  }
  return out;
}

bool GrantSpace::is_own(const ArnClass& arn_class) const {
  for (std::size_t play = 0; play < plays_.size(); ++play) {
    if (arn_class.answer->owners[play] == plays_[play]->subject().session->account) return true;
  }
  return false;
}

// What is about an action, and what of it may grant: only such actions can be granted or missing.
void GrantSpace::collect_actions() {
  const auto each_pattern = [](const auto& patterns, const auto& text_of, const auto& visit) {
    // `*` beside others says all there is to say.
    const auto is_all = [&](const auto& one) { return std::string_view(text_of(one)) == "*"; };
    if (std::ranges::any_of(patterns, is_all)) return visit("*");
    for (const auto& one : patterns) visit(to_lower(text_of(one)));
  };
  const auto same = [](const std::string& text) -> const std::string& { return text; };
  const auto value = [](const Text& text) -> const std::string& { return text.value; };
  const auto include = [&](std::string_view pattern) { rows_.include(pattern); };
  if (std::ranges::any_of(plays_, &Play::root_user)) rows_.include_all();
  for (const PlayStatement* one : statements_) {
    if (!one->may_grant || one->principal == PrincipalMatch::none) continue;
    if (one->statement().not_action) {
      rows_.include_all();
    } else {
      each_pattern(one->statement().actions, value, include);
    }
  }
  for (const GrantIntent& intent : intents_) each_pattern(intent.actions, same, include);
  rows_.lay_out();
  for (std::size_t i = 0; i < statements_.size(); ++i) {
    const Statement& one = statement(i).statement();
    if (statement(i).principal == PrincipalMatch::none) continue;
    each_pattern(one.actions, value, [&](std::string_view pattern) { rows_.mark(pattern, i); });
    if (one.not_action) rows_.complement(i);
  }
  for (std::size_t i = 0; i < intents_.size(); ++i) {
    each_pattern(intents_[i].actions, same,
                 [&](std::string_view pattern) { rows_.mark(pattern, statements_.size() + i); });
  }
}

// Actions that carry different ones of the keys that are tested are different kinds of actions.
void GrantSpace::collect_narrow_keys() {
  std::map<std::uint32_t, ConditionKeyView> keys;
  const auto add = [&](const PlayCondition& condition) {
    const std::string& key = condition.compiled.key_lower();
    if (condition.kind != PlayCondition::Kind::free || key.starts_with("aws:")) return;
    const auto known = reference_.find_condition_key(key);
    if (known && !known->global) keys.emplace(known->id, *known);
  };
  for (const PlayStatement* one : statements_) std::ranges::for_each(one->conditions, add);
  for (const PlayWhen& when : whens_) {
    for (const auto& conditions : when.conditions) std::ranges::for_each(conditions, add);
  }
  for (const auto& [id, key] : keys) narrow_keys_.push_back(key);
}

std::size_t GrantSpace::group_of(const ActionView& action, std::span<const std::uint64_t> row) {
  key_.assign(row.begin(), row.end());
  for (std::size_t i = 0; i < narrow_keys_.size(); ++i) {
    if (i % kWordBits == 0) key_.push_back(0);
    const bool carried = Prober::carries(action, narrow_keys_[i]);
    key_.back() |= std::uint64_t{carried} << (i % kWordBits);
  }
  if (groups_.empty() || groups_.back().service != action.service) ++services_;
  key_.push_back(services_);  // actions come sorted by service
  // Each of STS's actions has rules of its own: trust policies, no permission needed.
  if (action.service == "sts") key_.push_back(action.id);
  const auto [at, is_new] = group_index_.try_emplace(key_, groups_.size());
  if (!is_new) return at->second;
  Group group;
  group.service = action.service;
  const std::size_t statements = statements_.size();
  for (std::size_t bit = 0; bit < statements + intents_.size(); ++bit) {
    if ((row[bit / kWordBits] >> (bit % kWordBits) & 1U) == 0) continue;
    if (bit < statements) {
      if (statement(bit).principal != PrincipalMatch::none) group.statements.push_back(bit);
    } else {
      group.intents.push_back(bit - statements);
    }
  }
  group.trust = is_trust_action(action.lower);
  group.first_action = action.full_name;
  groups_.push_back(std::move(group));
  return at->second;
}

void GrantSpace::add_to_unit(std::uint32_t id, std::span<const std::uint64_t> row) {
  const ActionView action = reference_.actions()[id];
  if (needs_no_permission(action.lower)) return;
  const std::size_t group = group_of(action, row);
  key_.assign(1, group);
  for (const ActionResourceView& resource : action.resource_types) {
    key_.push_back(resource.type.id);
  }
  const auto [at, is_new] = unit_index_.try_emplace(key_, units_.size());
  if (is_new) units_.push_back({group, {}, {key_.begin() + 1, key_.end()}});
  units_[at->second].actions.push_back(id);
}

// Actions that no Allow and no intent is about cannot be granted, nor missing: they are left out.
void GrantSpace::make_units() {
  std::vector<std::uint64_t> wanted(rows_.words(), 0);
  const std::size_t statements = statements_.size();
  for (std::size_t bit = 0; bit < statements + intents_.size(); ++bit) {
    const bool grants = bit >= statements || (statement(bit).may_grant &&
                                              statement(bit).principal != PrincipalMatch::none);
    if (grants) wanted[bit / kWordBits] |= std::uint64_t{1} << (bit % kWordBits);
  }
  const bool all = std::ranges::any_of(plays_, &Play::root_user);
  rows_.visit([&](std::uint32_t id, std::span<const std::uint64_t> row) {
    bool relevant = all;
    for (std::size_t word = 0; word < row.size(); ++word)
      relevant |= (row[word] & wanted[word]) != 0;
    if (relevant) add_to_unit(id, row);
  });
}

const Frame& GrantSpace::frame(const ActionUnit& unit, Detail detail) {
  Group& group = groups_[unit.group];
  std::unique_ptr<Frame>& frame = group.frames[static_cast<std::size_t>(detail)];
  if (frame == nullptr) frame = make_frame(group, detail);
  return *frame;
}

std::vector<const PatternList*> GrantSpace::lists(const Frame& frame) const {
  std::vector<const PatternList*> out;
  for (const ClassTable::ListId id : frame.lists) out.push_back(&table_.list(id));
  return out;
}

const ArnClasses* GrantSpace::cell(std::size_t group_id, std::uint32_t type, Detail detail) {
  const auto [at, is_new] = cells_.try_emplace({group_id, type, detail});
  std::optional<ArnClasses>& out = at->second;
  if (!is_new) return out ? &*out : nullptr;
  Group& group = groups_[group_id];
  const std::vector<ArnShape>& shapes = type == kNoType
                                            ? table_.shapes().star()
                                            : table_.shapes().of(reference_.resource_types()[type]);
  ArnClasses classes;
  for (const ArnShape& shape : shapes) {
    if (!add_classes(classes, group, detail, shape)) return nullptr;
  }
  if (detail == Detail::lists) classes_decided_ += classes.size();
  out = std::move(classes);
  return &*out;
}

bool GrantSpace::may_matter(const Group& group, const ArnShape& shape) {
  if (asks_each(group) || std::ranges::any_of(plays_, &Play::root_user)) return true;
  const auto grants = [&](std::size_t i) {
    const PlayStatement& one = statement(i);
    if (!one.may_grant) return false;
    if (!one.has_resources || one.statement().not_resource || one.unsupported) return true;
    return table_.reaches(shape, statement_lists_[i]->front());
  };
  const auto asks = [&](std::size_t i) { return table_.reaches(shape, intent_lists_[i]->all); };
  return std::ranges::any_of(group.statements, grants) || std::ranges::any_of(group.intents, asks);
}

// Trust and key policies: the kind of ARN matters to the evaluator.
bool GrantSpace::asks_each(const Group& group) {
  return group.service == "sts" || group.service == "kms";
}

const ProbeAnswer& GrantSpace::answer(Group& group, Detail detail, const TextClass& one) {
  const auto asked = [&] { return ask(group.first_action, one.witness, {}, &group.intents); };
  if (asks_each(group)) return group.others.emplace_back(asked());
  auto& known = group.answers[static_cast<std::size_t>(detail)];
  const auto arn = split_arn(one.witness);
  const bool has_region = arn && !arn->region.empty();
  std::string owners;
  for (const Play* play : plays_) {
    const GrantSubject& subject = play->subject();
    owners += subject.world->owner(one.witness, subject.session->account) + ' ';
  }
  const auto [at, is_new] = known.try_emplace({one.lists, std::move(owners), has_region});
  if (is_new) at->second = asked();
  return at->second;
}

bool GrantSpace::add_classes(ArnClasses& out, Group& group, Detail detail, const ArnShape& shape) {
  if (overruns_ >= kMaxOverruns) return false;  // the reasons given are enough
  const Frame& frame = *group.frames[static_cast<std::size_t>(detail)];
  // A person's patterns must not name what nobody may do: there all ARNs are looked at.
  if (detail == Detail::lists && !may_matter(group, shape)) return true;
  auto found = table_.classes(shape, frame.lists, limits_.states);
  if (!found) {
    ++overruns_;
    std::string patterns;
    for (const std::size_t i : group.statements) {
      for (const std::string& text : statement(i).resource_texts) {
        patterns += (patterns.empty() ? "`" : ", `") + text + "`";
      }
    }
    prober_.add_undecided(
        {Severity::unsupported, "grants-states",
         fmt::format("the resource patterns of `{}` tell more ARNs apart than exact grants can "
                     "hold: {}",
                     group.first_action, patterns),
         group.statements.empty() ? intents_[group.intents.front()].span
                                  : statement(group.statements.front()).statement().span,
         "use fewer wildcards in the middle of resource patterns"});
    return false;
  }
  bool decided = true;
  for (TextClass& one : *found) {
    ArnClass arn_class;
    arn_class.answer = &answer(group, detail, one);
    decided &= !arn_class.answer->undecided;
    arn_class.known_role =
        group.trust && std::ranges::any_of(plays_, [&](const Play* play) {
          const World& world = *play->subject().world;
          return world.role(one.witness) != nullptr || world.user(one.witness) != nullptr;
        });
    arn_class.arn = std::move(one.witness);
    arn_class.lists = std::move(one.lists);
    out.push_back(std::move(arn_class));
  }
  return decided;
}

const ArnClasses* GrantSpace::classes_of(const ActionUnit& unit, std::uint32_t type,
                                         Detail detail) {
  frame(unit, detail);
  return cell(unit.group, type, detail);
}

std::optional<std::vector<const ArnClass*>> GrantSpace::classes(const ActionUnit& unit,
                                                                Detail detail) {
  std::vector<const ArnClass*> out;
  const auto add = [&](std::uint32_t type) {
    const ArnClasses* found = classes_of(unit, type, detail);
    if (found == nullptr) return false;
    for (const ArnClass& one : *found) out.push_back(&one);
    return true;
  };
  if (unit.types.empty() && !add(kNoType)) return std::nullopt;
  for (const std::uint32_t type : unit.types) {
    if (!add(type)) return std::nullopt;
  }
  return out;
}

// What a hop carries along needs its own permission (R-STS-10, R-STS-12).
std::vector<std::string_view> GrantSpace::needed_besides(std::size_t play) const {
  const Session& session = *plays_[play]->subject().session;
  std::vector<std::string_view> needed;
  if (!session.transitive.empty()) needed.emplace_back("sts:TagSession");
  if (!session.source_identity.empty()) needed.emplace_back("sts:SetSourceIdentity");
  return needed;
}

std::string GrantSpace::denied_action(std::string_view action, const std::string& arn,
                                      std::size_t play) {
  if (equals_ignore_case(action, "sts:AssumeRole") &&
      prober_.ask(action, arn).granted(play, play + 1) != nullptr) {
    for (const std::string_view one : needed_besides(play)) {
      if (prober_.ask(one, arn).granted(play, play + 1) == nullptr) return std::string(one);
    }
  }
  return std::string(action);
}

ProbeAnswer GrantSpace::ask(std::string_view action, const std::string& arn,
                            const Prober::OnAllowed& on_allowed,
                            const std::vector<std::size_t>* intents) {
  ProbeAnswer answer = prober_.ask(action, arn, on_allowed, intents);
  if (answer.undecided || !equals_ignore_case(action, "sts:AssumeRole")) return answer;
  for (std::size_t play = 0; play < plays_.size(); ++play) {
    for (const std::string_view one : needed_besides(play)) {
      if (answer.granted(play, play + 1) == nullptr) break;
      const ProbeAnswer more = prober_.ask(one, arn);
      if (more.undecided) return more;
      if (more.granted(play, play + 1) != nullptr) continue;
      for (RequestKind& kind : answer.kinds) {
        kind.decisions[play] = more.kinds.front().decisions[play];
      }
    }
  }
  return answer;
}

std::string GrantSpace::realistic(const Frame& frame, const ArnClass& arn_class) const {
  const auto parts = split_arn(arn_class.arn);
  if (!parts) return arn_class.arn;
  const World& world = *plays_.front()->subject().world;
  const std::vector<const PatternList*> lists = this->lists(frame);
  const auto same_class = [&](const std::string& arn) {
    TextSet one;
    one.add_literal(arn);
    const auto found = text_classes(one, lists, limits_.states);
    return found && found->front().lists == arn_class.lists;
  };
  const auto text = [&](std::string_view region, std::string_view account) {
    return fmt::format("arn:{}:{}:{}:{}:{}", parts->partition, parts->service, region, account,
                       parts->resource);
  };
  std::string region(parts->region);
  std::string account(parts->account);
  if (!region.empty()) {
    for (const std::string_view known :
         {std::string_view(world.region), std::string_view("us-east-1"),
          std::string_view("eu-central-1")}) {
      if (!same_class(text(known, account))) continue;
      region = known;
      break;
    }
  }
  if (is_account_id(account)) {
    std::vector<std::string> known;
    for (const Play* play : plays_) known.push_back(play->subject().session->account);
    for (const Account& one : world.accounts) known.push_back(one.id);
    known.emplace_back("999999999999");
    for (const std::string& one : known) {
      if (!same_class(text(region, one))) continue;
      account = one;
      break;
    }
  }
  std::string out = text(region, account);
  // `public/*` has the shortest member `public/`, which is seldom what a reader thinks of.
  if ((out.ends_with('/') || out.ends_with(':')) && same_class(out + "x")) out += 'x';
  return out;
}

}  // namespace rolechain
