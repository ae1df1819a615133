#include "sim/grants/space.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr int kMaxOverruns = 3;  // so that hopeless input ends soon
constexpr std::uint32_t kNoType = std::numeric_limits<std::uint32_t>::max();

using Kind = TextPattern::Kind;

}  // namespace

GrantSpace::GrantSpace(const Play& play, const std::vector<GrantIntent>& intents,
                       const GrantLimits& limits)
    : play_(play),
      intents_(intents),
      limits_(limits),
      shapes_(play.subject().world->partition, play.subject().world->region,
              play.subject().session->account),
      prober_(play, limits) {
  mark_actions();
  make_units();
}

void GrantSpace::mark(std::string_view pattern_lower, std::size_t bit) {
  const std::uint64_t mask = std::uint64_t{1} << (bit % kWordBits);
  std::uint64_t* const row = marks_.data() + bit / kWordBits;
  const std::size_t wild = pattern_lower.find_first_of("*?");
  if (pattern_lower == "*") {
    for (std::size_t id = 0; id < reference_.actions().size(); ++id) row[id * words_] |= mask;
    return;
  }
  for (const ActionView& action : reference_.actions_with_prefix(pattern_lower.substr(0, wild))) {
    if (glob_match(pattern_lower, action.lower)) row[action.id * words_] |= mask;
  }
}

void GrantSpace::complement(std::size_t bit) {
  const std::uint64_t mask = std::uint64_t{1} << (bit % kWordBits);
  std::uint64_t* const row = marks_.data() + bit / kWordBits;
  for (std::size_t id = 0; id < reference_.actions().size(); ++id) row[id * words_] ^= mask;
}

void GrantSpace::mark_actions() {
  const std::vector<PlayStatement>& statements = play_.statements();
  words_ = (statements.size() + intents_.size() + kWordBits - 1) / kWordBits;
  words_ = std::max<std::size_t>(words_, 1);
  marks_.assign(reference_.actions().size() * words_, 0);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i].statement();
    for (const Text& action : statement.actions) mark(to_lower(action.value), i);
    if (statement.not_action) complement(i);
  }
  for (std::size_t i = 0; i < intents_.size(); ++i) {
    for (const std::string& action : intents_[i].actions) {
      mark(to_lower(action), statements.size() + i);
    }
  }
}

std::size_t GrantSpace::group_of(std::uint32_t action, const std::string& service) {
  const std::uint64_t* const row = marks_.data() + action * words_;
  std::string key = service;
  // Each of STS's actions has rules of its own: trust policies, no permission needed.
  if (service == "sts") key += fmt::format(" {}", action);
  for (std::size_t word = 0; word < words_; ++word) key += fmt::format(" {:x}", row[word]);
  const auto [at, is_new] = group_index_.try_emplace(std::move(key), groups_.size());
  if (!is_new) return at->second;
  Group group;
  group.service = service;
  const std::size_t statements = play_.statements().size();
  for (std::size_t bit = 0; bit < statements + intents_.size(); ++bit) {
    if ((row[bit / kWordBits] >> (bit % kWordBits) & 1U) == 0) continue;
    if (bit < statements) {
      group.statements.push_back(bit);
    } else {
      group.intents.push_back(bit - statements);
    }
  }
  const ActionView view = reference_.actions()[action];
  group.trust = is_trust_action(view.lower);
  group.first_action = view.full_name;
  groups_.push_back(std::move(group));
  return at->second;
}

// Actions that no Allow and no intent is about cannot be granted, nor missing: they are left out.
void GrantSpace::make_units() {
  std::vector<std::uint64_t> wanted(words_, 0);
  const std::size_t statements = play_.statements().size();
  for (std::size_t bit = 0; bit < statements + intents_.size(); ++bit) {
    if (bit >= statements || play_.statements()[bit].may_grant) {
      wanted[bit / kWordBits] |= std::uint64_t{1} << (bit % kWordBits);
    }
  }
  std::map<std::pair<std::size_t, std::vector<std::uint32_t>>, std::size_t> index;
  for (std::uint32_t id = 0; id < reference_.actions().size(); ++id) {
    bool relevant = play_.root_user();
    for (std::size_t word = 0; word < words_; ++word) {
      relevant |= (marks_[id * words_ + word] & wanted[word]) != 0;
    }
    if (!relevant) continue;
    const ActionView action = reference_.actions()[id];
    if (needs_no_permission(action.lower)) continue;
    std::vector<std::uint32_t> types;
    for (const ActionResourceView& resource : action.resource_types) {
      types.push_back(resource.type.id);
    }
    const std::size_t group = group_of(id, std::string(action.service));
    const auto [at, is_new] = index.try_emplace({group, types}, units_.size());
    if (is_new) units_.push_back({group, {}, std::move(types)});
    units_[at->second].actions.push_back(id);
  }
}

