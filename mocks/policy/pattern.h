// A Resource pattern or condition value, ready to match: wildcards, and under Version 2012-10-17
// policy variables, whose values come from the request and are always taken literally.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/policy/glob.h"
#include "mocks/policy/request.h"

namespace rolechain {

// One piece of a pattern with variables. `text`: a literal's characters, or a variable's key in
// lower case. R-COND-06: `${key}`, `${key, 'default'}`; `${*}`, `${?}`, `${$}` are literals.
struct PatternToken {
  enum class Kind : std::uint8_t { literal, any, star, variable };
  Kind kind = Kind::literal;
  std::string text;
  std::uint64_t key_hash = 0;  // a variable's, for KeyName
  std::optional<std::string> fallback;
};

class Pattern {
 public:
  // Whether `*` and `?` are wildcards (StringLike) or characters (StringEquals), and whether
  // `${…}` is a variable (Version 2012-10-17) or text.
  enum class Wildcards : bool { literal, active };
  enum class Variables : bool { literal, active };

  Pattern(std::string_view text, Wildcards wildcards, Variables variables);

  // All three are false where a variable does not resolve: its key is absent and there is no
  // default, or the key has several values (R-COND-12). No heap allocation.
  [[nodiscard]] bool matches_text(std::string_view text, const Context& context,
                                  CaseMode mode = CaseMode::sensitive) const;
  [[nodiscard]] bool matches_arn(std::string_view arn, const Context& context) const;
  [[nodiscard]] bool matches_resource(std::string_view resource, const Context& context) const;

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool has_variables() const;
  // The key of the first variable that does not resolve, or "".
  [[nodiscard]] std::string_view unresolved(const Context& context) const;
  // Empty where the text has no variable: then `text()` is all of it.
  [[nodiscard]] const std::vector<PatternToken>& tokens() const { return tokens_; }

 private:
  // `prefix`: a star at the end and no other wildcard, so that the rest of the text is all one.
  enum class Form : std::uint8_t { exact, prefix, glob, tokens };

  // The characters before the first wildcard.
  [[nodiscard]] std::string_view start() const { return {text_.data(), start_}; }

  // What follows them.
  [[nodiscard]] std::string_view rest() const { return std::string_view(text_).substr(start_); }
  [[nodiscard]] bool begins(std::string_view arn) const;

  std::string text_;
  std::size_t start_ = 0;  // length of start()
  std::size_t head_ = 0;   // how much of start() compares without case in a resource's ARN
  int colons_ = 0;         // in start(), five at most
  Form form_ = Form::exact;
  std::vector<PatternToken> tokens_;
};

// A `${` that is not a variable AWS would accept, for diagnostics: where it is and what is wrong.
struct VariableFault {
  enum class Kind : std::uint8_t { missing_brace, empty, bad_symbol, bad_default };
  Kind kind = Kind::missing_brace;
  std::size_t offset = 0;
};
std::optional<VariableFault> find_variable_fault(std::string_view text);
// The offset of the first `${key…}` (not `${*}`, `${?}`, `${$}`), or npos.
std::size_t find_variable(std::string_view text);

}  // namespace rolechain
