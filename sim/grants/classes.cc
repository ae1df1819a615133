#include "sim/grants/classes.h"

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>

#include "sim/grants/automaton.h"
#include "sim/grants/utf8.h"

namespace rolechain {
namespace {

using What = TextPattern::Step::What;
using Id = StateTable::Id;

constexpr std::size_t kIdsPerState = 16;  // on average, at the limit: bounds the memory

}  // namespace

bool may_begin(const TextSet& set, const TextPattern& pattern) {
  const std::vector<TextSet::Item>& items = set.items();
  for (std::size_t i = 0; i < items.size() && i < pattern.steps().size(); ++i) {
    const TextPattern::Step& step = pattern.steps()[i];
    if (step.what == What::end) return items[i].repeat;
    if (step.what != What::literal || items[i].which != CharClass::literal) return true;
    const bool folded = pattern.ignores_case() || (pattern.folds_head() && i < set.head_end());
    if (folded ? fold(step.ch) != fold(items[i].ch) : step.ch != items[i].ch) return false;
  }
  return true;
}

namespace {

// One number for everything that can be live in a state: [0, set items] the place in the set, then
// the steps of all patterns, then one mark a list for "matches whatever follows".
class ProductAutomaton {
 public:
  ProductAutomaton(const TextSet& set, const std::vector<const PatternList*>& lists)
      : set_(set), first_node_(static_cast<Id>(set.items().size()) + 1) {
    for (std::size_t list = 0; list < lists.size(); ++list) {
      for (const TextPattern& pattern : *lists[list]) add(pattern, static_cast<Id>(list));
    }
    first_mark_ = first_node_ + static_cast<Id>(nodes_.size());
    seen_.resize(first_mark_ + lists.size());
    bits_ = Bits(lists.size());
  }

  std::vector<Id> start() {
    begin();
    enter_item(0);
    for (const Id node : starts_) enter_node(node);
    return finish();
  }

  // The state after `ch`; empty where the set has no such text.
  const std::vector<Id>& step(std::span<const Id> state, char32_t ch) {
    begin();
    const bool head = in_head(state);
    std::size_t at = 0;  // ids are sorted: places in the set come first
    for (; at < state.size() && state[at] < first_node_; ++at) step_item(state[at], ch);
    if (next_.empty()) return next_;  // the set has no text that goes on so
    for (; at < state.size(); ++at) {
      if (state[at] < first_mark_) {
        step_node(state[at], ch, head);
      } else {
        reach(state[at]);
      }
    }
    return finish();
  }

  void collect(std::span<const Id> state, Alphabet& alphabet) const {
    alphabet.clear();
    const bool head = in_head(state);
    for (const Id id : state) {
      if (id < first_node_) {
        if (id == set_.items().size()) continue;
        const TextSet::Item& item = set_.items()[id];
        if (item.which == CharClass::literal) {
          alphabet.mention(item.ch);
        } else {
          alphabet.use(item.which);
        }
      } else if (id < first_mark_) {
        collect_node(nodes_[id - first_node_], head, alphabet);
      }
    }
  }

  // The next character where the set leaves no choice.
  [[nodiscard]] std::optional<char32_t> only_way(std::span<const Id> state) const {
    const bool one_place = state.size() == 1 || state[1] >= first_node_;
    if (!one_place || state.front() == set_.items().size()) return std::nullopt;
    const TextSet::Item& item = set_.items()[state.front()];
    return item.which == CharClass::literal ? std::optional(item.ch) : std::nullopt;
  }

  // True where a text may end here.
  [[nodiscard]] bool accepts_here(std::span<const Id> state) const {
    return std::ranges::find(state, set_.items().size()) != state.end();
  }
  [[nodiscard]] bool patterns_live(std::span<const Id> state) const {
    return std::ranges::any_of(state, [&](Id id) { return id >= first_node_ && id < first_mark_; });
  }
  const Bits& lists_here(std::span<const Id> state) {
    Bits& bits = bits_;
    bits.clear();
    for (const Id id : state) {
      if (id >= first_mark_) {
        bits.set(id - first_mark_);
      } else if (id >= first_node_ && nodes_[id - first_node_].step.what == What::end) {
        bits.set(nodes_[id - first_node_].list);
      }
    }
    return bits;
  }
  // A shortest rest of a text of the set.
  [[nodiscard]] std::string completion(std::span<const Id> state) const {
    Id item = 0;
    for (const Id id : state) {
      if (id < first_node_) item = std::max(item, id);
    }
    std::string out;
    Alphabet alphabet;
    while (item < set_.items().size()) {
      const TextSet::Item& here = set_.items()[item];
      if (!here.sample.empty()) {
        out += here.sample;
        item += static_cast<Id>(here.span);
        continue;
      }
      ++item;
      if (here.repeat) continue;
      alphabet.clear();
      if (here.which == CharClass::literal) {
        append_utf8(out, here.ch);
      } else {
        alphabet.use(here.which);
        append_utf8(out, alphabet.tries().front());
      }
    }
    return out;
  }

 private:
  struct Node {
    TextPattern::Step step;
    Id list = 0;
    bool ignore_case = false;
    bool folds_head = false;
  };

  void add(const TextPattern& pattern, Id list) {
    if (!may_begin(set_, pattern)) return;
    starts_.push_back(first_node_ + static_cast<Id>(nodes_.size()));
    for (const TextPattern::Step& step : pattern.steps()) {
      nodes_.push_back({step, list, pattern.ignores_case(), pattern.folds_head()});
    }
  }

