#include "sim/grants/variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/context.h"
#include "mocks/policy/operator_family.h"
#include "sim/grants/classes.h"
#include "sim/grants/values.h"

namespace rolechain {
namespace {

using Kind = TextPattern::Kind;
using Wildcards = TextPattern::Wildcards;

// One text that a policy compares with: a Resource element, or a value of a condition.
struct Operand {
  Operand(std::string compared_with, const Text* of, Kind how)
      : dimension(std::move(compared_with)), text(of), kind(how) {}

  std::string dimension;  // what it is compared with: "resource", or a condition key
  const Text* text = nullptr;
  std::vector<PatternToken> tokens;  // empty: the text is all plain
  Kind kind = Kind::text;
  Wildcards wildcards = Wildcards::active;
  CaseMode mode = CaseMode::sensitive;
  // With fixed variables filled in; nothing where one is free, or does not resolve.
  std::optional<TextPattern> ready;

  [[nodiscard]] TextPattern pattern(std::string_view text_of) const {
    return {text_of, kind, wildcards, mode};
  }
};

// An operand around its one free variable.
struct Template {
  const Operand* operand = nullptr;
  std::string key;
  std::string before;
  std::string after;
};

std::string text_of(const PatternToken& token, const Context& fixed) {
  switch (token.kind) {
    case PatternToken::Kind::any:
      return "?";
    case PatternToken::Kind::star:
      return "*";
    case PatternToken::Kind::variable: {
      const ContextEntry* value = fixed.find(token.text);
      const bool one = value != nullptr && value->values.size() == 1;
      return one ? value->values.front() : token.fallback.value_or("");
    }
    case PatternToken::Kind::literal:
      break;
  }
  return token.text;
}

// Tags may have empty values, and so may what a sender writes; names, ids and ARNs that AWS itself
// fills in are never empty (R-COND-12). Source: AWS STS API Reference, "Tag".
bool may_be_empty(std::string_view key_lower) {
  return key_lower.find("tag/") != std::string_view::npos || !engine_supplies(key_lower);
}

class Finder {
 public:
  Finder(const std::vector<const Play*>& plays, const std::vector<GrantIntent>& intents,
         const GrantLimits& limits)
      : limits_(limits) {
    for (const Play* play : plays) collect(*play);
    for (const GrantIntent& intent : intents) {
      for (const std::string& resource : intent.resources) {
        intent_texts_.push_back({resource, intent.span});
      }
    }
    for (const Text& text : intent_texts_) {
      Operand operand("resource", &text, Kind::resource);
      operand.ready = TextPattern(text.value, Kind::resource);
      operands_.push_back(std::move(operand));
    }
  }

  std::expected<std::vector<FreeVariable>, Diagnostic> run() {
    for (const Operand& operand : operands_) {
      if (auto problem = add_template(operand)) return std::unexpected(*std::move(problem));
    }
    std::vector<FreeVariable> out;
    std::set<std::string> keys;
    for (const Template& one : templates_) keys.insert(one.key);
    for (const std::string& key : keys) {
      auto found = values_of(key);
      if (!found) return std::unexpected(std::move(found.error()));
      out.push_back(*std::move(found));
    }
    return out;
  }

 private:
  void collect(const Play& play) {
    for (const PlayStatement& one : play.statements()) {
      if (one.principal == PrincipalMatch::none) continue;
      const bool variables = one.policy->document().variables;
      for (const Text& text : one.statement().resources) {
        add_operand(play, Operand("resource", &text, Kind::resource), variables);
      }
      for (const PlayCondition& condition : one.conditions) {
        const OperatorFamily family = family_of(condition.test->op.op);
        const Operator op = condition.test->op.op;
        Operand operand(condition.compiled.key_lower(), nullptr,
                        family == OperatorFamily::arn ? Kind::arn : Kind::text);
        const bool wild = family == OperatorFamily::arn || op == Operator::string_like ||
                          op == Operator::string_not_like;
        operand.wildcards = wild ? Wildcards::active : Wildcards::literal;
        if (op == Operator::string_equals_ignore_case ||
            op == Operator::string_not_equals_ignore_case) {
          operand.mode = CaseMode::insensitive;
        }
        if (family != OperatorFamily::string && family != OperatorFamily::arn) {
          if (family != OperatorFamily::null)
            typed_.emplace(operand.dimension, &condition.test->key);
          continue;
        }
        for (const Text& text : condition.test->values) {
          operand.text = &text;
          add_operand(play, operand, variables);
        }
      }
    }
  }