const Frame& GrantSpace::frame(const ActionUnit& unit, Detail detail) {
  Group& group = groups_[unit.group];
  std::unique_ptr<Frame>& frame = group.frames[static_cast<std::size_t>(detail)];
  if (frame == nullptr) frame = make_frame(group, detail);
  return *frame;
}

const ArnClasses* GrantSpace::cell(std::size_t group_id, std::uint32_t type, Detail detail) {
  const auto [at, is_new] = cells_.try_emplace({group_id, type, detail});
  std::optional<ArnClasses>& out = at->second;
  if (!is_new) return out ? &*out : nullptr;
  Group& group = groups_[group_id];
  const std::vector<ArnShape>& shapes =
      type == kNoType ? shapes_.star() : shapes_.of(reference_.resource_types()[type]);
  ArnClasses classes;
  for (const ArnShape& shape : shapes) {
    if (!add_classes(classes, group, detail, shape)) return nullptr;
  }
  if (detail == Detail::lists) classes_decided_ += classes.size();
  out = std::move(classes);
  return &*out;
}

ProbeAnswer GrantSpace::answer(Group& group, Detail detail, const TextClass& one) {
  if (group.service == "sts" || group.service == "kms") return ask(group.first_action, one.witness);
  const GrantSubject& subject = play_.subject();
  auto& known = group.answers[static_cast<std::size_t>(detail)];
  const auto arn = split_arn(one.witness);
  const bool has_region = arn && !arn->region.empty();
  const auto [at, is_new] = known.try_emplace(
      {one.lists, subject.world->owner(one.witness, subject.session->account), has_region});
  if (is_new) at->second = ask(group.first_action, one.witness);
  return at->second;
}

bool GrantSpace::add_classes(ArnClasses& out, Group& group, Detail detail, const ArnShape& shape) {
  if (overruns_ >= kMaxOverruns) return false;  // the reasons given are enough
  const Frame& frame = *group.frames[static_cast<std::size_t>(detail)];
  auto found = text_classes(shape.set, frame.lists, limits_.states);
  if (!found) {
    ++overruns_;
    std::string patterns;
    for (const std::size_t i : group.statements) {
      for (const std::string& text : play_.statements()[i].resource_texts) {
        patterns += (patterns.empty() ? "`" : ", `") + text + "`";
      }
    }
    prober_.add_undecided(
        {Severity::unsupported, "grants-states",
         fmt::format("the resource patterns of `{}` tell more ARNs apart than exact grants can "
                     "hold: {}",
                     group.first_action, patterns),
         play_.statements()[group.statements.front()].statement().span,
         "use fewer wildcards in the middle of resource patterns"});
    return false;
  }
  const World& world = *play_.subject().world;
  bool decided = true;
  for (TextClass& one : *found) {
    ArnClass arn_class;
    arn_class.answer = answer(group, detail, one);
    decided &= arn_class.answer.verdict != ProbeAnswer::Verdict::undecided;
    arn_class.known_role = world.role(one.witness) != nullptr || world.user(one.witness) != nullptr;
    arn_class.arn = std::move(one.witness);
    arn_class.lists = std::move(one.lists);
    out.push_back(std::move(arn_class));
  }
  return decided;
}

std::optional<std::vector<const ArnClass*>> GrantSpace::classes(const ActionUnit& unit,
                                                                Detail detail) {
  frame(unit, detail);
  std::vector<const ArnClass*> out;
  const auto add = [&](std::uint32_t type) {
    const ArnClasses* found = cell(unit.group, type, detail);
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

ProbeAnswer GrantSpace::ask(std::string_view action, const std::string& arn, std::string* asked,
                            const Prober::OnAllowed& on_allowed) {
  const auto ask_one = [&](std::string_view one, const Prober::OnAllowed& allowed) {
    if (asked != nullptr) *asked = one;
    return prober_.ask(one, arn, allowed);
  };
  ProbeAnswer answer = ask_one(action, on_allowed);
  if (!answer.granted() || !equals_ignore_case(action, "sts:AssumeRole")) return answer;
  // What a hop carries along needs its own permission (R-STS-10, R-STS-12).
  const Session& session = *play_.subject().session;
  std::vector<std::string_view> needed;
  if (!session.transitive.empty()) needed.emplace_back("sts:TagSession");
  if (!session.source_identity.empty()) needed.emplace_back("sts:SetSourceIdentity");
  for (const std::string_view one : needed) {
    ProbeAnswer more = ask_one(one, {});
    if (!more.granted()) return more;
  }
  if (asked != nullptr) *asked = action;
  return answer;
}

std::string GrantSpace::realistic(const Frame& frame, const ArnClass& arn_class) const {
  const auto parts = split_arn(arn_class.arn);
  if (!parts) return arn_class.arn;
  const World& world = *play_.subject().world;
  const auto same_class = [&](const std::string& arn) {
    TextSet one;
    one.add_literal(arn);
    const auto found = text_classes(one, frame.lists, limits_.states);
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
    std::vector<std::string> known = {play_.subject().session->account};
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
