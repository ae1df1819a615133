#include "sim/certificate/check_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "mocks/base/text.h"
#include "mocks/policy/pattern.h"
#include "sim/grants/utf8.h"

namespace rolechain::certificate {
namespace {

std::string utf8(char32_t ch) {
  std::string out;
  append_utf8(out, ch);
  return out;
}

// Of each kind of character that a set of texts tells apart, one that is not among the named ones.
std::vector<char32_t> rest_of(const std::vector<char32_t>& named) {
  static constexpr std::array<std::u32string_view, 3> kinds{
      U"0123456789", U"abcdefghijklmnopqrstuvwxyz-", U"ABCDEFGHIJKLMNOPQRSTUVWXYZ_.,;=@#!"};
  std::vector<char32_t> out;
  for (const std::u32string_view kind : kinds) {
    const auto found = std::ranges::find_if(
        kind, [&](char32_t ch) { return !std::ranges::binary_search(named, ch); });
    if (found != kind.end()) out.push_back(*found);
  }
  char32_t far = 0x4E00;  // whatever the last kind lacks
  while (std::ranges::binary_search(named, far)) ++far;
  out.push_back(far);
  return out;
}

class Walk {
 public:
  Walk(const TextSet& set, const std::vector<GlobList>& lists, const Node& automaton,
       const std::vector<TextRow>& rows)
      : places_(set, lists), automaton_(automaton), known_(automaton.items.size()) {
    for (const TextRow& row : rows) classes_.insert(row.lists);
  }

  std::optional<Fault> run(const std::string& start) {
    Places::State here = places_.start();
    std::string_view rest = start;
    while (!rest.empty()) {
      const char32_t ch = take_utf8(rest);
      if (places_.only_way(here) != ch) return fault("not every text begins with `" + start + "`");
      here = places_.step(here, ch);
    }
    if (known_.empty()) return fault("an automaton needs a state");
    known_[0] = std::move(here);
    reached_.push_back(0);
    for (std::size_t i = 0; i < reached_.size(); ++i) {
      if (auto bad = look_at(reached_[i])) return bad;
    }
    if (reached_.size() != known_.size()) return fault("a state is never reached");
    return std::nullopt;
  }

