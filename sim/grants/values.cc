#include "sim/grants/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "mocks/base/text.h"
#include "mocks/policy/operator_family.h"
#include "mocks/policy/service_reference.h"
#include "sim/grants/cuts.h"

namespace rolechain {
namespace {

// Only values of the reference's type are sent to a key that the reference knows.
bool is_typed(ConditionKind kind) {
  return kind != ConditionKind::string && kind != ConditionKind::arn &&
         kind != ConditionKind::binary;
}

class Builder {
 public:
  Builder(const std::vector<const PlayCondition*>& tests,
          const std::vector<const Context*>& contexts, const GrantLimits& limits)
      : tests_(tests), contexts_(contexts), limits_(limits), key_(tests.front()->test->key) {}

  std::expected<std::vector<ValueClass>, Diagnostic> build() {
    if (auto problem = collect_candidates()) return std::unexpected(*std::move(problem));
    add({});
    if (holds_lists()) {
      add_sets();
    } else {
      for (const std::string& value : candidates_) add(entry({value}, false));
    }
    if (classes_.size() > limits_.contexts) {
      return std::unexpected(unsupported(
          "grants-values",
          fmt::format("more than {} kinds of values of `{}`", limits_.contexts, key_.value)));
    }
    return std::move(classes_);
  }

 private:
  [[nodiscard]] Diagnostic unsupported(std::string code, std::string message) const {
    return {Severity::unsupported, std::move(code), std::move(message), key_.span,
            fmt::format("give `{}` a value under `context:`", key_.value)};
  }
  [[nodiscard]] std::vector<std::string> operands(OperatorFamily family) const {
    std::vector<std::string> out;
    for (const PlayCondition* test : tests_) {
      if (family_of(test->test->op.op) != family) continue;
      for (const Text& value : test->test->values) {
        if (is_operand(test->test->op.op, value.value)) out.push_back(value.value);
      }
    }
    return out;
  }
  [[nodiscard]] bool tested_as(OperatorFamily family) const {
    return std::ranges::any_of(
        tests_, [&](const PlayCondition* test) { return family_of(test->test->op.op) == family; });
  }

  std::optional<Diagnostic> collect_candidates() {
    const bool text = tested_as(OperatorFamily::string) || tested_as(OperatorFamily::arn);
    std::size_t typed = 0;
    for (const OperatorFamily family :
         {OperatorFamily::numeric, OperatorFamily::date, OperatorFamily::boolean,
          OperatorFamily::binary, OperatorFamily::ip}) {
      if (!tested_as(family)) continue;
      ++typed;
      add_typed(family);
    }
    if (typed > 1 || (typed == 1 && text && !text_is_plain())) {
      return unsupported(
          "grants-operators",
          fmt::format("`{}` is tested by operators of more than one type", key_.value));
    }
    if (text && typed == 1) add_spellings();
    const auto known = ServiceReference::embedded().find_condition_key(key_.value);
    const bool any_text = typed == 0 || !known || !is_typed(known->kind);
    if (text && any_text) return add_texts();
    if (any_text) candidates_.emplace_back("x");
    if (text) {  // a typed key compared as text: its values are the typed ones and those named
      for (std::string& value : operands(OperatorFamily::string))
        candidates_.push_back(std::move(value));
    }
    return std::nullopt;
  }

  void add_typed(OperatorFamily family) {
    std::vector<std::string> values = operands(family);
    switch (family) {
      case OperatorFamily::numeric:
        values = number_cuts(std::move(values));
        break;
      case OperatorFamily::date:
        values = time_cuts(values);
        break;
      case OperatorFamily::ip:
        values = address_cuts(values);
        break;
      case OperatorFamily::boolean:
        values = {"true", "false"};
        break;
      default:  // binary: equal to an operand or to none
        values.insert(values.end(), {"AA==", "AAAA"});
        break;
    }
    candidates_.insert(candidates_.end(), values.begin(), values.end());
  }

  // Text operands without wildcards are single points beside the typed classes.
  [[nodiscard]] bool text_is_plain() const {
    return std::ranges::none_of(tests_, [](const PlayCondition* test) {
      const Operator op = test->test->op.op;
      const bool wild = op == Operator::string_like || op == Operator::string_not_like;
      return family_of(op) == OperatorFamily::arn ||
             (family_of(op) == OperatorFamily::string && test->has_variables) ||
             (wild && std::ranges::any_of(test->test->values,
                                          [](const Text& v) { return has_wildcard(v.value); }));
    });
  }

