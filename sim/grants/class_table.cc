#include "sim/grants/class_table.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/grants/automaton.h"

namespace rolechain {
namespace {

std::uint64_t mixed(std::uint64_t value, std::uint64_t word) {
  return (value ^ word) * 0x9E3779B97F4A7C15U;
}

std::size_t finished(std::uint64_t value) {
  return static_cast<std::size_t>(value ^ (value >> 29U));
}

}  // namespace

std::size_t WordsHash::operator()(const std::vector<std::uint64_t>& words) const {
  std::uint64_t value = words.size();
  for (const std::uint64_t word : words) value = mixed(value, word);
  return finished(value);
}

std::size_t ClassTable::ListHash::operator()(const PatternList& list) const {
  std::uint64_t value = list.size();
  for (const TextPattern& pattern : list) {
    for (const TextPattern::Step& step : pattern.steps()) {
      value = mixed(value, (std::uint64_t{step.ch} << 8U) + static_cast<std::uint64_t>(step.what));
    }
  }
  return finished(value);
}

ClassTable::ListId ClassTable::add(const PatternList& list) {
  const auto [at, is_new] = ids_.try_emplace(list, static_cast<ListId>(lists_.size()));
  if (is_new) lists_.push_back(&at->first);
  return at->second;
}

ClassTable::Reached ClassTable::find_reach(const ArnShape& shape, const Shape& known, ListId id) {
  Reached out;
  out.by_segments = known.segments.has_value();
  for (const TextPattern& pattern : list(id)) {
    if (pattern.steps().front().final) return {Reached::How::all, {}, false};
    if (!out.by_segments) {
      if (may_begin(shape.set, pattern) && can_match(shape.set, pattern)) {
        out.how = Reached::How::some;
        return out;
      }
      continue;
    }
    PatternFit fitting = fit(pattern, shape.set, *known.segments);
    if (fitting.how == PatternFit::How::none) continue;
    out.how = Reached::How::some;
    if (fitting.how == PatternFit::How::whole) {
      out.by_segments = false;
      return out;
    }
    out.patterns.push_back({add({std::move(fitting.parts->region)}),
                            add({std::move(fitting.parts->account)}),
                            add({std::move(fitting.parts->tail)})});
  }
  return out;
}

const ClassTable::Reached& ClassTable::reach(const ArnShape& shape, Shape& known, ListId list) {
  if (known.reached.size() <= list) known.reached.resize(lists_.size());
  if (known.reached[list] == 0) {
    Reached found = find_reach(shape, known, list);
    const bool none = found.how == Reached::How::none;
    known.reached[list] = none ? kNothing : static_cast<std::uint32_t>(all_reached_.size());
    if (!none) all_reached_.push_back(std::move(found));
  }
  return all_reached_[known.reached[list]];
}

ClassTable::Shape& ClassTable::known_of(const ArnShape& shape) {
  const auto [at, is_new] = by_shape_.try_emplace(&shape);
  if (is_new) at->second.segments = segments_of(shape.set);
  return at->second;
}

bool ClassTable::reaches(const ArnShape& shape, ListId list) {
  return reach(shape, known_of(shape), list).how != Reached::How::none;
}

const ClassTable::Classes* ClassTable::segment(const TextSet& set, const std::vector<ListId>& parts,
                                               std::size_t max_states) {
  std::vector<std::vector<ListId>> lists;
  lists.reserve(parts.size());
  for (const ListId part : parts) lists.push_back({part});
  return tail(set, lists, max_states);
}

const ClassTable::Classes* ClassTable::tail(const TextSet& set,
                                            const std::vector<std::vector<ListId>>& lists,
                                            std::size_t max_states) {
  Key key = {std::bit_cast<std::uintptr_t>(&set)};
  for (const std::vector<ListId>& parts : lists) {
    key.push_back(parts.size());
    key.insert(key.end(), parts.begin(), parts.end());
  }
  const auto at = segments_.find(key);
  if (at != segments_.end()) return &at->second;
  std::vector<PatternList> joined;
  std::vector<const PatternList*> cutting;
  joined.reserve(lists.size());
  for (const std::vector<ListId>& parts : lists) {
    if (parts.size() == 1) {
      cutting.push_back(&list(parts.front()));
      continue;
    }
    PatternList& all = joined.emplace_back();
    for (const ListId part : parts) all.push_back(list(part).front());
    cutting.push_back(&all);
  }
  auto found = text_classes(set, cutting, max_states);
  if (!found) return nullptr;
  return &segments_.emplace(std::move(key), *std::move(found)).first->second;
}

namespace {

// The index of a value in a list that it is put into where it is missing.
template <class T>
std::size_t index_in(std::vector<T>& list, const T& value) {
  const auto at = std::ranges::find(list, value);
  if (at != list.end()) return static_cast<std::size_t>(at - list.begin());
  list.push_back(value);
  return list.size() - 1;
}

}  // namespace

std::optional<ClassTable::Classes> ClassTable::find_by_segments(const Shape& known,
                                                                const ShapeSegments& segments,
                                                                const std::vector<ListId>& lists,
                                                                std::size_t max_states) {
  struct Cut {  // one pattern: its parts as indexes below
    std::size_t list;
    std::size_t region;
    std::size_t account;
    ListId tail;
  };
  std::vector<Cut> cuts;
  std::vector<ListId> regions;
  std::vector<ListId> accounts;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const Parts& parts : all_reached_[known.reached[lists[i]]].patterns) {
      cuts.push_back(
          {i, index_in(regions, parts.region), index_in(accounts, parts.account), parts.tail});
    }
  }
  // Where a segment is one text, all parts match it that match at all.
  const auto fixed = [](const std::string& text, std::size_t parts) {
    TextClass one{Bits(parts), text};
    for (std::size_t i = 0; i < parts; ++i) one.lists.set(i);
    return Classes{std::move(one)};
  };
  const Classes one_region = segments.region ? fixed(*segments.region, regions.size()) : Classes();
  const Classes one_account =
      segments.account ? fixed(*segments.account, accounts.size()) : Classes();
  const Classes* const of_regions =
      segments.region ? &one_region : segment(shapes_.some_region(), regions, max_states);
  const Classes* const of_accounts =
      segments.account ? &one_account : segment(shapes_.some_account(), accounts, max_states);
  if (of_regions == nullptr || of_accounts == nullptr) return std::nullopt;
  if (of_regions->size() * of_accounts->size() > max_states) return std::nullopt;

  ClassCollector classes;
  for (const TextClass& region : *of_regions) {
    for (const TextClass& account : *of_accounts) {
      Bits certain(lists.size());
      std::vector<std::vector<ListId>> tails(lists.size());
      for (const Cut& cut : cuts) {
        if (!region.lists.test(cut.region) || !account.lists.test(cut.account)) continue;
        if (list(cut.tail).front().steps().front().final) certain.set(cut.list);
        tails[cut.list].push_back(cut.tail);
      }
      std::vector<std::vector<ListId>> cutting;
      std::vector<std::size_t> bit_of(lists.size());
      for (std::size_t i = 0; i < lists.size(); ++i) {
        if (!certain.test(i) && !tails[i].empty()) bit_of[i] = index_in(cutting, tails[i]) + 1;
      }
      const Classes* const of_tail = tail(segments.tail, cutting, max_states);
      if (of_tail == nullptr) return std::nullopt;
      const std::string head = segments.prefix + region.witness + ":" + account.witness + ":";
      for (const TextClass& one : *of_tail) {
        Bits bits = certain;
        for (std::size_t i = 0; i < lists.size(); ++i) {
          if (bit_of[i] != 0 && one.lists.test(bit_of[i] - 1)) bits.set(i);
        }
        if (!classes.knows(bits, head.size() + one.witness.size())) {
          classes.add(bits, head + one.witness);
        }
      }
    }
  }
  return classes.take();
}

