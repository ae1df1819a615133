#include <algorithm>
#include <optional>

#include "sim/grants/classes.h"
#include "sim/grants/utf8.h"

namespace rolechain {
namespace {

constexpr int kArnColons = 5;

using What = TextPattern::Step::What;

bool is_end_of_segment(const std::vector<TextPattern::Step>& steps, std::size_t at) {
  const TextPattern::Step& step = steps[at];
  return step.what == What::end || (step.what == What::literal && step.ch == U':');
}

}  // namespace

TextSet TextSet::anything() {
  TextSet set;
  set.add_anything();
  return set;
}

void TextSet::add_anything() { items_.push_back({CharClass::any, 0, true, {}, 0}); }

TextSet TextSet::after_head() const {
  TextSet set;
  set.items_.assign(items_.begin() + static_cast<std::ptrdiff_t>(head_end_), items_.end());
  return set;
}

void TextSet::add_literal(std::string_view text) {
  while (!text.empty()) items_.push_back({CharClass::literal, take_utf8(text), false, {}, 0});
}

void TextSet::add_digits(std::size_t count, std::string_view sample) {
  const std::size_t first = items_.size();
  items_.insert(items_.end(), count, {CharClass::digit, 0, false, {}, 0});
  if (count == 0 || sample.empty()) return;
  items_[first].sample = sample;
  items_[first].span = count;
}

void TextSet::add_some(CharClass which, std::string_view sample) {
  items_.push_back({which, 0, false, sample, 2});
  items_.push_back({which, 0, true, {}, 0});
}

TextPattern::TextPattern(std::string_view text, Kind kind, Wildcards wildcards, CaseMode mode)
    : TextPattern(kind, mode) {
  while (!text.empty()) {
    const std::size_t plain =
        wildcards == Wildcards::active ? text.find_first_of("*?") : std::string_view::npos;
    add(text.substr(0, plain));
    if (plain == std::string_view::npos) break;
    add(text[plain] == '*' ? What::star : What::any);
    text.remove_prefix(plain + 1);
  }
  finish();
}

std::optional<TextPattern> TextPattern::from(const Pattern& pattern, const Context& context,
                                             Kind kind, Wildcards wildcards, CaseMode mode) {
  if (pattern.tokens().empty()) return TextPattern(pattern.text(), kind, wildcards, mode);
  if (!pattern.unresolved(context).empty()) return std::nullopt;
  TextPattern out(kind, mode);
  for (const PatternToken& token : pattern.tokens()) {
    switch (token.kind) {
      case PatternToken::Kind::literal:
        out.add(token.text);
        break;
      case PatternToken::Kind::any:
        out.add(What::any);
        break;
      case PatternToken::Kind::star:
        out.add(What::star);
        break;
      case PatternToken::Kind::variable: {
        const ContextEntry* value = context.find(token.text);
        out.add(value != nullptr ? value->values.front() : token.fallback.value_or(""));
        break;
      }
    }
  }
  out.finish();
  return out;
}

std::string TextPattern::text() const {
  std::string out;
  for (const Step& step : steps_) {
    switch (step.what) {
      case What::literal: {
        const bool special = step.ch == U'*' || step.ch == U'?' || step.ch == U'$';
        if (special) out += "${";
        append_utf8(out, step.ch);
        if (special) out += '}';
        break;
      }
      case What::any:
        out += '?';
        break;
      case What::star:
        out += '*';
        break;
      case What::end:
        break;
    }
  }
  return out;
}

void TextPattern::add(std::string_view literal) {
  while (!literal.empty()) {
    Step step;
    step.ch = take_utf8(literal);
    steps_.push_back(step);
  }
}

void TextPattern::add(What wildcard) {
  // Stars in a row are one.
  if (wildcard == What::star && !steps_.empty() && steps_.back().what == What::star) return;
  Step step;
  step.what = wildcard;
  steps_.push_back(step);
}

// Says of each wildcard whether it may take colons. Before the pattern's fifth colon: never in
// ArnLike (R-COND-05); in a Resource a star may where it ends its segment (R-RES-02).
void TextPattern::finish() {
  Step end;
  end.what = What::end;
  steps_.push_back(end);
  int colons = 0;
  for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
    Step& step = steps_[i];
    if (step.what == What::literal) {
      colons += step.ch == U':' ? 1 : 0;
      continue;
    }
    const bool in_segment = kind_ != Kind::text && colons < kArnColons;
    const bool roams =
        step.what == What::star && kind_ == Kind::resource && is_end_of_segment(steps_, i + 1);
    step.confined = in_segment && !roams;
    step.final = step.what == What::star && !step.confined && steps_[i + 1].what == What::end;
  }
}

TextPattern TextPattern::part(std::size_t from, std::size_t to) const {
  TextPattern out(kind_, mode_);
  out.steps_.assign(steps_.begin() + static_cast<std::ptrdiff_t>(from),
                    steps_.begin() + static_cast<std::ptrdiff_t>(to));
  Step end;
  end.what = What::end;
  out.steps_.push_back(end);
  for (std::size_t i = 0; i + 1 < out.steps_.size(); ++i) {
    Step& step = out.steps_[i];
    step.final = step.what == What::star && !step.confined && out.steps_[i + 1].what == What::end;
  }
  return out;
}

namespace {

// Marks the step and those that a star lets one skip to.
void stand_at(const std::vector<TextPattern::Step>& steps, std::size_t at, std::vector<bool>& out) {
  out[at] = true;
  while (steps[at].what == What::star) out[++at] = true;
}

// Where one stands after one more character; any character where there is none.
std::vector<bool> after_character(const std::vector<TextPattern::Step>& steps,
                                  const std::vector<bool>& before, std::optional<char32_t> ch) {
  std::vector<bool> out(before.size());
  for (std::size_t at = 0; at < before.size(); ++at) {
    if (!before[at] || steps[at].what == What::end) continue;
    const TextPattern::Step& step = steps[at];
    if (step.what == What::literal) {
      const auto fold = [](char32_t c) { return c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c; };
      if (!ch || fold(*ch) == fold(step.ch)) stand_at(steps, at + 1, out);
    } else {
      stand_at(steps, step.what == What::star ? at : at + 1, out);
    }
  }
  return out;
}

}  // namespace

std::vector<std::size_t> TextPattern::steps_after(const TextPattern& head) const {
  std::vector<bool> here(steps_.size());
  stand_at(steps_, 0, here);
  for (const Step& step : head.steps()) {
    if (step.what == What::end) break;
    if (step.what == What::literal) here = after_character(steps_, here, step.ch);
    if (step.what == What::any) here = after_character(steps_, here, std::nullopt);
    if (step.what != What::star) continue;
    for (std::vector<bool> all = here;; here = all) {  // any number of characters
      const std::vector<bool> next = after_character(steps_, here, std::nullopt);
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = all[i] || next[i];
      if (all == here) break;
    }
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (here[i]) out.push_back(i);
  }
  return out;
}

}  // namespace rolechain
