// The parts of the class search that are about any automaton: which characters to try from a state,
// the states and the classes found. Internal to the searches.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/grants/classes.h"
#include "sim/grants/utf8.h"

namespace rolechain {

inline char32_t fold(char32_t ch) { return ch >= U'A' && ch <= U'Z' ? ch - U'A' + U'a' : ch; }
inline char32_t unfold(char32_t ch) { return ch >= U'a' && ch <= U'z' ? ch - U'a' + U'A' : ch; }

// REQUIRES: not literal.
inline bool accepts(CharClass which, char32_t ch) {
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

// The characters that are worth a try from one state: each stands for all that behave like it.
class Alphabet {
 public:
  void clear() {
    tries_.clear();
    digit_ = region_ = name_ = colon_ = slash_ = false;
  }
  void mention(char32_t ch) { add(tries_, ch); }
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
    rest_ = tries_.size() - static_cast<std::size_t>(mentioned);
    std::ranges::rotate(tries_, tries_.begin() + mentioned);
    return tries_;
  }
  // How many of the tries, from the first, are unmentioned ones. REQUIRES: tries() was called.
  [[nodiscard]] std::size_t rest() const { return rest_; }

 private:
  static void add(std::vector<char32_t>& list, char32_t ch) {
    if (std::ranges::find(list, ch) == list.end()) list.push_back(ch);
  }
  [[nodiscard]] bool is_free(char32_t ch) const {
    return std::ranges::find(tries_, ch) == tries_.end();
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
  std::size_t rest_ = 0;
  bool digit_ = false;
  bool region_ = false;
  bool name_ = false;
  bool colon_ = false;
  bool slash_ = false;
};

// The states found so far, each once, with the way to it.
class StateTable {
 public:
  using Id = std::uint32_t;
  static constexpr Id kNone = std::numeric_limits<Id>::max();

  StateTable() : slots_(64, kNone) {}

  // The state, new or known.
  Id insert(std::span<const Id> ids, Id parent, char32_t ch) {
    if ((states_.size() + 1) * 2 > slots_.size()) grow();
    std::size_t slot = hash(ids) & (slots_.size() - 1);
    while (slots_[slot] != kNone) {
      if (std::ranges::equal(ids_of(slots_[slot]), ids)) return slots_[slot];
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = static_cast<Id>(states_.size());
    const Id length = parent == kNone ? 0 : states_[parent].length + 1;
    states_.push_back(
        {static_cast<Id>(pool_.size()), static_cast<Id>(ids.size()), parent, length, ch});
    pool_.insert(pool_.end(), ids.begin(), ids.end());
    return slots_[slot];
  }
  [[nodiscard]] std::span<const Id> ids_of(Id state) const {
    return std::span(pool_).subspan(states_[state].begin, states_[state].size);
  }
  [[nodiscard]] std::size_t size() const { return states_.size(); }
  [[nodiscard]] std::size_t ids() const { return pool_.size(); }
  [[nodiscard]] std::size_t length_of(Id state) const { return states_[state].length; }
  [[nodiscard]] std::string text_to(Id state) const {
    std::u32string way;
    way.reserve(states_[state].length);
    for (; states_[state].parent != kNone; state = states_[state].parent) {
      way.push_back(states_[state].ch);
    }
    std::ranges::reverse(way);
    std::string out;
    out.reserve(way.size());
    for (const char32_t ch : way) append_utf8(out, ch);
    return out;
  }

 private:
  struct State {
    Id begin;
    Id size;
    Id parent;
    Id length;  // of the way to it, in characters
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

// The classes found so far, each with its shortest member.
class ClassCollector {
 public:
  void add(const Bits& lists, std::string witness) {
    const auto [at, is_new] = index_.try_emplace(lists, found_.size());
    if (is_new) {
      found_.push_back({lists, std::move(witness)});
    } else if (witness.size() < found_[at->second].witness.size()) {
      found_[at->second].witness = std::move(witness);
    }
  }
  [[nodiscard]] bool knows(const Bits& lists) const { return index_.contains(lists); }
  // Whether a witness of this length or more would change nothing.
  [[nodiscard]] bool knows(const Bits& lists, std::size_t length) const {
    const auto found = index_.find(lists);
    return found != index_.end() && found_[found->second].witness.size() <= length;
  }
  // Of two as short as one another, the one that was found first is first.
  std::vector<TextClass> take() {
    std::vector<std::pair<std::size_t, std::size_t>> order;
    order.reserve(found_.size());
    for (const TextClass& one : found_) order.emplace_back(one.witness.size(), order.size());
    std::ranges::sort(order);
    std::vector<TextClass> out;
    out.reserve(found_.size());
    for (const auto& [length, index] : order) out.push_back(std::move(found_[index]));
    return out;
  }

 private:
  std::vector<TextClass> found_;
  std::unordered_map<Bits, std::size_t, BitsHash> index_;
};

}  // namespace rolechain
