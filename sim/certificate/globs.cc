#include "sim/certificate/globs.h"

#include <algorithm>

#include "sim/grants/utf8.h"

namespace rolechain::certificate {
namespace {

constexpr int kHeadColons = 5;

bool any_case(GlobKind kind) {
  return kind == GlobKind::arn_any_case || kind == GlobKind::text_any_case;
}

char32_t other_case(char32_t ch) {
  if (ch >= U'A' && ch <= U'Z') return ch + 32;
  if (ch >= U'a' && ch <= U'z') return ch - 32;
  return ch;
}

bool in_class(CharClass which, char32_t ch) {
  const bool digit = ch >= U'0' && ch <= U'9';
  switch (which) {
    case CharClass::literal:
      return false;
    case CharClass::digit:
      return digit;
    case CharClass::region:
      return digit || ch == U'-' || (ch >= U'a' && ch <= U'z');
    case CharClass::segment:
      return ch != U'/' && ch != U':';
    case CharClass::path:
      return ch != U':';
    case CharClass::any:
      break;
  }
  return true;
}

std::string_view class_name(CharClass which) {
  switch (which) {
    case CharClass::digit:
      return "[digit]";
    case CharClass::region:
      return "[region]";
    case CharClass::segment:
      return "[segment]";
    case CharClass::path:
      return "[path]";
    default:
      return "[any]";
  }
}

}  // namespace

std::string_view glob_kind_name(GlobKind kind) {
  switch (kind) {
    case GlobKind::resource:
      return "resource";
    case GlobKind::arn:
      return "arn";
    case GlobKind::arn_any_case:
      return "arn any case";
    case GlobKind::text:
      return "text";
    case GlobKind::text_any_case:
      break;
  }
  return "text any case";
}

std::string set_text(const TextSet& set) {
  std::string out;
  for (const TextSet::Item& item : set.items()) {
    if (item.which == CharClass::literal) {
      append_utf8(out, item.ch);
    } else {
      out += class_name(item.which);
    }
    if (item.repeat) out += '*';
  }
  return out;
}

Places::Places(const TextSet& set, const std::vector<GlobList>& lists)
    : set_(set), first_token_(static_cast<std::uint32_t>(set.items().size()) + 1) {
  for (std::uint32_t list = 0; list < lists.size(); ++list) {
    kinds_.push_back(lists[list].kind);
    for (const std::string& pattern : lists[list].patterns) add(pattern, list);
  }
  first_sure_ = first_token_ + static_cast<std::uint32_t>(tokens_.size());
}

// R-RES-02, R-COND-05: before the fifth colon a wildcard stays in its segment; in a Resource a `*`
// that ends its segment does not.
void Places::add(const std::string& pattern, std::uint32_t list) {
  const std::size_t first = tokens_.size();
  firsts_.push_back(first);
  std::string_view rest = pattern;
  while (!rest.empty()) {
    Token token{Token::What::literal, 0, false, list};
    if (rest.size() >= 4 && rest.starts_with("${") && rest[3] == '}' &&
        std::string_view("*?$").contains(rest[2])) {
      token.ch = static_cast<char32_t>(rest[2]);
      rest.remove_prefix(4);
    } else if (rest.front() == '*' || rest.front() == '?') {
      token.what = rest.front() == '*' ? Token::What::many : Token::What::one;
      rest.remove_prefix(1);
    } else {
      token.ch = take_utf8(rest);
    }
    const bool again = token.what == Token::What::many && tokens_.size() > first &&
                       tokens_.back().what == Token::What::many;
    if (!again) tokens_.push_back(token);
  }
  tokens_.push_back({Token::What::end, 0, false, list});
  const GlobKind kind = kinds_[list];
  if (kind == GlobKind::text || kind == GlobKind::text_any_case) return;
  int colons = 0;
  for (std::size_t i = first; i + 1 < tokens_.size() && colons < kHeadColons; ++i) {
    Token& token = tokens_[i];
    const Token& next = tokens_[i + 1];
    if (token.what == Token::What::literal) {
      if (token.ch == U':') ++colons;
      continue;
    }
    const bool ends_segment =
        next.what == Token::What::end || (next.what == Token::What::literal && next.ch == U':');
    token.no_colon =
        !(kind == GlobKind::resource && token.what == Token::What::many && ends_segment);
  }
}

void Places::enter_item(std::size_t item, State& out) const {
  out.push_back(static_cast<std::uint32_t>(item));
  if (item < set_.items().size() && set_.items()[item].repeat) enter_item(item + 1, out);
}

void Places::enter_token(std::size_t at, State& out) const {
  const Token& token = tokens_[at];
  const bool last = token.what == Token::What::many && tokens_[at + 1].what == Token::What::end;
  if (last && !token.no_colon) {
    out.push_back(first_sure_ + token.list);
    return;
  }
  out.push_back(first_token_ + static_cast<std::uint32_t>(at));
  if (token.what == Token::What::many) enter_token(at + 1, out);
}

Places::State Places::tidy(State state) const {
  std::ranges::sort(state);
  const auto doubles = std::ranges::unique(state);
  state.erase(doubles.begin(), doubles.end());
  if (!state.empty() && state.front() >= first_token_) return {};
  // A list that is sure to match has nothing to wait for.
  const State all = state;
  std::erase_if(state, [&](std::uint32_t id) {
    return id >= first_token_ && id < first_sure_ &&
           std::ranges::binary_search(all, first_sure_ + tokens_[id - first_token_].list);
  });
  return state;
}

Places::State Places::start() const {
  State out;
  enter_item(0, out);
  for (const std::size_t first : firsts_) enter_token(first, out);
  return tidy(std::move(out));
}

bool Places::folds(const Token& token, bool head) const {
  const GlobKind kind = kinds_[token.list];
  return any_case(kind) || (head && kind == GlobKind::resource);
}

bool Places::same(const Token& token, char32_t ch, bool head) const {
  return token.ch == ch || (folds(token, head) && other_case(token.ch) == ch);
}

Places::State Places::step(const State& state, char32_t ch) const {
  State out;
  const bool head = !state.empty() && state.front() < set_.head_end();
  for (const std::uint32_t id : state) {
    if (id >= first_sure_) {
      out.push_back(id);
    } else if (id >= first_token_) {
      const std::size_t at = id - first_token_;
      const Token& token = tokens_[at];
      if (token.what == Token::What::literal && same(token, ch, head)) enter_token(at + 1, out);
      if (token.no_colon && ch == U':') continue;
      if (token.what == Token::What::one) enter_token(at + 1, out);
      if (token.what == Token::What::many) enter_token(at, out);
    } else if (id < set_.items().size()) {
      const TextSet::Item& item = set_.items()[id];
      const bool fits = item.which == CharClass::literal ? item.ch == ch : in_class(item.which, ch);
      if (fits) enter_item(item.repeat ? id : id + 1, out);
    }
  }
  return tidy(std::move(out));
}

bool Places::may_end(const State& state) const {
  return std::ranges::binary_search(state, first_token_ - 1);
}

std::vector<std::size_t> Places::lists_at(const State& state) const {
  std::vector<std::size_t> out;
  for (const std::uint32_t id : state) {
    if (id >= first_sure_) {
      out.push_back(id - first_sure_);
    } else if (id >= first_token_ && tokens_[id - first_token_].what == Token::What::end) {
      out.push_back(tokens_[id - first_token_].list);
    }
  }
  std::ranges::sort(out);
  const auto doubles = std::ranges::unique(out);
  out.erase(doubles.begin(), doubles.end());
  return out;
}

// A place at a pattern's end waits for nothing, but it counts only if the text ends here.
bool Places::is_settled(const State& state) const {
  return std::ranges::none_of(
      state, [&](std::uint32_t id) { return id >= first_token_ && id < first_sure_; });
}

char32_t Places::only_way(const State& state) const {
  const bool one = !state.empty() && (state.size() == 1 || state[1] >= first_token_);
  if (!one || state.front() >= set_.items().size()) return 0;
  const TextSet::Item& item = set_.items()[state.front()];
  return item.which == CharClass::literal && !item.repeat ? item.ch : 0;
}

std::vector<char32_t> Places::named(const State& state) const {
  std::vector<char32_t> out = {U':', U'/'};
  const bool head = !state.empty() && state.front() < set_.head_end();
  for (const std::uint32_t id : state) {
    if (id < first_token_) {
      if (id + 1 == first_token_) continue;
      const TextSet::Item& item = set_.items()[id];
      if (item.which == CharClass::literal) out.push_back(item.ch);
    } else if (id < first_sure_) {
      const Token& token = tokens_[id - first_token_];
      if (token.what != Token::What::literal) continue;
      out.push_back(token.ch);
      if (folds(token, head)) out.push_back(other_case(token.ch));
    }
  }
  std::ranges::sort(out);
  const auto doubles = std::ranges::unique(out);
  out.erase(doubles.begin(), doubles.end());
  return out;
}

}  // namespace rolechain::certificate