  // A member of the set that matches what it says.
  std::optional<Fault> check_row(const TextRow& row) {
    Places::State here = places_.start();
    std::string_view rest = row.text;
    while (!rest.empty()) here = places_.step(here, take_utf8(rest));
    if (!places_.may_end(here)) return fault("`" + row.text + "` is none of the texts", row);
    if (places_.lists_at(here) != row.lists) {
      return fault("`" + row.text + "` does not match the lists that its class names", row);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] Fault fault(std::string message) const {
    return {Verdict::refuted, std::move(message), automaton_.span};
  }
  [[nodiscard]] Fault fault(std::string message, const TextRow&) const {
    return {Verdict::refuted, std::move(message), {}};
  }
  [[nodiscard]] Fault fault(std::size_t state, const std::string& message) const {
    return {Verdict::refuted, fmt::format("state {} of an automaton: {}", state, message),
            automaton_.items[state].span};
  }

  std::optional<Fault> look_at(std::size_t id) {
    const Places::State here = *known_[id];  // a copy: the list grows
    const Node& row = automaton_.items[id];
    const bool settled = places_.is_settled(here);
    if (settled || places_.may_end(here)) {
      const auto end = read_numbers(row.find("end"));
      if (!end || *end != places_.lists_at(here)) {
        return fault(id, "a text that ends here matches other lists");
      }
      if (!classes_.contains(*end)) return fault(id, "a class of texts is missing");
    } else if (row.find("end") != nullptr) {
      return fault(id, "no text ends here");
    }
    if (settled) return std::nullopt;
    return follow(id, here, row);
  }

  std::optional<Fault> follow(std::size_t id, const Places::State& here, const Node& row) {
    const Node* next = row.find("next");
    if (next == nullptr || !next->is_list() || next->items.size() % 2 != 0) {
      return fault(id, "`next` must be a list of characters and states in turn");
    }
    std::set<char32_t> moves;
    std::set<std::size_t> rest_targets;
    const std::vector<char32_t> named = places_.named(here);
    for (std::size_t i = 0; i < next->items.size(); i += 2) {
      std::string_view label = next->items[i].text;
      const bool rest = label.size() > 1 && label.front() == '~';
      if (rest) label.remove_prefix(1);
      const auto to = read_number(&next->items[i + 1]);
      if (label.empty() || !to || *to >= known_.size()) return fault(id, "a transition is broken");
      const char32_t ch = take_utf8(label);
      if (!label.empty()) return fault(id, "a transition takes one character");
      Places::State after = places_.step(here, ch);
      if (after.empty()) return fault(id, "`" + utf8(ch) + "` leads out of the set");
      if (rest) {
        if (std::ranges::binary_search(named, ch)) {
          return fault(id, "`" + utf8(ch) + "` does not stand for others");
        }
        rest_targets.insert(*to);
      }
      moves.insert(ch);
      std::optional<Places::State>& target = known_[*to];
      if (!target) {
        target = std::move(after);
        reached_.push_back(*to);
      } else if (*target != after) {
        return fault(id, "`" + utf8(ch) + fmt::format("` does not lead to state {}", *to));
      }
    }
    return check_total(id, here, named, moves, rest_targets);
  }

  std::optional<Fault> check_total(std::size_t id, const Places::State& here,
                                   const std::vector<char32_t>& named,
                                   const std::set<char32_t>& moves,
                                   const std::set<std::size_t>& rest_targets) const {
    for (const char32_t ch : named) {
      const Places::State after = places_.step(here, ch);
      if (after.empty() || moves.contains(ch)) continue;
      // Named by a pattern in the other case only: as the rest, or not at all.
      if (!goes_to(after, rest_targets)) return fault(id, "no transition for `" + utf8(ch) + "`");
    }
    for (const char32_t ch : rest_of(named)) {
      const Places::State after = places_.step(here, ch);
      if (after.empty() || goes_to(after, rest_targets)) continue;
      return fault(id, "no transition for the characters that are like `" + utf8(ch) + "`");
    }
    return std::nullopt;
  }
  [[nodiscard]] bool goes_to(const Places::State& state,
                             const std::set<std::size_t>& targets) const {
    return std::ranges::any_of(targets, [&](std::size_t id) { return known_[id] == state; });
  }

  Places places_;
  const Node& automaton_;
  std::set<std::vector<std::size_t>> classes_;
  std::vector<std::optional<Places::State>> known_;  // by state
  std::vector<std::size_t> reached_;
};

// The evaluator's own word on a class's representative.
bool matches(const GlobList& list, const std::string& text) {
  const Context none;
  return std::ranges::any_of(list.patterns, [&](const std::string& one) {
    const bool lower = list.kind == GlobKind::arn_any_case;
    const Pattern pattern(lower ? to_lower(one) : one, Pattern::Wildcards::active,
                          Pattern::Variables::active);
    switch (list.kind) {
      case GlobKind::resource:
        return pattern.matches_resource(text, none);
      case GlobKind::arn:
        return pattern.matches_arn(text, none);
      case GlobKind::arn_any_case:
        return pattern.matches_arn(to_lower(text), none);
      case GlobKind::text:
        return pattern.matches_text(text, none);
      case GlobKind::text_any_case:
        break;
    }
    return pattern.matches_text(text, none, CaseMode::insensitive);
  });
}

}  // namespace

std::optional<std::size_t> read_number(const Node* node) {
  if (node == nullptr || node->kind != Node::Kind::number) return std::nullopt;
  std::size_t value = 0;
  const char* const end = node->text.data() + node->text.size();
  const auto [at, error] = std::from_chars(node->text.data(), end, value);
  return error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

std::optional<std::vector<std::size_t>> read_numbers(const Node* node) {
  if (node == nullptr || !node->is_list()) return std::nullopt;
  std::vector<std::size_t> out;
  for (const Node& item : node->items) {
    const auto number = read_number(&item);
    if (!number) return std::nullopt;
    out.push_back(*number);
  }
  return out;
}

std::optional<Fault> check_texts(const TextSet& set, const std::vector<GlobList>& lists,
                                 const std::string& start, const Node& automaton,
                                 const std::vector<TextRow>& rows) {
  Walk walk(set, lists, automaton, rows);
  if (auto bad = walk.run(start)) return bad;
  for (const TextRow& row : rows) {
    if (auto bad = walk.check_row(row)) return bad;
    for (std::size_t list = 0; list < lists.size(); ++list) {
      const bool said = std::ranges::binary_search(row.lists, list);
      if (matches(lists[list], row.text) != said) {
        return Fault{
            Verdict::refuted, "the evaluator matches `" + row.text + "` with other lists", {}};
      }
    }
  }
  return std::nullopt;
}

}  // namespace rolechain::certificate
