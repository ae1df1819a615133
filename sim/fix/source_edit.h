// Changes of a text that a person wrote: every byte that no edit names stays, so that a patch shows
// what was changed and nothing else.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"

namespace rolechain {

// Replaces [begin, end) of a text.
struct SourceEdit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};
using SourceEdits = std::vector<SourceEdit>;

// Nothing where two edits overlap.
std::optional<std::string> apply_edits(std::string_view text, SourceEdits edits);

// How the author writes: in brackets on one line, in brackets over several (JSON as it is usually
// printed), or YAML by indentation.
enum class Layout : std::uint8_t { flow, open_flow, block };
Layout layout_of(const Node& node);
// A map or text as it would stand beside others of that layout; `json` quotes every key.
std::string render_value(const Node& value, Layout layout, bool json, std::size_t indent);
// A text in quotes, or plain where the ones beside it are and YAML lets it.
std::string render_text(const std::string& text, const Node& beside);

std::size_t indent_at(std::string_view text, std::size_t at);  // of the line that `at` is in

// A list, or a single value that stands for a list of one: takes items out and puts others behind
// them. False where the text is not written in a way that can be changed so. REQUIRES: one item is
// left at least.
bool edit_list(const Node& list, const std::vector<bool>& removed,
               const std::vector<std::string>& added, SourceEdits& edits);
// Takes a member out of a map; the last one leaves `{}`.
bool remove_member(const Node& map, const Member& member, SourceEdits& edits);
// Puts `key: value` (as text) behind the last member.
bool add_member(const Node& map, std::string_view key, std::string_view value, bool json,
                SourceEdits& edits);

}  // namespace rolechain
