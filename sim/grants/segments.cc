#include "sim/grants/segments.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

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

// The steps of a pattern's segments: those of the head up to its colons, then the tail's. Where a
// star ends a pattern before its fifth colon, it is each of the segments that follow.
struct Ranges {
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::array<Range, kHeadColons + 1> of;
  bool star_ends_head = false;
};

std::optional<Ranges> ranges_of(const std::vector<Step>& steps) {
  Ranges out;
  const std::size_t end = steps.size() - 1;
  std::size_t begin = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < end && found < kHeadColons; ++i) {
    if (!is_colon(steps[i])) continue;
    out.of[found++] = {begin, i};
    begin = i + 1;
  }
  out.of[found] = {begin, end};
  if (found == kHeadColons) return out;
  if (end == 0 || !steps[end - 1].final) return std::nullopt;
  out.star_ends_head = true;
  for (++found; found <= kHeadColons; ++found) out.of[found] = {end - 1, end};
  return out;
}

class Fitting {
 public:
  Fitting(const TextPattern& pattern, const ShapeSegments& segments)
      : pattern_(pattern),
        segments_(segments),
        folded_(pattern.ignores_case() || pattern.folds_head()) {}

  [[nodiscard]] bool text(Ranges::Range range, std::string_view text) const {
    if (is_star(range)) return true;
    const std::span<const Step> part = steps(range);
    if (std::ranges::any_of(part, is_wild)) {
      TextSet one;
      one.add_literal(text);
      one.end_head();
      return can_match(one, pattern_.part(range.begin, range.end));
    }
    for (const Step& step : part) {
      if (text.empty()) return false;
      const char32_t ch = take_utf8(text);
      if (folded_ ? fold(ch) != fold(step.ch) : ch != step.ch) return false;
    }
    return text.empty();
  }

  [[nodiscard]] bool some(Ranges::Range range, CharClass which, std::size_t digits) const {
    if (is_star(range)) return true;
    const std::span<const Step> part = steps(range);
    const auto fits = [&](const Step& step) {
      return step.what == What::literal && accepts(which, folded_ ? fold(step.ch) : step.ch);
    };
    if (std::ranges::all_of(part, fits)) return digits == 0 ? !part.empty() : part.size() == digits;
    if (std::ranges::none_of(part, is_wild)) return false;
    TextSet some;
    if (digits == 0) {
      some.add_some(which);
    } else {
      some.add_digits(digits);
    }
    some.end_head();
    return can_match(some, pattern_.part(range.begin, range.end));
  }

  [[nodiscard]] bool head(const Ranges& ranges) const {
    std::string_view prefix = segments_.prefix;
    for (std::size_t i = 0; i < kPrefixColons; ++i) {
      const std::size_t colon = prefix.find(':');
      if (!text(ranges.of[i], prefix.substr(0, colon))) return false;
      prefix.remove_prefix(colon + 1);
    }
    constexpr std::size_t kDigits = 12;
    const Ranges::Range region = ranges.of[kPrefixColons];
    const Ranges::Range account = ranges.of[kPrefixColons + 1];
    return (segments_.region ? text(region, *segments_.region)
                             : some(region, CharClass::region, 0)) &&
           (segments_.account ? text(account, *segments_.account)
                              : some(account, CharClass::digit, kDigits));
  }

  [[nodiscard]] bool is_star(Ranges::Range range) const {
    return range.end == range.begin + 1 && pattern_.steps()[range.begin].what == What::star;
  }

 private:
  static bool is_wild(const Step& step) { return step.what != What::literal; }
  [[nodiscard]] std::span<const Step> steps(Ranges::Range range) const {
    return std::span(pattern_.steps()).subspan(range.begin, range.end - range.begin);
  }

  const TextPattern& pattern_;
  const ShapeSegments& segments_;
  bool folded_;
};

// Whether no star of the head can take a colon of the shape's texts.
bool keeps_to_segments(const TextPattern& pattern, const Ranges& ranges, const TextSet& set,
                       const ShapeSegments& segments) {
  const std::span<const Step> steps(pattern.steps());
  const Ranges::Range tail = ranges.of.back();
  // The star that takes all the rest takes it in every way.
  const auto head = steps.first(ranges.star_ends_head ? tail.end - 1 : tail.begin);
  if (std::ranges::none_of(head, roams)) return true;
  if (ranges.star_ends_head) return false;
  // As many colons on both sides leave a star none to take.
  const auto literal = [](const Step& step) { return is_colon(step); };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(steps, literal));
  return segments.colons == count || !can_match_astray(set, pattern, tail.begin);
}

}  // namespace

PatternFit fit(const TextPattern& pattern, const TextSet& set, const ShapeSegments& segments) {
  using How = PatternFit::How;
  if (!may_begin(set, pattern)) return {};
  const auto ranges = ranges_of(pattern.steps());
  if (!ranges || !keeps_to_segments(pattern, *ranges, set, segments)) {
    return {can_match(set, pattern) ? How::whole : How::none, {}};
  }
  const Fitting fitting(pattern, segments);
  if (!fitting.head(*ranges)) return {};
  const auto part = [&](std::size_t i) {
    return pattern.part(ranges->of[i].begin, ranges->of[i].end);
  };
  PatternSegments parts{part(kPrefixColons), part(kPrefixColons + 1), part(kHeadColons)};
  if (!fitting.is_star(ranges->of.back()) && !can_match(segments.tail, parts.tail)) return {};
  return {How::parts, std::move(parts)};
}

}  // namespace rolechain
