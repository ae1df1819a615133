#include "sim/grants/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

constexpr std::size_t kFewActions = 3;     // a list up to here is clearer by name
constexpr std::size_t kManyServices = 50;  // from here on `*` is the only readable name

// How well one candidate names what is left to name: more of it, then less besides, then short.
struct Rank {
  std::size_t covers = 0;
  std::size_t besides = 0;
  std::size_t length = 0;
  [[nodiscard]] bool better_than(const Rank& other) const {
    if (covers != other.covers) return covers > other.covers;
    return std::tie(besides, length) < std::tie(other.besides, other.length);
  }
};

class Coverer {
 public:
  explicit Coverer(const MarkedUnit& unit) : unit_(unit), left_(unit.classes.size()) {
    for (std::size_t i = 0; i < left_.size(); ++i) left_[i] = unit.marks[i] == Mark::in;
  }

  Cover run(CarveOut carve_out) {
    const auto is_safe = [&](std::size_t list) { return unit_.may_name(list); };
    while (const Frame::Candidate* best = best_candidate(is_safe)) take(*best);
    const auto is_carvable = [&](std::size_t list) { return !denies_for(list).empty(); };
    while (carve_out == CarveOut::yes) {
      const Frame::Candidate* best = best_candidate(is_carvable);
      if (best == nullptr) break;
      for (const std::string& deny : denies_for(best->list)) {
        if (std::ranges::find(cover_.carved_out, deny) == cover_.carved_out.end()) {
          cover_.carved_out.push_back(deny);
        }
      }
      take(*best);
    }
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (left_[i]) cover_.rest.push_back(unit_.classes[i]);
    }
    return std::move(cover_);
  }

 private:
  [[nodiscard]] Rank rank(const Frame::Candidate& candidate) const {
    Rank rank;
    rank.length = candidate.text.size();
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (!unit_.classes[i]->lists.test(candidate.list)) continue;
      if (left_[i]) ++rank.covers;
      if (unit_.marks[i] != Mark::in) ++rank.besides;
    }
    return rank;
  }

  template <class Predicate>
  const Frame::Candidate* best_candidate(Predicate allowed) const {
    const Frame::Candidate* best = nullptr;
    Rank best_rank;
    for (const Frame::Candidate& candidate : unit_.frame->candidates) {
      const Rank here = rank(candidate);
      if (here.covers == 0 || !(best == nullptr || here.better_than(best_rank))) continue;
      if (!allowed(candidate.list)) continue;
      best = &candidate;
      best_rank = here;
    }
    return best;
  }

  void take(const Frame::Candidate& candidate) {
    Named named{candidate.text, nullptr};
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (!left_[i] || !unit_.classes[i]->lists.test(candidate.list)) continue;
      left_[i] = false;
      if (named.example == nullptr) named.example = unit_.classes[i];
    }
    cover_.named.push_back(std::move(named));
  }

  // Patterns that hold all of the list's classes that must not be named, and none to be named;
  // empty where there are no such.
  [[nodiscard]] std::vector<std::string> denies_for(std::size_t list) const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (unit_.marks[i] != Mark::out || !unit_.classes[i]->lists.test(list)) continue;
      const auto denies = [&](const Frame::Candidate& candidate) {
        return unit_.classes[i]->lists.test(candidate.list) && holds_none_in(candidate.list);
      };
      const auto found = std::ranges::find_if(unit_.frame->candidates, denies);
      if (found == unit_.frame->candidates.end()) return {};
      if (std::ranges::find(out, found->text) == out.end()) out.push_back(found->text);
    }
    return out;
  }
  [[nodiscard]] bool holds_none_in(std::size_t list) const {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (unit_.marks[i] == Mark::in && unit_.classes[i]->lists.test(list)) return false;
    }
    return true;
  }

  const MarkedUnit& unit_;
  std::vector<bool> left_;
  Cover cover_;
};

// "Get" of "GetObjectAcl", "DescribeStacks" has "Describe".
std::string_view first_word(std::string_view name) {
  std::size_t length = std::min<std::size_t>(1, name.size());
  while (length < name.size() && !(name[length] >= 'A' && name[length] <= 'Z')) ++length;
  return name.substr(0, length);
}

class Folder {
 public:
  Folder(const std::vector<std::uint32_t>& ids, const std::function<bool(std::uint32_t)>& harmless)
      : ids_(ids), harmless_(harmless) {}