  [[nodiscard]] bool in_head(std::span<const Id> state) const {
    return !state.empty() && state.front() < set_.head_end();
  }

  void begin() {
    next_.clear();
    marked_ = false;
    if (++round_ == 0) {
      std::ranges::fill(seen_, 0U);
      round_ = 1;
    }
  }
  bool reach(Id id) {
    if (seen_[id] == round_) return false;
    seen_[id] = round_;
    next_.push_back(id);
    marked_ |= id >= first_mark_;
    return true;
  }
  void enter_item(Id item) {
    if (!reach(item)) return;
    if (item < set_.items().size() && set_.items()[item].repeat) enter_item(item + 1);
  }
  void enter_node(Id id) {
    const Node& node = nodes_[id - first_node_];
    if (node.step.final) {
      reach(first_mark_ + node.list);
      return;
    }
    if (!reach(id)) return;
    if (node.step.what == What::star) enter_node(id + 1);
  }

  void step_item(Id id, char32_t ch) {
    if (id == set_.items().size()) return;
    const TextSet::Item& item = set_.items()[id];
    const bool ok = item.which == CharClass::literal ? item.ch == ch : accepts(item.which, ch);
    if (ok) enter_item(item.repeat ? id : id + 1);
  }
  void step_node(Id id, char32_t ch, bool head) {
    const Node& node = nodes_[id - first_node_];
    switch (node.step.what) {
      case What::literal: {
        const bool folded = node.ignore_case || (head && node.folds_head);
        const bool same = folded ? fold(node.step.ch) == fold(ch) : node.step.ch == ch;
        if (same) enter_node(id + 1);
        break;
      }
      case What::any:
        if (!node.step.confined || ch != U':') enter_node(id + 1);
        break;
      case What::star:
        if (!node.step.confined || ch != U':') enter_node(id);
        break;
      case What::end:
        break;
    }
  }

  // A list that is certain needs no nodes.
  const std::vector<Id>& finish() {
    if (marked_) {
      std::erase_if(next_, [&](Id id) {
        return id >= first_node_ && id < first_mark_ &&
               seen_[first_mark_ + nodes_[id - first_node_].list] == round_;
      });
    }
    if (!std::ranges::is_sorted(next_)) std::ranges::sort(next_);
    return next_;
  }

  static void collect_node(const Node& node, bool head, Alphabet& alphabet) {
    if (node.step.confined) alphabet.colon_matters();
    if (node.step.what != What::literal) return;
    if (head && node.folds_head) {
      alphabet.mention(fold(node.step.ch));
    } else {
      // Both cases: the set may hold one of them alone, as regions do.
      alphabet.mention(node.step.ch);
      if (node.ignore_case) {
        alphabet.mention(fold(node.step.ch));
        alphabet.mention(unfold(node.step.ch));
      }
    }
  }

  const TextSet& set_;
  Id first_node_;
  Id first_mark_ = 0;
  std::vector<Node> nodes_;
  std::vector<Id> starts_;
  std::vector<Id> next_;
  std::vector<std::uint32_t> seen_;  // the round in which an id was reached last
  std::uint32_t round_ = 0;
  Bits bits_;            // a buffer
  bool marked_ = false;  // a list became certain in this round, or was
};

}  // namespace

std::optional<std::vector<TextClass>> text_classes(const TextSet& set,
                                                   const std::vector<const PatternList*>& lists,
                                                   std::size_t max_states, TextAutomaton* record) {
  ProductAutomaton automaton(set, lists);
  StateTable states;
  ClassCollector classes;
  Alphabet alphabet;
  std::vector<Id> here = automaton.start();
  std::string beginning;  // of all texts: no choice, no states
  while (const auto ch = automaton.only_way(here)) {
    append_utf8(beginning, *ch);
    const std::vector<Id>& next = automaton.step(here, *ch);
    here.assign(next.begin(), next.end());
  }
  states.insert(here, StateTable::kNone, 0);
  if (record != nullptr) record->start = beginning;
  for (Id state = 0; state < states.size(); ++state) {
    const std::span<const Id> ids = states.ids_of(state);
    here.assign(ids.begin(), ids.end());
    TextAutomaton::State* const row = record == nullptr ? nullptr : &record->states.emplace_back();
    if (!automaton.patterns_live(here)) {  // whatever follows changes nothing
      const Bits& lists_here = automaton.lists_here(here);
      if (row != nullptr) row->end = lists_here;
      // Of dead ends that are alike the first is as good as any.
      if (classes.knows(lists_here)) continue;
      classes.add(lists_here, beginning + states.text_to(state) + automaton.completion(here));
      continue;
    }
    if (automaton.accepts_here(here)) {
      const Bits& lists_here = automaton.lists_here(here);
      if (row != nullptr) row->end = lists_here;
      if (!classes.knows(lists_here, beginning.size() + states.length_of(state))) {
        classes.add(lists_here, beginning + states.text_to(state));
      }
    }
    automaton.collect(here, alphabet);
    std::size_t tried = 0;
    for (const char32_t ch : alphabet.tries()) {
      const std::vector<Id>& next = automaton.step(here, ch);
      const bool rest = tried++ < alphabet.rest();
      if (next.empty()) continue;
      const Id to = states.insert(next, state, ch);
      if (row != nullptr) row->moves.push_back({ch, rest, to});
    }
    if (states.size() > max_states || states.ids() > max_states * kIdsPerState) return std::nullopt;
  }
  return classes.take();
}

}  // namespace rolechain
