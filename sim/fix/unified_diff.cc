#include "sim/fix/unified_diff.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

namespace rolechain {
namespace {

constexpr std::size_t kContext_lines = 3;
// What changes stands between what both texts begin and end with; beyond this the middle is told as
// one block.
constexpr std::size_t kTable_cells = 4'000'000;

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    out.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return out;
}

struct Line {
  char sign;  // ' ', '-', '+'
  std::string_view text;
};

// The longest common lines of the two middles, by the table of lengths.
std::vector<Line> middle(const Lines& a, const Lines& b) {
  std::vector<Line> out;
  const std::size_t width = b.size() + 1;
  std::size_t i = 0;
  std::size_t j = 0;
  if ((a.size() + 1) * width <= kTable_cells) {
    std::vector<std::uint32_t> length((a.size() + 1) * width, 0);
    for (std::size_t x = a.size(); x-- > 0;) {
      for (std::size_t y = b.size(); y-- > 0;) {
        length[x * width + y] =
            a[x] == b[y] ? length[(x + 1) * width + y + 1] + 1
                         : std::max(length[(x + 1) * width + y], length[x * width + y + 1]);
      }
    }
    while (i < a.size() && j < b.size()) {
      if (a[i] == b[j]) {
        out.push_back({' ', a[i]});
        ++i;
        ++j;
      } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
        out.push_back({'-', a[i++]});
      } else {
        out.push_back({'+', b[j++]});
      }
    }
  }
  for (; i < a.size(); ++i) out.push_back({'-', a[i]});
  for (; j < b.size(); ++j) out.push_back({'+', b[j]});
  return out;
}

std::vector<Line> compare(const Lines& a, const Lines& b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  const auto part = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                 lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  std::vector<Line> out;
  for (std::size_t i = 0; i < head; ++i) out.push_back({' ', a[i]});
  const std::vector<Line> changed = middle(part(a), part(b));
  out.insert(out.end(), changed.begin(), changed.end());
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) out.push_back({' ', a[i]});
  return out;
}

std::string range(std::size_t before, std::size_t count) {
  const std::size_t first = count == 0 ? before : before + 1;
  return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

}  // namespace

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const std::vector<Line> all = compare(lines_of(before), lines_of(after));
  std::string out = fmt::format("--- a/{}\n+++ b/{}\n", path, path);
  std::size_t old_line = 0;
  std::size_t new_line = 0;
  for (std::size_t i = 0; i < all.size();) {
    if (all[i].sign == ' ' && std::none_of(all.begin() + static_cast<std::ptrdiff_t>(i),
                                           all.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                             all.size(), i + kContext_lines + 1)),
                                           [](const Line& line) { return line.sign != ' '; })) {
      ++i, ++old_line, ++new_line;
      continue;
    }
    // A hunk: to where more than twice the context is unchanged, or to the end.
    std::size_t end = i;
    for (std::size_t last = i; end < all.size() && end - last <= 2 * kContext_lines; ++end) {
      if (all[end].sign != ' ') last = end;
    }
    std::size_t last_change = end;
    while (all[last_change - 1].sign == ' ') --last_change;
    end = std::min(all.size(), last_change + kContext_lines);
    std::string lines;
    std::size_t old_count = 0;
    std::size_t new_count = 0;
    for (std::size_t at = i; at < end; ++at) {
      old_count += all[at].sign != '+' ? 1U : 0U;
      new_count += all[at].sign != '-' ? 1U : 0U;
      lines += all[at].sign;
      lines += all[at].text;
      if (!all[at].text.ends_with('\n')) lines += "\n\\ No newline at end of file\n";
    }
    out += fmt::format("@@ -{} +{} @@\n{}", range(old_line, old_count), range(new_line, new_count),
                       lines);
    old_line += old_count;
    new_line += new_count;
    i = end;
  }
  return out;
}

}  // namespace rolechain