std::optional<ClassTable::Classes> ClassTable::find(const ArnShape& shape,
                                                    const std::vector<ListId>& lists,
                                                    std::size_t max_states) {
  const Shape& known = by_shape_[&shape];
  const bool by_segments = known.segments && std::ranges::all_of(lists, [&](ListId id) {
                             return all_reached_[known.reached[id]].by_segments;
                           });
  if (by_segments) return find_by_segments(known, *known.segments, lists, max_states);
  std::vector<const PatternList*> cutting;
  cutting.reserve(lists.size());
  for (const ListId id : lists) cutting.push_back(&list(id));
  return text_classes(shape.set, cutting, max_states);
}

std::optional<std::vector<TextClass>> ClassTable::classes(const ArnShape& shape,
                                                          const std::vector<ListId>& lists,
                                                          std::size_t max_states) {
  constexpr std::size_t kNone = 0;
  constexpr std::size_t kAll = 1;
  constexpr std::size_t kFirst = 2;
  std::vector<std::size_t> bit_of(lists.size(), kNone);  // kFirst + the bit below
  std::vector<ListId> cutting;
  Shape& known = known_of(shape);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    switch (reach(shape, known, lists[i]).how) {
      case Reached::How::none:
        break;
      case Reached::How::all:
        bit_of[i] = kAll;
        break;
      case Reached::How::some:
        bit_of[i] = kFirst + index_in(cutting, lists[i]);
        break;
    }
  }
  Key key = {std::bit_cast<std::uintptr_t>(&shape)};
  key.insert(key.end(), cutting.begin(), cutting.end());
  auto found = found_.find(key);
  if (found == found_.end()) {
    auto classes = find(shape, cutting, max_states);
    if (!classes) return std::nullopt;
    found = found_.emplace(std::move(key), *std::move(classes)).first;
  }
  std::vector<TextClass> out;
  out.reserve(found->second.size());
  for (const TextClass& one : found->second) {
    Bits bits(lists.size());
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (bit_of[i] == kNone) continue;
      if (bit_of[i] == kAll || one.lists.test(bit_of[i] - kFirst)) bits.set(i);
    }
    out.push_back({std::move(bits), one.witness});
  }
  return out;
}

}  // namespace rolechain
