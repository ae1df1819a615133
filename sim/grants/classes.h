// Partitions a set of texts (the ARNs of one resource type, the values of a condition key) into
// classes that a number of pattern lists cannot tell apart, with a shortest member of each. The
// heart of the proof: what holds for one member of a class holds for all of it.
//
// The set and the patterns are non-deterministic automata over UTF-8 characters; their product is
// made deterministic on the fly, breadth first, over the characters that some live pattern mentions
// plus one that none does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/policy/pattern.h"
#include "sim/grants/bits.h"

namespace rolechain {

// What one place of a text may hold.
enum class CharClass : std::uint8_t {
  literal,
  digit,
  region,   // a-z, 0-9, -
  segment,  // all but `:` and `/`
  path,     // all but `:`
  any,
};

// The texts to partition: a sequence of characters and classes, as `arn:aws:sqs:`, region, …
// Samples must outlive the set.
class TextSet {
 public:
  static TextSet anything();  // every text, the empty one included

  void reserve(std::size_t items) { items_.reserve(items); }
  void add_anything();
  void add_literal(std::string_view text);
  // `sample`: what a witness holds here where any text will do.
  void add_digits(std::size_t count, std::string_view sample = {});
  void add_some(CharClass which, std::string_view sample = {});  // one or more
  // Text before this point compares without case (ARNs, up to the fifth colon; R-RES-02), and is
  // in lower case in this set. Calls before it added that text.
  void end_head() { head_end_ = items_.size(); }

  struct Item {
    CharClass which = CharClass::literal;
    char32_t ch = 0;          // literal
    bool repeat = false;      // any number of times, also none
    std::string_view sample;  // for `span` items from here
    std::size_t span = 0;
  };
  [[nodiscard]] TextSet after_head() const;
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  [[nodiscard]] std::size_t head_end() const { return head_end_; }

 private:
  std::vector<Item> items_;
  std::size_t head_end_ = 0;
};

// One pattern, variables filled in: a copy of the matcher's rules as an automaton. The tests hold
// it against the matcher, and every class's witness is matched again when it is used.
class TextPattern {
 public:
  // As StringEquals / StringLike, Resource and ArnLike match (mocks/policy/glob.h).
  enum class Kind : std::uint8_t { text, resource, arn };

  // A plain glob, or with `literal` a text in which nothing is special.
  enum class Wildcards : bool { literal, active };
  TextPattern(std::string_view text, Kind kind, Wildcards wildcards = Wildcards::active,
              CaseMode mode = CaseMode::sensitive);
  // With variables. Nothing where one does not resolve: then the pattern matches no text.
  static std::optional<TextPattern> from(const Pattern& pattern, const Context& context, Kind kind,
                                         Wildcards wildcards = Wildcards::active,
                                         CaseMode mode = CaseMode::sensitive);

  struct Step {
    enum class What : std::uint8_t { literal, any, star, end };
    What what = What::literal;
    bool confined = false;  // to its ARN segment: no `:`
    bool final = false;     // a star that ends the pattern and is not confined
    char32_t ch = 0;
    bool operator==(const Step&) const = default;
  };
  bool operator==(const TextPattern&) const = default;
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  // What the steps [from, to) match by themselves. REQUIRES: from <= to < steps().size().
  [[nodiscard]] TextPattern part(std::size_t from, std::size_t to) const;
  // The steps at which the pattern may stand after a text that `head` matches. More than those do
  // no harm where each is looked at by itself.
  [[nodiscard]] std::vector<std::size_t> steps_after(const TextPattern& head) const;
  [[nodiscard]] bool ignores_case() const { return mode_ == CaseMode::insensitive; }
  [[nodiscard]] bool folds_head() const { return kind_ == Kind::resource; }
  [[nodiscard]] Kind kind() const { return kind_; }
  // In IAM's notation, variables filled in; `${*}`, `${?}`, `${$}` are those characters.
  [[nodiscard]] std::string text() const;

 private:
  TextPattern(Kind kind, CaseMode mode) : kind_(kind), mode_(mode) {}
  void add(std::string_view literal);
  void add(Step::What wildcard);
  void finish();

  Kind kind_;
  CaseMode mode_;
  std::vector<Step> steps_;
};

using PatternList = std::vector<TextPattern>;  // matches where one of its patterns does

struct TextClass {
  Bits lists;           // which lists match
  std::string witness;  // a shortest member
};

// The automaton that found the classes, for certificates. A text of the set begins with `start`,
// which leads to state 0.
struct TextAutomaton {
  struct Move {
    char32_t ch = 0;
    bool rest = false;  // stands for all characters of its kind that no live pattern mentions
    std::uint32_t to = 0;
  };
  struct State {
    std::optional<Bits> end;  // of a text that ends here: the lists that match
    std::vector<Move> moves;  // none where `end` says it of every text that goes on from here
  };
  std::string start;
  std::vector<State> states;
};

// False where the pattern's plain beginning is not how the set's texts begin: most patterns, for
// most sets, and cheap to see.
bool may_begin(const TextSet& set, const TextPattern& pattern);
// Whether some text of the set matches the pattern.
bool can_match(const TextSet& set, const TextPattern& pattern);
// Whether two patterns have a text in common, or nearly: every `?` stands for any text, and case
// counts for nothing.
bool may_share_a_text(std::string_view one, std::string_view other);
// As can_match(), where a text's head ends before the pattern stands at the step `tail`: for a tail
// behind as many colons as the head has, a star takes a colon then.
bool can_match_astray(const TextSet& set, const TextPattern& pattern, std::size_t tail);

// The classes that are not empty, shortest witness first. Nothing where more than `max_states`
// states would be needed.
std::optional<std::vector<TextClass>> text_classes(const TextSet& set,
                                                   const std::vector<const PatternList*>& lists,
                                                   std::size_t max_states,
                                                   TextAutomaton* record = nullptr);

}  // namespace rolechain
