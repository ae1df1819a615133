#include "sim/grants/segments.h"

#include <algorithm>
#include <array>
#include <span>

#include "sim/grants/automaton.h"
#include "sim/grants/utf8.h"

namespace rolechain {
namespace {

using Step = TextPattern::Step;
using What = Step::What;

constexpr std::size_t kHeadColons = 5;
constexpr std::size_t kPrefixColons = 3;

bool is_colon(const Step& step) { return step.what == What::literal && step.ch == U':'; }
bool is_colon(const TextSet::Item& item) {
  return item.which == CharClass::literal && item.ch == U':';
}

// The places of the first five colons.
template <class Parts>
std::optional<std::array<std::size_t, kHeadColons>> colons_of(const Parts& parts) {
  std::array<std::size_t, kHeadColons> out{};
  std::size_t found = 0;
  for (std::size_t i = 0; i < parts.size() && found < kHeadColons; ++i) {
    if (is_colon(parts[i])) out[found++] = i;
  }
  return found == kHeadColons ? std::optional(out) : std::nullopt;
}

// The plain text of some items; nothing where one of them is a choice.
std::optional<std::string> plain(std::span<const TextSet::Item> items) {
  std::string out;
  for (const TextSet::Item& item : items) {
    if (item.which != CharClass::literal) return std::nullopt;
    append_utf8(out, item.ch);
  }
  return out;
}

}  // namespace

std::optional<ShapeSegments> segments_of(const TextSet& set) {
  const std::span<const TextSet::Item> items(set.items());
  const auto colons = colons_of(items);
  if (!colons || set.head_end() != colons->back() + 1) return std::nullopt;
  const auto between = [&](std::size_t colon) {
    const std::size_t begin = (*colons)[colon] + 1;
    return items.subspan(begin, (*colons)[colon + 1] - begin);
  };
  const auto prefix = plain(items.first((*colons)[kPrefixColons - 1] + 1));
  if (!prefix) return std::nullopt;
  ShapeSegments out;
  out.prefix = *prefix;
  out.region = plain(between(kPrefixColons - 1));
  out.account = plain(between(kPrefixColons));
  out.tail = set.after_head();
  const std::vector<TextSet::Item>& tail = out.tail.items();
  const auto is_open = [](const TextSet::Item& item) { return item.which == CharClass::any; };
  if (std::ranges::none_of(tail, is_open)) {
    const auto literal = [](const TextSet::Item& item) { return is_colon(item); };
    out.colons = kHeadColons + static_cast<std::size_t>(std::ranges::count_if(tail, literal));
  }
  return out;
}

namespace {

bool roams(const Step& step) { return step.what == What::star && !step.confined; }

// `arn:aws:sqs:eu-central-1:*`: the star that ends it takes all the other segments.
std::optional<PatternSegments> segments_of_beginning(const TextPattern& pattern) {
  const std::vector<Step>& steps = pattern.steps();
  const std::size_t last = steps.size() - 2;
  if (steps.size() < 2 || !steps[last].final) return std::nullopt;
  if (std::ranges::any_of(std::span(steps).first(last), roams)) return std::nullopt;
  const TextPattern rest = pattern.part(last, last + 1);
  std::vector<std::size_t> colons;
  for (std::size_t i = 0; i < last; ++i) {
    if (is_colon(steps[i])) colons.push_back(i);
  }
  if (colons.size() < kPrefixColons) return PatternSegments{rest, rest, rest};
  const std::size_t region = colons[kPrefixColons - 1] + 1;
  if (colons.size() == kPrefixColons)
    return PatternSegments{pattern.part(region, last + 1), rest, rest};
  const std::size_t account = colons[kPrefixColons] + 1;
  return PatternSegments{pattern.part(region, account - 1), pattern.part(account, last + 1), rest};
}

}  // namespace

std::optional<PatternSegments> segments_of(const TextPattern& pattern, const TextSet& set,
                                           const ShapeSegments& segments) {
  const std::vector<Step>& steps = pattern.steps();
  const auto colons = colons_of(steps);
  if (!colons) return segments_of_beginning(pattern);
  const std::size_t tail = colons->back() + 1;
  if (std::ranges::any_of(std::span(steps).first(tail), roams)) {
    // As many colons on both sides leave a star none to take.
    const auto literal = [](const Step& step) { return is_colon(step); };
    const auto count = static_cast<std::size_t>(std::ranges::count_if(steps, literal));
    if (segments.colons != count && can_match_astray(set, pattern, tail)) return std::nullopt;
  }
  const auto between = [&](std::size_t colon) {
    return pattern.part((*colons)[colon] + 1, (*colons)[colon + 1]);
  };
  return PatternSegments{between(kPrefixColons - 1), between(kPrefixColons),
                         pattern.part(tail, steps.size() - 1)};
}

}  // namespace rolechain