  void add_operand(const Play& play, Operand operand, bool variables) {
    const Pattern pattern(operand.text->value,
                          operand.wildcards == Wildcards::active ? Pattern::Wildcards::active
                                                                 : Pattern::Wildcards::literal,
                          variables ? Pattern::Variables::active : Pattern::Variables::literal);
    bool free = false;
    for (PatternToken token : pattern.tokens()) {
      const bool variable = token.kind == PatternToken::Kind::variable;
      const bool chosen = variable && !play.is_fixed(token.text);
      if (chosen) free_.insert(token.text);
      free = free || chosen;
      if (variable && !chosen) {
        token.text = text_of(token, play.base());
        token.kind = PatternToken::Kind::literal;
      }
      operand.tokens.push_back(std::move(token));
    }
    if (!free) {
      operand.tokens.clear();
      operand.ready =
          TextPattern::from(pattern, play.base(), operand.kind, operand.wildcards, operand.mode);
    }
    if (known_.insert(identity(operand)).second) operands_.push_back(std::move(operand));
  }

  // The same for operands that are compared with the same in the same way.
  static std::string identity(const Operand& operand) {
    std::string out =
        fmt::format("{} {}{}{}", operand.dimension, static_cast<int>(operand.kind),
                    static_cast<int>(operand.wildcards), static_cast<int>(operand.mode));
    if (operand.ready) out += "=" + operand.ready->text();
    for (const PatternToken& token : operand.tokens) {
      out += fmt::format("\n{}{}\t{}", static_cast<int>(token.kind), token.text,
                         token.fallback.value_or(""));
    }
    return out;
  }

  [[nodiscard]] static Diagnostic unsupported(const Text& text, std::string message) {
    return {Severity::unsupported, "grants-variable", std::move(message), text.span,
            "give the variable's key a value under `context:`, or write the value out"};
  }

  std::optional<Diagnostic> add_template(const Operand& operand) {
    Template found;
    found.operand = &operand;
    for (const PatternToken& token : operand.tokens) {
      const bool free = token.kind == PatternToken::Kind::variable && free_.contains(token.text);
      if (!free) {
        (found.key.empty() ? found.before : found.after) += text_of(token, Context());
        continue;
      }
      if (!found.key.empty()) {
        return unsupported(*operand.text, "exact grants do not cover two variables in one pattern");
      }
      found.key = token.text;
    }
    if (!found.key.empty()) templates_.push_back(std::move(found));
    return std::nullopt;
  }

  // Cheap to see of most: not even with every `?` for any text and without case.
  static bool may_overlap(const Template& a, const Template& b) {
    return may_share_a_text(a.before + "*" + a.after, b.before + "*" + b.after);
  }

  // Whether some text may match both, whatever the variable stands for.
  [[nodiscard]] bool overlap(const Template& a, const Template& b) const {
    if (!may_overlap(a, b)) return false;
    const auto open = [](const Template& one) {
      PatternList list;
      Operand any = *one.operand;
      any.wildcards = Wildcards::active;
      list.push_back(any.pattern(one.before + "*" + one.after));
      return list;
    };
    const PatternList first = open(a);
    const PatternList second = open(b);
    const auto classes = text_classes(TextSet::anything(), {&first, &second}, limits_.states);
    return !classes || std::ranges::any_of(*classes, [](const TextClass& one) {
      return one.lists.test(0) && one.lists.test(1);
    });
  }

