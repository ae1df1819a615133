// The one wildcard algorithm, over anything that yields pattern steps: a plain pattern, or one
// whose policy variables are filled in on the way (pattern.cc). Internal to this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"

namespace rolechain::glob {

enum class Step : std::uint8_t { end, literal, any, star };

// What the text is. In an ARN, the first five colons of the PATTERN bound segments:
// - `text`: stars go everywhere;
// - `resource`: a star before the fifth colon stays in its segment unless it ends it, and text
//   before the fifth colon compares without case (R-RES-02);
// - `arn`: a star before the fifth colon stays in its segment (R-COND-05).
enum class Kind : std::uint8_t { text, resource, arn };

inline constexpr int kArnColons = 5;

// The offset of the first `*` or `?`, or npos. (find_first_of asks memchr about each character.)
inline std::size_t find_wildcard(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*' || pattern[i] == '?') return i;
  }
  return std::string_view::npos;
}

// A plain pattern. `step` and `ch` look, `next` moves; copies are how the algorithm remembers.
class PlainCursor {
 public:
  explicit PlainCursor(std::string_view pattern) : rest_(pattern) {}

  [[nodiscard]] Step step() const {
    if (rest_.empty()) return Step::end;
    if (rest_.front() == '*') return Step::star;
    return rest_.front() == '?' ? Step::any : Step::literal;
  }
  [[nodiscard]] char ch() const { return rest_.front(); }
  // The literal characters from here on, as far as the cursor knows them; whether the pattern ends
  // with them.
  [[nodiscard]] std::string_view run() const { return rest_.substr(0, find_wildcard(rest_)); }
  [[nodiscard]] bool run_is_last() const { return find_wildcard(rest_) == rest_.npos; }
  void next() { rest_.remove_prefix(1); }

 private:
  std::string_view rest_;
};

