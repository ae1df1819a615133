#include "sim/grants/classes.h"

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_map>

#include "sim/grants/utf8.h"

namespace rolechain {
namespace {

using What = TextPattern::Step::What;
using Id = std::uint32_t;

bool accepts(CharClass which, char32_t ch) {
  const bool digit = ch >= U'0' && ch <= U'9';
  switch (which) {
    case CharClass::digit:
      return digit;
    case CharClass::region:
      return digit || (ch >= U'a' && ch <= U'z') || ch == U'-';
    case CharClass::segment:
      return ch != U':' && ch != U'/';
    case CharClass::path:
      return ch != U':';
    case CharClass::any:
      return true;
    case CharClass::literal:
      break;
  }
  return false;
}

char32_t fold(char32_t ch) { return ch >= U'A' && ch <= U'Z' ? ch - U'A' + U'a' : ch; }
char32_t unfold(char32_t ch) { return ch >= U'a' && ch <= U'z' ? ch - U'a' + U'A' : ch; }

// The characters that are worth a try from one state: each stands for all that behave like it.
class Alphabet {
 public:
  void clear() {
    avoided_.clear();
    tries_.clear();
    digit_ = region_ = name_ = colon_ = slash_ = false;
  }
  void mention(char32_t ch) { add(tries_, ch); }
  // Not a try of its own: avoids that the unmentioned character is one that a pattern without case
  // takes for a mentioned one.
  void avoid(char32_t ch) { add(avoided_, ch); }
  void use(CharClass which) {
    digit_ |= which == CharClass::digit;
    region_ |= which == CharClass::region;
    name_ |= which >= CharClass::segment;
    slash_ |= which == CharClass::segment;
    colon_ |= which == CharClass::segment || which == CharClass::path;
  }
  void colon_matters() { colon_ = true; }

  // The unmentioned ones first: of two texts as short as one another, the plainer is found first.
  const std::vector<char32_t>& tries() {
    if (name_ && colon_) mention(U':');
    if (name_ && slash_) mention(U'/');
    const auto mentioned = static_cast<std::ptrdiff_t>(tries_.size());
    // The classes nest, digits in regions in names: one unmentioned character of each ring.
    if (digit_) fresh(U"1234567890");
    if (region_) fresh(digit_ ? U"xyzabcdefghijklmnopqrstuvw-" : U"xyzabcdefghijklmnopqrstuvw-123");
    if (name_) fresh_name();
    std::ranges::rotate(tries_, tries_.begin() + mentioned);
    return tries_;
  }

 private:
  static void add(std::vector<char32_t>& list, char32_t ch) {
    if (std::ranges::find(list, ch) == list.end()) list.push_back(ch);
  }
  [[nodiscard]] bool is_free(char32_t ch) const {
    return std::ranges::find(tries_, ch) == tries_.end() &&
           std::ranges::find(avoided_, ch) == avoided_.end();
  }
  bool fresh(std::u32string_view pool) {
    const auto found = std::ranges::find_if(pool, [&](char32_t ch) { return is_free(ch); });
    if (found == pool.end()) return false;
    tries_.push_back(*found);
    return true;
  }
  void fresh_name() {
    if (!region_ && fresh(U"xyzabcdefghijklmnopqrstuvw")) return;
    if (fresh(U"XYZABCDEFGHIJKLMNOPQRSTUVW_")) return;
    constexpr char32_t kPlenty = 0x4E00;  // the list of mentioned characters ends somewhere
    char32_t ch = kPlenty;
    while (!is_free(ch)) ++ch;
    tries_.push_back(ch);
  }