  std::vector<std::string> run() {
    if (ids_.size() <= kFewActions) {
      for (const std::uint32_t id : ids_) out_.emplace_back(reference_.actions()[id].full_name);
    } else if (!fold_everything()) {
      for (std::size_t begin = 0; begin < ids_.size();) {
        const std::string_view service = reference_.actions()[ids_[begin]].service;
        std::size_t end = begin;
        while (end < ids_.size() && reference_.actions()[ids_[end]].service == service) ++end;
        fold_service(service, std::span(ids_).subspan(begin, end - begin));
        begin = end;
      }
    }
    std::ranges::sort(out_);
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool all_may_be_named(std::string_view prefix) const {
    for (const ActionView& action : reference_.actions_with_prefix(prefix)) {
      if (!std::ranges::binary_search(ids_, action.id) && !harmless_(action.id)) return false;
    }
    return true;
  }

  bool fold_everything() {
    std::string_view before;
    std::size_t services = 0;
    for (const std::uint32_t id : ids_) {
      const std::string_view service = reference_.actions()[id].service;
      if (service != before) ++services;
      before = service;
    }
    if (services < kManyServices || !all_may_be_named("")) return false;
    out_.emplace_back("*");
    return true;
  }

  void fold_service(std::string_view service, std::span<const std::uint32_t> ids) {
    const std::string prefix = std::string(service) + ":";
    if (ids.size() > kFewActions && all_may_be_named(prefix)) {
      out_.push_back(prefix + "*");
      return;
    }
    for (std::size_t begin = 0; begin < ids.size();) {
      const std::string word = prefix + std::string(first_word(name(ids[begin])));
      std::size_t end = begin;
      while (end < ids.size() &&
             glob_match(word + "*", full_name(ids[end]), CaseMode::insensitive)) {
        ++end;
      }
      if (end - begin >= kFewActions && all_may_be_named(word)) {
        out_.push_back(word + "*");
      } else {
        for (std::size_t i = begin; i < end; ++i) out_.emplace_back(full_name(ids[i]));
      }
      begin = end;
    }
  }
  [[nodiscard]] std::string_view name(std::uint32_t id) const {
    return reference_.actions()[id].name;
  }
  [[nodiscard]] std::string_view full_name(std::uint32_t id) const {
    return reference_.actions()[id].full_name;
  }

  ServiceReference reference_ = ServiceReference::embedded();
  const std::vector<std::uint32_t>& ids_;
  const std::function<bool(std::uint32_t)>& harmless_;
  std::vector<std::string> out_;
};

}  // namespace

bool MarkedUnit::any_in() const { return std::ranges::find(marks, Mark::in) != marks.end(); }

bool MarkedUnit::may_name(std::size_t list) const {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (marks[i] == Mark::out && classes[i]->lists.test(list)) return false;
  }
  return true;
}

Cover cover(const MarkedUnit& unit, CarveOut carve_out) { return Coverer(unit).run(carve_out); }

std::string condition_line(const ConditionTest& test) {
  std::vector<std::string> values;
  values.reserve(test.values.size());
  for (const Text& value : test.values) values.push_back(value.value);
  return fmt::format("{} {}: {}", full_operator_name(test.op), test.key.value, join(values, ", "));
}

std::vector<std::string> condition_lines(const std::vector<ConditionTest>& tests) {
  std::vector<std::string> out;
  out.reserve(tests.size());
  for (const ConditionTest& test : tests) out.push_back(condition_line(test));
  return out;
}

std::vector<std::string> chosen_conditions(const Play& play, const Decision& decision) {
  std::vector<std::string> out;
  const auto first = play.find(decision.policy);
  if (!first) return out;
  for (const PlayCondition& condition : play.statements()[*first + decision.statement].conditions) {
    if (condition.kind == PlayCondition::Kind::free) out.push_back(condition_line(*condition.test));
  }
  return out;
}

std::vector<std::string> fold_actions(const std::vector<std::uint32_t>& ids,
                                      const std::function<bool(std::uint32_t)>& harmless) {
  return Folder(ids, harmless).run();
}

bool TypedMatches::any(std::uint32_t action, std::string_view pattern) {
  if (pattern == "*") return true;
  auto known = lists_.find(pattern);
  if (known == lists_.end()) {
    const ClassTable::ListId list = table_.add({TextPattern(pattern, TextPattern::Kind::resource)});
    known = lists_.emplace(pattern, list).first;
  }
  const ActionView view = ServiceReference::embedded().actions()[action];
  return std::ranges::any_of(view.resource_types, [&](const ActionResourceView& resource) {
    return std::ranges::any_of(table_.shapes().of(resource.type), [&](const ArnShape& shape) {
      return table_.reaches(shape, known->second);
    });
  });
}

}  // namespace rolechain