// Length of the character at `at`: a byte and the UTF-8 continuation bytes after it, so that
// broken UTF-8 is cut somehow, but never read past the end.
inline std::size_t char_length(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 4;
  std::size_t length = 1;
  while (length < longest && at + length < text.size() &&
         (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return length;
}

// The end of the part of an ARN that compares without case: up to and with the fifth colon.
inline std::size_t arn_prefix_length(std::string_view text, int colons = 0) {
  if (colons >= kArnColons) return 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' && ++colons == kArnColons) return i + 1;
  }
  return text.size();
}

// Backtracks to the last free star only, and within a segment to the last star of that segment:
// a later star can take over whatever an earlier one would have eaten, so no other choice needs
// to be tried. A free star goes straight to the next place where the characters after it stand:
// text + pattern, and text × pattern only where `?` follows them. No allocation.
template <Kind Of, CaseMode Case, class Cursor>
class Matcher {
 public:
  // `colons` of the pattern have been matched before: pattern and text are what is left of both.
  Matcher(Cursor pattern, std::string_view text, int colons)
      : pattern_(pattern),
        text_(text),
        head_(Of == Kind::resource ? arn_prefix_length(text, colons) : 0),
        colons_(colons) {}

  bool run() {
    while (true) {
      const Step step = pattern_.step();
      if (step == Step::star) {
        const Star star = take_star();
        if (star != Star::goes_on) return star == Star::takes_all;
      } else if (at_ < text_.size()) {
        if (!take_one(step) && !retry()) return false;
      } else {
        // The text is used up: starting a star later leaves even less of it.
        return step == Step::end;
      }
    }
  }

 private:
  enum class Star : std::uint8_t { goes_on, takes_all, fails };
  struct Mark {
    Cursor pattern;
    std::size_t at;
    int colons;
    bool set;
  };

  [[nodiscard]] bool in_segment() const { return Of != Kind::text && colons_ < kArnColons; }

  Star take_star() {
    do pattern_.next();
    while (pattern_.step() == Step::star);
    const bool last = pattern_.step() == Step::end;
    const bool ends_segment = last || (pattern_.step() == Step::literal && pattern_.ch() == ':');
    const bool confined = in_segment() && !(Of == Kind::resource && ends_segment);
    if (last && !confined) return Star::takes_all;
    Mark& mark = confined ? confined_ : free_;
    mark = Mark{pattern_, at_, colons_, true};
    if (confined) return Star::goes_on;
    confined_.set = false;
    if (!seek(mark)) return Star::fails;
    at_ = mark.at;
    return Star::goes_on;
  }

  // Moves the mark to the first place, from where it is, at which the pattern can go on. Where
  // letters' case does not count, that may be anywhere.
  bool seek(Mark& mark) const {
    if (Case == CaseMode::insensitive) return true;
    if (in_segment()) {  // a free star is here only before a colon, which has no case
      mark.at = text_.find(':', mark.at);
      return mark.at != std::string_view::npos;
    }
    const std::string_view run = mark.pattern.run();
    if (run.empty()) return true;
    if (text_.size() - mark.at < run.size()) return false;
    if (mark.pattern.run_is_last()) {
      mark.at = text_.size() - run.size();
      return true;
    }
    const char* from = text_.data() + mark.at;
    const void* found = memmem(from, text_.size() - mark.at, run.data(), run.size());
    if (found == nullptr) return false;
    mark.at += static_cast<std::size_t>(static_cast<const char*>(found) - from);
    return true;
  }

  bool take_one(Step step) {
    if (step == Step::any) {
      if (in_segment() && text_[at_] == ':') return false;
      at_ += char_length(text_, at_);
      pattern_.next();
      return true;
    }
    if (step != Step::literal || !same(pattern_.ch(), text_[at_])) return false;
    if constexpr (Of != Kind::text) {
      if (text_[at_] == ':' && in_segment()) {
        ++colons_;
        confined_.set = false;  // the segment is done: its star has nothing left to choose
      }
    }
    ++at_;
    pattern_.next();
    return true;
  }

  [[nodiscard]] bool same(char a, char b) const {
    if (a == b) return true;
    if constexpr (Case == CaseMode::insensitive) return fold_case(a) == fold_case(b);
    if constexpr (Of == Kind::resource) {
      return fold_case(a) == fold_case(b) && at_ < head_;
    }
    return false;
  }

  bool retry() {
    if (confined_.set && confined_.at < text_.size() && text_[confined_.at] != ':') {
      // Straight to where the character after the star stands, where its case counts.
      const bool literal = Of == Kind::arn && confined_.pattern.step() == Step::literal;
      const char wanted = literal ? confined_.pattern.ch() : '\0';
      while (literal && confined_.at + 1 < text_.size() && text_[confined_.at + 1] != wanted &&
             text_[confined_.at + 1] != ':') {
        ++confined_.at;
      }
      return resume(confined_);
    }
    confined_.set = false;
    return free_.set && free_.at < text_.size() && resume(free_);
  }

  bool resume(Mark& mark) {
    ++mark.at;  // a star that stops inside a character is no better than one that stops before it
    pattern_ = mark.pattern;
    colons_ = mark.colons;
    if (&mark == &free_ && !seek(mark)) return false;
    at_ = mark.at;
    return true;
  }

  Cursor pattern_;
  std::string_view text_;
  std::size_t head_;
  std::size_t at_ = 0;
  int colons_;
  Mark free_{pattern_, 0, 0, false};
  Mark confined_{pattern_, 0, 0, false};
};

template <Kind Of, class Cursor>
bool match(Cursor pattern, std::string_view text, CaseMode mode = CaseMode::sensitive,
           int colons = 0) {
  if (mode == CaseMode::sensitive) {
    return Matcher<Of, CaseMode::sensitive, Cursor>(pattern, text, colons).run();
  }
  return Matcher<Of, CaseMode::insensitive, Cursor>(pattern, text, colons).run();
}

// ArnLike compares ARNs: text with fewer than six segments is none (R-COND-05).
inline bool has_six_segments(std::string_view text) {
  int colons = 0;
  for (const char c : text) {
    if (c == ':' && ++colons == kArnColons) return true;
  }
  return false;
}

}  // namespace rolechain::glob