  // The parts of `pattern` that the variable's value may have to match, seen from the template.
  static void add_parts(const Template& from, const TextPattern& pattern,
                        std::vector<PatternList>& out) {
    Operand shape = *from.operand;
    shape.wildcards = Wildcards::active;
    const std::string begin = from.after.substr(0, from.after.find_first_of("*?"));
    const TextPattern head = shape.pattern(from.before);
    const TextPattern next = shape.pattern(begin);
    for (const std::size_t start : pattern.steps_after(head)) {
      for (std::size_t end = start; end < pattern.steps().size(); ++end) {
        const TextPattern rest = pattern.part(end, pattern.steps().size() - 1);
        const bool goes_on = begin.empty() && from.after.empty()
                                 ? end + 1 == pattern.steps().size() ||
                                       pattern.steps()[end].what == TextPattern::Step::What::star
                                 : !rest.steps_after(next).empty();
        if (goes_on) out.push_back({pattern.part(start, end)});
      }
    }
  }

  std::expected<FreeVariable, Diagnostic> values_of(const std::string& key) {
    if (const auto typed = typed_.find(key); typed != typed_.end()) {
      return std::unexpected(unsupported(
          *typed->second, fmt::format("the variable `${{{}}}` is compared as a typed value", key)));
    }
    std::vector<PatternList> lists;
    for (const Operand& operand : operands_) {
      if (operand.dimension == key && operand.ready) lists.push_back({*operand.ready});
    }
    for (const Template& one : templates_) {
      if (one.key != key) continue;
      for (const Template& other : templates_) {
        const bool same =
            &one == &other || (one.before == other.before && one.after == other.after);
        if (other.key != key || same || one.operand->dimension != other.operand->dimension)
          continue;
        if (overlap(one, other)) {
          return std::unexpected(unsupported(
              *one.operand->text,
              fmt::format("exact grants do not compare two patterns with the variable `${{{}}}`",
                          key)));
        }
      }
      for (const Operand& operand : operands_) {
        if (operand.dimension != one.operand->dimension || !operand.ready) continue;
        add_parts(one, *operand.ready, lists);
      }
    }
    return classes_of(key, lists);
  }

  std::expected<FreeVariable, Diagnostic> classes_of(const std::string& key,
                                                     const std::vector<PatternList>& lists) {
    std::vector<const PatternList*> pointers;
    pointers.reserve(lists.size());
    for (const PatternList& list : lists) pointers.push_back(&list);
    TextSet some;  // the empty text comes last: a sender seldom means it
    some.add_some(CharClass::any);
    const auto classes = text_classes(some, pointers, limits_.states);
    constexpr std::size_t kMostValues = 64;
    if (!classes || classes->size() > kMostValues) {
      return std::unexpected(
          unsupported(*templates_.front().operand->text,
                      fmt::format("the patterns tell too many values of `${{{}}}` apart", key)));
    }
    FreeVariable out{key, {}};
    for (const TextClass& one : *classes) out.values.emplace_back(one.witness);
    if (may_be_empty(key)) out.values.emplace_back("");
    out.values.emplace_back(std::nullopt);
    return out;
  }

  GrantLimits limits_;
  std::vector<Text> intent_texts_;
  std::vector<Operand> operands_;
  std::vector<Template> templates_;
  std::set<std::string> free_;
  std::set<std::string> known_;               // identities of the operands
  std::map<std::string, const Text*> typed_;  // keys compared as numbers, times, addresses
};

}  // namespace

std::expected<std::vector<FreeVariable>, Diagnostic> free_variables(
    const std::vector<const Play*>& plays, const std::vector<GrantIntent>& intents,
    const GrantLimits& limits) {
  return Finder(plays, intents, limits).run();
}

}  // namespace rolechain
