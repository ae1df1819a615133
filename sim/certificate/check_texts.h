// Checks that the classes of texts of a certificate are all that there are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/certificate/certificate.h"
#include "sim/certificate/globs.h"

namespace rolechain::certificate {

struct TextRow {
  std::string text;                // a member
  std::vector<std::size_t> lists;  // that match, ascending
};

// `automaton`: states, each with `next` (character and state in turn; `~x` is x and all characters
// that nothing here names) and `end` (lists that match a text that ends). Every character of the
// set must lead where the patterns lead, and every end must be one of `rows`.
std::optional<Fault> check_texts(const TextSet& set, const std::vector<GlobList>& lists,
                                 const std::string& start, const Node& automaton,
                                 const std::vector<TextRow>& rows);

// A JSON number that is an index; nothing where it is anything else.
std::optional<std::size_t> read_number(const Node* node);
// Numbers of a JSON list; nothing where it holds anything else.
std::optional<std::vector<std::size_t>> read_numbers(const Node* node);

}  // namespace rolechain::certificate
