#include "sim/grants/class_table.h"

#include <algorithm>
#include <bit>

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

ClassTable::Reach ClassTable::find_reach(const ArnShape& shape, const PatternList& list) {
  Reach out = Reach::none;
  for (const TextPattern& pattern : list) {
    if (pattern.steps().front().final) return Reach::all;
    if (out == Reach::none && may_begin(shape.set, pattern) && can_match(shape.set, pattern)) {
      out = Reach::some;
    }
  }
  return out;
}

std::optional<std::vector<TextClass>> ClassTable::classes(const ArnShape& shape,
                                                          const std::vector<ListId>& lists,
                                                          std::size_t max_states) {
  constexpr std::size_t kNone = 0;
  constexpr std::size_t kAll = 1;
  constexpr std::size_t kFirst = 2;
  std::vector<std::size_t> bit_of(lists.size(), kNone);  // kFirst + the bit below
  std::vector<std::uint64_t> key = {std::bit_cast<std::uintptr_t>(&shape)};
  std::vector<const PatternList*> cutting;
  std::vector<std::optional<Reach>>& reaches = reaches_[&shape];
  reaches.resize(lists_.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    std::optional<Reach>& reached = reaches[lists[i]];
    if (!reached) reached = find_reach(shape, list(lists[i]));
    if (reached == Reach::none) continue;
    if (reached == Reach::all) {
      bit_of[i] = kAll;
      continue;
    }
    const auto known = std::find(key.begin() + 1, key.end(), lists[i]);
    bit_of[i] = kFirst + static_cast<std::size_t>(known - key.begin()) - 1;
    if (known != key.end()) continue;
    key.push_back(lists[i]);
    cutting.push_back(&list(lists[i]));
  }
  auto found = found_.find(key);
  if (found == found_.end()) {
    auto classes = text_classes(shape.set, cutting, max_states);
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
