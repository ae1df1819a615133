#include "mocks/policy/pattern.h"

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/policy/glob_cursor.h"

namespace rolechain {
namespace {

using Token = PatternToken;

// What lies between `${` and `}`.
struct Braces {
  std::string_view key;
  std::optional<std::string_view> fallback;
  std::size_t length = 0;  // of the whole, `${` and `}` included
  std::optional<VariableFault::Kind> fault;
};

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(":/._-+=@").find(c) != std::string_view::npos;
}

// REQUIRES: text starts with "${". A default stands in single quotes and may hold any character
// but a quote, `}` included.
Braces read_braces(std::string_view text) {
  Braces out;
  std::size_t at = 2;
  const auto skip_blanks = [&] {
    while (at < text.size() && text[at] == ' ') ++at;
  };
  skip_blanks();
  const std::size_t key_begin = at;
  while (at < text.size() && text[at] != '}' && text[at] != ',') ++at;
  out.key = trim(text.substr(key_begin, at - key_begin));
  if (at < text.size() && text[at] == ',') {
    ++at;
    skip_blanks();
    if (at < text.size() && text[at] == '\'') {
      const std::size_t close = text.find('\'', at + 1);
      if (close != std::string_view::npos) {
        out.fallback = text.substr(at + 1, close - at - 1);
        at = close + 1;
        skip_blanks();
      }
    }
    if (!out.fallback || at >= text.size() || text[at] != '}') {
      out.fault = VariableFault::Kind::bad_default;
      return out;
    }
  }
  if (at >= text.size()) {
    out.fault = VariableFault::Kind::missing_brace;
    return out;
  }
  out.length = at + 1;
  if (out.key.empty()) {
    out.fault = VariableFault::Kind::empty;
  } else if (out.key != "*" && out.key != "?" && out.key != "$" &&
             !std::ranges::all_of(out.key, is_key_char)) {
    out.fault = VariableFault::Kind::bad_symbol;
  }
  return out;
}

bool is_escape(std::string_view key) { return key == "*" || key == "?" || key == "$"; }

std::vector<Token> tokenize(std::string_view text, Pattern::Wildcards wildcards) {
  std::vector<Token> out;
  const auto literal = [&](std::string_view piece) {
    if (out.empty() || out.back().kind != Token::Kind::literal) out.push_back(Token{});
    out.back().text += piece;
  };
  while (!text.empty()) {
    if (text.starts_with("${")) {
      const Braces braces = read_braces(text);
      // A broken variable is plain text; parse_document has refused it before.
      if (!braces.fault) {
        if (is_escape(braces.key)) {
          literal(braces.key);
        } else {
          Token token{Token::Kind::variable, to_lower(braces.key), KeyName::hash_of(braces.key),
                      std::nullopt};
          if (braces.fallback) token.fallback = std::string(*braces.fallback);
          out.push_back(std::move(token));
        }
        text.remove_prefix(braces.length);
        continue;
      }
    }
    if (wildcards == Pattern::Wildcards::active && text.front() == '*') {
      out.push_back(Token{Token::Kind::star, {}, 0, {}});
    } else if (wildcards == Pattern::Wildcards::active && text.front() == '?') {
      out.push_back(Token{Token::Kind::any, {}, 0, {}});
    } else {
      literal(text.substr(0, 1));
    }
    text.remove_prefix(1);
  }
  return out;
}

// R-COND-13: a key with several values never resolves, default or not.
std::optional<std::string_view> resolve(const Token& token, const Context& context) {
  const ContextEntry* value = context.find(KeyName(token.text, token.key_hash));
  if (value == nullptr) {
    if (token.fallback) return *token.fallback;
    return std::nullopt;
  }
  if (value->multi_valued || value->values.size() != 1) return std::nullopt;
  return value->values.front();
}

// Walks the tokens and fills variables in, literally (R-COND-11). REQUIRES: every one resolves.
class TokenCursor {
 public:
  TokenCursor(const std::vector<Token>& tokens, const Context& context)
      : token_(tokens.data()), end_(tokens.data() + tokens.size()), context_(&context) {
    load();
  }

  [[nodiscard]] glob::Step step() const {
    if (!rest_.empty()) return glob::Step::literal;
    if (token_ == end_) return glob::Step::end;
    return token_->kind == Token::Kind::star ? glob::Step::star : glob::Step::any;
  }
  [[nodiscard]] char ch() const { return rest_.front(); }
  [[nodiscard]] std::string_view run() const { return rest_; }
  [[nodiscard]] bool run_is_last() const {
    const auto empty = [&](const Token& token) {
      return token.kind == Token::Kind::literal
                 ? token.text.empty()
                 : token.kind == Token::Kind::variable && resolve(token, *context_)->empty();
    };
    return token_ != end_ && std::all_of(token_ + 1, end_, empty);
  }
  void next() {
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (!rest_.empty()) return;
    ++token_;
    load();
  }

