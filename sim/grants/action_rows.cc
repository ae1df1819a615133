#include "sim/grants/action_rows.h"

#include <algorithm>

#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

constexpr std::size_t kWordBits = 64;

std::uint64_t mask_of(std::size_t bit) { return std::uint64_t{1} << (bit % kWordBits); }

std::string_view plain_beginning(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("*?"));
}

}  // namespace

ActionRows::ActionRows(std::size_t bits)
    : words_(std::max<std::size_t>((bits + kWordBits - 1) / kWordBits, 1)) {}

void ActionRows::include(std::string_view pattern) {
  const auto found = reference_.actions_with_prefix(plain_beginning(pattern));
  if (found.empty()) return;
  ranges_.push_back({found.first_id(), found.first_id() + found.size(), 0});
}

void ActionRows::include_all() { ranges_.push_back({0, reference_.actions().size(), 0}); }

void ActionRows::lay_out() {
  std::ranges::sort(ranges_, {}, &Range::first);
  std::vector<Range> apart;
  for (const Range& range : ranges_) {
    if (!apart.empty() && range.first <= apart.back().end) {
      apart.back().end = std::max(apart.back().end, range.end);
    } else {
      apart.push_back(range);
    }
  }
  std::size_t rows = 0;
  for (Range& range : apart) {
    range.row = rows;
    rows += range.end - range.first;
  }
  ranges_ = std::move(apart);
  bits_.assign(rows * words_, 0);
}

void ActionRows::mark(std::string_view pattern, std::size_t bit) {
  const std::uint64_t mask = mask_of(bit);
  const std::string_view beginning = plain_beginning(pattern);
  const auto found = reference_.actions_with_prefix(beginning);
  if (found.empty()) return;
  const std::uint32_t first = found.first_id();
  const std::uint32_t end = first + found.size();
  // Then whatever begins so matches.
  const bool whole = pattern.size() == beginning.size() + 1 && pattern.back() == '*';
  auto range = std::ranges::upper_bound(ranges_, first, {}, &Range::end);
  for (; range != ranges_.end() && range->first < end; ++range) {
    const std::uint32_t last = std::min(end, range->end);
    for (std::uint32_t id = std::max(first, range->first); id < last; ++id) {
      if (!whole && !glob_match(pattern, found[id - first].lower)) continue;
      bits_[(range->row + id - range->first) * words_ + bit / kWordBits] |= mask;
    }
  }
}

void ActionRows::complement(std::size_t bit) {
  const std::uint64_t mask = mask_of(bit);
  for (std::size_t at = bit / kWordBits; at < bits_.size(); at += words_) bits_[at] ^= mask;
}

}  // namespace rolechain
