#include "mocks/base/text.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "mocks/base/eight.h"

namespace rolechain {
namespace {

// Changed, missing, extra and swapped letters cost one each: `rnu` is one slip away from `run`.
// Distances of `limit` and more all read as `limit`: a cell that far from the diagonal cannot come
// below it, and a row of nothing less ends the search. One object serves a row of candidates.
class EditDistance {
 public:
  std::size_t operator()(std::string_view a, std::string_view b, std::size_t limit) {
    before_.assign(b.size() + 1, limit);  // the row before `row_`
    row_.resize(b.size() + 1);
    std::iota(row_.begin(), row_.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
      next_.assign(b.size() + 1, limit);
      if (next_row(a, b, i, limit) >= limit) return limit;
      before_.swap(row_);
      row_.swap(next_);
    }
    return std::min(row_[b.size()], limit);
  }

 private:
  // The row's least cell.
  std::size_t next_row(std::string_view a, std::string_view b, std::size_t i, std::size_t limit) {
    next_[0] = i;
    std::size_t least = i;
    const std::size_t end = std::min(b.size(), i + limit);
    for (std::size_t j = i > limit ? i - limit : 1; j <= end; ++j) {
      const bool same = fold_case(a[i - 1]) == fold_case(b[j - 1]);
      std::size_t cell = std::min({row_[j] + 1, next_[j - 1] + 1, row_[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && fold_case(a[i - 1]) == fold_case(b[j - 2]) &&
                           fold_case(a[i - 2]) == fold_case(b[j - 1]);
      if (swapped) cell = std::min(cell, before_[j - 2] + 1);
      next_[j] = cell;
      least = std::min(least, cell);
    }
    return least;
  }

  std::vector<std::size_t> before_;
  std::vector<std::size_t> row_;
  std::vector<std::size_t> next_;
};

// Which letters a word has, in any case: one bit for each, some share theirs.
std::uint32_t letters_of(std::string_view word) {
  std::uint32_t out = 0;
  for (const char c : word) out |= 1U << (static_cast<unsigned char>(c) % 32U);
  return out;
}

// Eight bytes at once: none is NUL or above 0x7F.
bool is_plain_ascii(const char* eight) {
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  return ((word | (word - kOnes)) & kHigh) == 0;
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string out(text.size(), '\0');
  write_lower(text, out.data());
  return out;
}

// Eight characters at a time; the last eight may overlap those before.
void append_lower(std::string_view text, std::string& out) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::size_t at = out.size();
  out += text;
  for (; at + kWord <= out.size(); at += kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, out.data() + at, kWord);
    word = fold_case_of_eight(word);
    std::memcpy(out.data() + at, &word, kWord);
  }
  for (; at < out.size(); ++at) out[at] = fold_case(out[at]);
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (a.size() != b.size()) return false;
  if (a.size() < kWord) return std::ranges::equal(a, b, {}, fold_case, fold_case);
  const auto same_at = [&](std::size_t at) {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    std::memcpy(&x, a.data() + at, kWord);
    std::memcpy(&y, b.data() + at, kWord);
    return x == y || fold_case_of_eight(x) == fold_case_of_eight(y);
  };
  for (std::size_t at = 0; at + kWord < a.size(); at += kWord) {
    if (!same_at(at)) return false;
  }
  return same_at(a.size() - kWord);
}

bool starts_with_ignore_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

// Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
std::optional<std::size_t> find_bad_byte(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (i + 8 <= text.size() && is_plain_ascii(text.data() + i)) {
      i += 8;
      continue;
    }
    const unsigned lead = byte(i);
    if (lead != 0 && lead < 0x80U) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xC2U && lead <= 0xDFU   ? 2
                               : lead >= 0xE0U && lead <= 0xEFU ? 3
                               : lead >= 0xF0U && lead <= 0xF4U ? 4
                                                                : 0;
    const unsigned low = lead == 0xE0U ? 0xA0U : lead == 0xF0U ? 0x90U : 0x80U;
    const unsigned high = lead == 0xEDU ? 0x9FU : lead == 0xF4U ? 0x8FU : 0xBFU;
    if (length == 0 || byte(i + 1) < low || byte(i + 1) > high) return i;
    for (std::size_t k = 2; k < length; ++k) {
      if ((byte(i + k) & 0xC0U) != 0x80U) return i;
    }
    i += length;
  }
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::optional<std::string> closest(std::string_view word,
                                   std::span<const std::string_view> candidates) {
  // A third of the letters; a single letter has no likeness.
  const std::size_t limit = word.size() < 2 ? 0 : std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = limit + 1;
  std::optional<std::string> found;
  EditDistance edit_distance;
  const std::uint32_t letters = letters_of(word);
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (longer - std::min(word.size(), candidate.size()) >= best) continue;
    // One change takes away one letter at most, and adds one.
    const std::uint32_t others = letters_of(candidate);
    const int apart = std::max(std::popcount(letters & ~others), std::popcount(others & ~letters));
    if (static_cast<std::size_t>(apart) >= best) continue;
    const std::size_t distance = edit_distance(word, candidate, best);
    if (distance < best) {
      best = distance;
      found = std::string(candidate);
    }
  }
  return found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::optional<std::string> found = closest(word, candidates);
  return found ? "did you mean `" + *found + "`?" : std::string();
}

}  // namespace rolechain