  std::vector<char32_t> tries_;
  std::vector<char32_t> avoided_;
  bool digit_ = false;
  bool region_ = false;
  bool name_ = false;
  bool colon_ = false;
  bool slash_ = false;
};

// One number for everything that can be live in a state: [0, set items] the place in the set, then
// the steps of all patterns, then one mark a list for "matches whatever follows".
class ProductAutomaton {
 public:
  ProductAutomaton(const TextSet& set, const std::vector<const PatternList*>& lists)
      : set_(set), lists_(lists.size()), first_node_(static_cast<Id>(set.items().size()) + 1) {
    for (std::size_t list = 0; list < lists.size(); ++list) {
      for (const TextPattern& pattern : *lists[list]) add(pattern, static_cast<Id>(list));
    }
    first_mark_ = first_node_ + static_cast<Id>(nodes_.size());
    seen_.resize(first_mark_ + lists.size());
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
    for (const Id id : state) {
      if (id < first_node_) {
        step_item(id, ch);
      } else if (id < first_mark_) {
        step_node(id, ch, head);
      } else {
        reach(id);
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
  [[nodiscard]] Bits lists_here(std::span<const Id> state) const {
    Bits bits(lists_);
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
    if (!may_match(pattern)) return;
    starts_.push_back(first_node_ + static_cast<Id>(nodes_.size()));
    for (const TextPattern::Step& step : pattern.steps()) {
      nodes_.push_back({step, list, pattern.ignores_case(), pattern.folds_head()});
    }
  }

  // False where the pattern's plain beginning is not how the set's texts begin: most patterns, for
  // most sets, and cheap to see.
  [[nodiscard]] bool may_match(const TextPattern& pattern) const {
    const std::vector<TextSet::Item>& items = set_.items();
    for (std::size_t i = 0; i < items.size() && i < pattern.steps().size(); ++i) {
      const TextPattern::Step& step = pattern.steps()[i];
      if (step.what == What::end) return items[i].repeat;
      if (step.what != What::literal || items[i].which != CharClass::literal) return true;
      const bool folded = pattern.ignores_case() || (pattern.folds_head() && i < set_.head_end());
      if (folded ? fold(step.ch) != fold(items[i].ch) : step.ch != items[i].ch) return false;
    }
    return true;
  }

  [[nodiscard]] bool in_head(std::span<const Id> state) const {
    return !state.empty() && state.front() < set_.head_end();
  }

  void begin() {
    next_.clear();
    if (++round_ == 0) {
      std::ranges::fill(seen_, 0U);
      round_ = 1;
    }
  }
  bool reach(Id id) {
    if (seen_[id] == round_) return false;
    seen_[id] = round_;
    next_.push_back(id);
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

  // Nothing where the set has no text that goes on so. A list that is certain needs no nodes.
  const std::vector<Id>& finish() {
    const auto is_decided = [&](Id id) {
      return id >= first_node_ && id < first_mark_ &&
             seen_[first_mark_ + nodes_[id - first_node_].list] == round_;
    };
    std::erase_if(next_, is_decided);
    std::ranges::sort(next_);
    if (!next_.empty() && next_.front() >= first_node_) next_.clear();
    return next_;
  }

  static void collect_node(const Node& node, bool head, Alphabet& alphabet) {
    if (node.step.confined) alphabet.colon_matters();
    if (node.step.what != What::literal) return;
    if (head && node.folds_head) {
      alphabet.mention(fold(node.step.ch));
    } else {
      alphabet.mention(node.step.ch);
      if (node.ignore_case) {
        alphabet.avoid(fold(node.step.ch));
        alphabet.avoid(unfold(node.step.ch));
      }
    }
  }

  const TextSet& set_;
  std::size_t lists_;
  Id first_node_;
  Id first_mark_ = 0;
  std::vector<Node> nodes_;
  std::vector<Id> starts_;
  std::vector<Id> next_;
  std::vector<std::uint32_t> seen_;  // the round in which an id was reached last
  std::uint32_t round_ = 0;
};

// The states found so far, each once, with the way to it.
class StateTable {
 public:
  static constexpr Id kNone = std::numeric_limits<Id>::max();

  StateTable() : slots_(64, kNone) {}

  // False where the state is known.
  bool insert(std::span<const Id> ids, Id parent, char32_t ch) {
    if ((states_.size() + 1) * 2 > slots_.size()) grow();
    std::size_t slot = hash(ids) & (slots_.size() - 1);
    while (slots_[slot] != kNone) {
      if (std::ranges::equal(ids_of(slots_[slot]), ids)) return false;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = static_cast<Id>(states_.size());
    states_.push_back({static_cast<Id>(pool_.size()), static_cast<Id>(ids.size()), parent, ch});
    pool_.insert(pool_.end(), ids.begin(), ids.end());
    return true;
  }
  [[nodiscard]] std::span<const Id> ids_of(Id state) const {
    return std::span(pool_).subspan(states_[state].begin, states_[state].size);
  }
  [[nodiscard]] std::size_t size() const { return states_.size(); }
  [[nodiscard]] std::string text_to(Id state) const {
    std::u32string way;
    for (; states_[state].parent != kNone; state = states_[state].parent) {
      way.push_back(states_[state].ch);
    }
    std::string out;
    for (auto ch = way.rbegin(); ch != way.rend(); ++ch) append_utf8(out, *ch);
    return out;
  }

 private:
  struct State {
    Id begin;
    Id size;
    Id parent;
    char32_t ch;
  };

  static std::size_t hash(std::span<const Id> ids) {
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const Id id : ids) value = (value ^ id) * 0x100000001B3U;
    return static_cast<std::size_t>(value ^ (value >> 31U));
  }
  void grow() {
    slots_.assign(slots_.size() * 2, kNone);
    for (Id state = 0; state < states_.size(); ++state) {
      std::size_t slot = hash(ids_of(state)) & (slots_.size() - 1);
      while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = state;
    }
  }

  std::vector<State> states_;
  std::vector<Id> pool_;
  std::vector<Id> slots_;  // open addressing; a power of two
};

class ClassCollector {
 public:
  void add(Bits lists, std::string witness) {
    const auto [at, is_new] = index_.try_emplace(lists, found_.size());
    if (is_new) {
      found_.push_back({std::move(lists), std::move(witness)});
    } else if (witness.size() < found_[at->second].witness.size()) {
      found_[at->second].witness = std::move(witness);
    }
  }
  std::vector<TextClass> take() {
    std::ranges::stable_sort(found_, {}, [](const TextClass& one) { return one.witness.size(); });
    return std::move(found_);
  }

 private:
  std::vector<TextClass> found_;
  std::unordered_map<Bits, std::size_t, BitsHash> index_;
};

}  // namespace

std::optional<std::vector<TextClass>> text_classes(const TextSet& set,
                                                   const std::vector<const PatternList*>& lists,
                                                   std::size_t max_states) {
  ProductAutomaton automaton(set, lists);
  StateTable states;
  ClassCollector classes;
  Alphabet alphabet;
  std::vector<Id> here = automaton.start();
  std::string beginning;  // of all texts: no choice, no states
  while (const auto ch = automaton.only_way(here)) {
    append_utf8(beginning, *ch);
    here = std::vector<Id>(automaton.step(here, *ch));
  }
  states.insert(here, StateTable::kNone, 0);
  for (Id state = 0; state < states.size(); ++state) {
    const std::span<const Id> ids = states.ids_of(state);
    here.assign(ids.begin(), ids.end());
    if (!automaton.patterns_live(here)) {  // whatever follows changes nothing
      classes.add(automaton.lists_here(here),
                  beginning + states.text_to(state) + automaton.completion(here));
      continue;
    }
    if (automaton.accepts_here(here)) {
      classes.add(automaton.lists_here(here), beginning + states.text_to(state));
    }
    automaton.collect(here, alphabet);
    for (const char32_t ch : alphabet.tries()) {
      const std::vector<Id>& next = automaton.step(here, ch);
      if (!next.empty()) states.insert(next, state, ch);
    }
    if (states.size() > max_states) return std::nullopt;
  }
  return classes.take();
}

}  // namespace rolechain