  // The same typed value written otherwise: equal for the typed operator, another text.
  void add_spellings() {
    const std::vector<std::string> plain = candidates_;
    for (const std::string& value : plain) {
      if (tested_as(OperatorFamily::numeric)) {
        candidates_.push_back(value + (value.find('.') == std::string::npos ? ".0" : "0"));
      } else if (tested_as(OperatorFamily::date)) {
        candidates_.push_back(std::to_string(parse_time(value).value_or(0)));
      } else if (tested_as(OperatorFamily::boolean)) {
        candidates_.emplace_back(value == "true" ? "TRUE" : "FALSE");
      }
    }
  }

  std::optional<Diagnostic> add_texts() {
    std::vector<PatternList> lists;
    lists.reserve(tests_.size());
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      lists.push_back(patterns_of(*tests_[i], *contexts_[i]));
    }
    std::vector<const PatternList*> pointers;
    pointers.reserve(lists.size());
    for (const PatternList& list : lists) pointers.push_back(&list);
    TextSet some;  // the empty text comes last: a sender seldom means it
    some.add_some(CharClass::any);
    const auto found = text_classes(some, pointers, limits_.states);
    if (!found) {
      return unsupported(
          "grants-states",
          fmt::format("the patterns about `{}` tell too many values apart", key_.value));
    }
    for (const TextClass& one : *found) candidates_.push_back(one.witness);
    candidates_.emplace_back();
    return std::nullopt;
  }

  // By the reference; for keys that it does not know, by how the policies ask.
  [[nodiscard]] bool holds_lists() const {
    const auto known = ServiceReference::embedded().find_condition_key(key_.value);
    if (known) return known->multi_valued;
    return std::ranges::any_of(
        tests_, [](const PlayCondition* test) { return test->test->op.set != SetOperator::none; });
  }

  [[nodiscard]] ContextEntry entry(std::vector<std::string> values, bool list) const {
    return {key_.value, std::move(values), list, ContextEntry::Origin::scenario};
  }

  // True where the class is new.
  bool add(std::optional<ContextEntry> entry) {
    Bits holds(tests_.size());
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      if (tests_[i]->compiled.holds_for(entry ? &*entry : nullptr, *contexts_[i])) holds.set(i);
    }
    if (!seen_.insert(holds).second) return false;
    classes_.push_back({std::move(entry), std::move(holds)});
    return true;
  }

  // Every set of values is a union of single ones, and a union's tests follow from its parts': all
  // of them for ForAllValues, one of them for ForAnyValue. So growing each new kind of set by each
  // value finds all kinds.
  void add_sets() {
    add(entry({}, true));
    std::vector<std::vector<std::string>> sets = {{}};
    for (std::size_t i = 0; i < sets.size() && classes_.size() <= limits_.contexts; ++i) {
      for (const std::string& value : candidates_) {
        std::vector<std::string> larger = sets[i];
        if (std::ranges::find(larger, value) != larger.end()) continue;
        larger.push_back(value);
        if (add(entry(larger, true))) sets.push_back(std::move(larger));
      }
    }
  }

  const std::vector<const PlayCondition*>& tests_;
  const std::vector<const Context*>& contexts_;  // of each test
  const GrantLimits& limits_;
  const Text& key_;
  std::vector<std::string> candidates_;
  std::vector<ValueClass> classes_;
  std::unordered_set<Bits, BitsHash> seen_;
};

}  // namespace

PatternList patterns_of(const PlayCondition& test, const Context& context) {
  PatternList out;
  const Operator op = test.test->op.op;
  const OperatorFamily family = family_of(op);
  if (family != OperatorFamily::string && family != OperatorFamily::arn) return out;
  const bool wild = family == OperatorFamily::arn || op == Operator::string_like ||
                    op == Operator::string_not_like;
  const auto mode =
      op == Operator::string_equals_ignore_case || op == Operator::string_not_equals_ignore_case
          ? CaseMode::insensitive
          : CaseMode::sensitive;
  for (const Text& value : test.test->values) {
    const Pattern pattern(
        value.value, wild ? Pattern::Wildcards::active : Pattern::Wildcards::literal,
        test.variables ? Pattern::Variables::active : Pattern::Variables::literal);
    auto ready = TextPattern::from(
        pattern, context,
        family == OperatorFamily::arn ? TextPattern::Kind::arn : TextPattern::Kind::text,
        wild ? TextPattern::Wildcards::active : TextPattern::Wildcards::literal, mode);
    if (ready) out.push_back(*std::move(ready));
  }
  return out;
}

std::expected<std::vector<ValueClass>, Diagnostic> value_classes(
    const std::vector<const PlayCondition*>& tests, const std::vector<const Context*>& contexts,
    const GrantLimits& limits) {
  return Builder(tests, contexts, limits).build();
}

std::expected<std::vector<ValueClass>, Diagnostic> value_classes(
    const std::vector<const PlayCondition*>& tests, const Context& context,
    const GrantLimits& limits) {
  return value_classes(tests, std::vector<const Context*>(tests.size(), &context), limits);
}

}  // namespace rolechain
