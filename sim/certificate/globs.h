// Patterns and sets of texts followed character by character, as plain sets of places: what the
// checker of certificates holds a certificate's automata against. It shares no code with the
// search for classes; only the sets of ARNs themselves (sim/grants/shapes.h) are the same.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/grants/classes.h"

namespace rolechain::certificate {

// How a pattern matches: Resource elements, ArnLike, StringLike (mocks/policy/glob.h).
enum class GlobKind : std::uint8_t { resource, arn, arn_any_case, text, text_any_case };
std::string_view glob_kind_name(GlobKind kind);  // "resource", "arn any case"

// A list of patterns in IAM's notation without variables; `${*}`, `${?}`, `${$}` are characters.
// Matches where one of them does.
struct GlobList {
  GlobKind kind = GlobKind::resource;
  std::vector<std::string> patterns;
  auto operator<=>(const GlobList&) const = default;
};

// "arn:aws:dynamodb:[region]:[digit]…": the set as a person reads it.
std::string set_text(const TextSet& set);

class Places {
 public:
  // Sorted numbers: places in the set, then in the patterns, then lists that are sure to match.
  using State = std::vector<std::uint32_t>;

  // The set must outlive it.
  Places(const TextSet& set, const std::vector<GlobList>& lists);

  [[nodiscard]] State start() const;
  // Empty where no text of the set goes on so.
  [[nodiscard]] State step(const State& state, char32_t ch) const;
  [[nodiscard]] bool may_end(const State& state) const;
  // The lists that match a text that ends here, ascending.
  [[nodiscard]] std::vector<std::size_t> lists_at(const State& state) const;
  // No pattern waits for more characters: every text that goes on from here matches the same.
  [[nodiscard]] bool is_settled(const State& state) const;
  // The one character that every text of the set has here; 0: there is a choice.
  [[nodiscard]] char32_t only_way(const State& state) const;
  // The characters that something here treats by itself; all others of one kind (digit, small
  // letter or hyphen, `:`, `/`, anything else) are alike.
  [[nodiscard]] std::vector<char32_t> named(const State& state) const;

 private:
  struct Token {
    enum class What : std::uint8_t { literal, one, many, end };
    What what = What::literal;
    char32_t ch = 0;
    bool no_colon = false;
    std::uint32_t list = 0;
  };

  void add(const std::string& pattern, std::uint32_t list);
  void enter_item(std::size_t item, State& out) const;
  void enter_token(std::size_t token, State& out) const;
  [[nodiscard]] bool folds(const Token& token, bool head) const;
  [[nodiscard]] bool same(const Token& token, char32_t ch, bool head) const;
  [[nodiscard]] State tidy(State state) const;

  const TextSet& set_;
  std::vector<GlobKind> kinds_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> firsts_;  // of each pattern
  std::uint32_t first_token_;        // numbers of states: places in the set come before
  std::uint32_t first_sure_ = 0;
};

}  // namespace rolechain::certificate