 private:
  // Stops at a wildcard, or at text that is not empty.
  void load() {
    for (; token_ != end_; ++token_) {
      if (token_->kind == Token::Kind::star || token_->kind == Token::Kind::any) return;
      rest_ = token_->kind == Token::Kind::literal ? std::string_view(token_->text)
                                                   : resolve(*token_, *context_).value_or("");
      if (!rest_.empty()) return;
    }
  }

  const Token* token_;
  const Token* end_;
  const Context* context_;
  std::string_view rest_;
};

}  // namespace

Pattern::Pattern(std::string_view text, Wildcards wildcards, Variables variables) : text_(text) {
  if (variables == Variables::active && text.find("${") != std::string_view::npos) {
    tokens_ = tokenize(text, wildcards);
    form_ = Form::tokens;
  } else if (wildcards == Wildcards::active && has_wildcard(text)) {
    const bool last = glob::find_wildcard(text) == text.size() - 1 && text.ends_with('*');
    form_ = last ? Form::prefix : Form::glob;
  }
  start_ = form_ == Form::exact ? text_.size() : std::min(glob::find_wildcard(text_), text_.size());
  head_ = glob::arn_prefix_length(start());
  colons_ = static_cast<int>(
      std::min<std::ptrdiff_t>(std::ranges::count(start(), ':'), glob::kArnColons));
}

// `arn` begins with the pattern's start, whose head compares without case (R-RES-02).
bool Pattern::begins(std::string_view arn) const {
  const std::string_view start = this->start();
  return arn.size() >= start.size() &&
         arn.substr(head_, start.size() - head_) == start.substr(head_) &&
         equals_ignore_case(arn.substr(0, head_), start.substr(0, head_));
}

bool Pattern::has_variables() const {
  return std::ranges::any_of(tokens_,
                             [](const Token& t) { return t.kind == Token::Kind::variable; });
}

std::string_view Pattern::unresolved(const Context& context) const {
  for (const Token& token : tokens_) {
    if (token.kind == Token::Kind::variable && !resolve(token, context)) return token.text;
  }
  return {};
}

bool Pattern::matches_text(std::string_view text, const Context& context, CaseMode mode) const {
  if (form_ == Form::exact) {
    return mode == CaseMode::sensitive ? text_ == text : equals_ignore_case(text_, text);
  }
  if (form_ == Form::prefix && mode == CaseMode::sensitive) return text.starts_with(start());
  if (form_ != Form::tokens) return glob_match(text_, text, mode);
  if (!unresolved(context).empty()) return false;
  return glob::match<glob::Kind::text>(TokenCursor(tokens_, context), text, mode);
}

bool Pattern::matches_arn(std::string_view arn, const Context& context) const {
  if (form_ != Form::tokens) {
    return arn.starts_with(start()) && glob::has_six_segments(arn) &&
           glob::match<glob::Kind::arn>(glob::PlainCursor(rest()), arn.substr(start_),
                                        CaseMode::sensitive, colons_);
  }
  if (!glob::has_six_segments(arn) || !unresolved(context).empty()) return false;
  return glob::match<glob::Kind::arn>(TokenCursor(tokens_, context), arn);
}

bool Pattern::matches_resource(std::string_view resource, const Context& context) const {
  if (form_ == Form::exact) return resource.size() == text_.size() && begins(resource);
  // A star that ends the pattern runs over colons, whatever segment it stands in.
  if (form_ == Form::prefix) return begins(resource);
  if (form_ == Form::glob) {
    return begins(resource) &&
           glob::match<glob::Kind::resource>(glob::PlainCursor(rest()), resource.substr(start_),
                                             CaseMode::sensitive, colons_);
  }
  if (!unresolved(context).empty()) return false;
  return glob::match<glob::Kind::resource>(TokenCursor(tokens_, context), resource);
}

std::optional<VariableFault> find_variable_fault(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const Braces braces = read_braces(text.substr(at));
    if (braces.fault) return VariableFault{*braces.fault, at};
    at += braces.length;
  }
  return std::nullopt;
}

std::size_t find_variable(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const Braces braces = read_braces(text.substr(at));
    if (!braces.fault && !is_escape(braces.key)) return at;
    at += braces.fault ? 2 : braces.length;
  }
  return std::string_view::npos;
}

}  // namespace rolechain
