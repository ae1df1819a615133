// Whether a set of texts and a pattern have a text in common: a search over pairs of places.
#include <string_view>
#include <utility>
#include <vector>

#include "sim/grants/automaton.h"
#include "sim/grants/classes.h"

namespace rolechain {
namespace {

using What = TextPattern::Step::What;

class Meeting {
 public:
  // `closed`: the steps from here on are not looked at where a text's head ends.
  Meeting(const TextSet& set, const TextPattern& pattern, std::size_t closed)
      : set_(set),
        pattern_(pattern),
        closed_(closed),
        seen_((set.items().size() + 1) * pattern.steps().size(), false) {}

  bool run() {
    // As long as both leave no choice there is one pair to look at.
    std::size_t plain = 0;
    while (plain < set_.items().size() && is_plain(plain)) ++plain;
    reach(plain, plain);
    while (!open_.empty()) {
      const auto [item, step] = open_.back();
      open_.pop_back();
      const bool at_end = item == set_.items().size();
      const What what = pattern_.steps()[step].what;
      // Every beginning of a text of the set goes on to some text of the set.
      if (pattern_.steps()[step].final || (at_end && what == What::end)) return true;
      if (what == What::star) reach(item, step + 1);
      if (at_end) continue;
      const bool repeat = set_.items()[item].repeat;
      if (repeat) reach(item + 1, step);
      if (what == What::end || !share_a_character(item, step)) continue;
      reach(repeat ? item : item + 1, what == What::star ? step : step + 1);
    }
    return false;
  }

 private:
  [[nodiscard]] bool is_plain(std::size_t at) const {
    return set_.items()[at].which == CharClass::literal &&
           pattern_.steps()[at].what == What::literal && share_a_character(at, at);
  }

  void reach(std::size_t item, std::size_t step) {
    if (item == set_.head_end() && step >= closed_) return;
    const std::size_t at = item * pattern_.steps().size() + step;
    if (seen_[at]) return;
    seen_[at] = true;
    open_.emplace_back(item, step);
  }

  [[nodiscard]] bool share_a_character(std::size_t item, std::size_t step) const {
    const TextSet::Item& one = set_.items()[item];
    const TextPattern::Step& other = pattern_.steps()[step];
    const bool literal = one.which == CharClass::literal;
    // All classes of characters have more than the colon.
    if (other.what != What::literal) return !(literal && other.confined && one.ch == U':');
    const auto holds = [&](char32_t ch) { return literal ? one.ch == ch : accepts(one.which, ch); };
    const bool folded =
        pattern_.ignores_case() || (pattern_.folds_head() && item < set_.head_end());
    if (!folded) return holds(other.ch);
    return holds(fold(other.ch)) || holds(unfold(other.ch));
  }

  const TextSet& set_;
  const TextPattern& pattern_;
  std::size_t closed_;
  std::vector<bool> seen_;
  std::vector<std::pair<std::size_t, std::size_t>> open_;
};

}  // namespace

bool can_match(const TextSet& set, const TextPattern& pattern) {
  return Meeting(set, pattern, pattern.steps().size()).run();
}

bool may_share_a_text(std::string_view one, std::string_view other) {
  TextSet texts;
  while (!one.empty()) {
    const std::size_t plain = one.find_first_of("*?");
    texts.add_literal(one.substr(0, plain));
    if (plain == std::string_view::npos) break;
    texts.add_anything();
    one.remove_prefix(plain + 1);
  }
  return can_match(texts, TextPattern(other, TextPattern::Kind::text,
                                      TextPattern::Wildcards::active, CaseMode::insensitive));
}

bool can_match_astray(const TextSet& set, const TextPattern& pattern, std::size_t tail) {
  return Meeting(set, pattern, tail).run();
}

}  // namespace rolechain
