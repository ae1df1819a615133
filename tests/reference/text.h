// Texts as the reference evaluator compares them: characters, not bytes; patterns are matched by
// the definition, recursively. Deliberately slow and plain; nothing here is the product's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rolechain::reference {

// One place of a pattern: a character that stands for itself, or a wildcard.
struct Symbol {
  enum class Kind { literal, any_run, any_one };
  Kind kind = Kind::literal;
  char32_t character = 0;
};
using Pattern = std::vector<Symbol>;

std::u32string characters(std::string_view utf8);
// ASCII letters alone have a case here: action names, key names, account ids and regions are ASCII.
std::string lower(std::string_view text);
bool same_ignoring_case(std::string_view left, std::string_view right);

Pattern literal_pattern(std::string_view text);
Pattern wildcard_pattern(std::string_view text);  // `*` and `?` are wildcards
bool matches(const Pattern& pattern, std::string_view text);
bool glob(std::string_view pattern, std::string_view text);
bool glob_ignoring_case(std::string_view pattern, std::string_view text);

// Cuts at the first `pieces - 1` separators; fewer pieces where there are fewer separators.
std::vector<std::string> split(std::string_view text, char separator, std::size_t pieces);

}  // namespace rolechain::reference
