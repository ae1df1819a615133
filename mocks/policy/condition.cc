#include "mocks/policy/condition.h"

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/policy/compiled.h"
#include "mocks/policy/operator_family.h"

namespace rolechain {
namespace {

bool ignores_case(Operator op) {
  return op == Operator::string_equals_ignore_case || op == Operator::string_not_equals_ignore_case;
}

bool has_wildcards(Operator op) {
  return op == Operator::string_like || op == Operator::string_not_like;
}

// `order` is the request's value against the policy's. The negated ones ask for equality; the
// caller negates (R-COND-04).
bool order_matches(Operator op, std::strong_ordering order) {
  switch (op) {
    case Operator::numeric_less_than:
    case Operator::date_less_than:
      return order < 0;
    case Operator::numeric_less_than_equals:
    case Operator::date_less_than_equals:
      return order <= 0;
    case Operator::numeric_greater_than:
    case Operator::date_greater_than:
      return order > 0;
    case Operator::numeric_greater_than_equals:
    case Operator::date_greater_than_equals:
      return order >= 0;
    default:
      return order == 0;
  }
}

}  // namespace

CompiledCondition::CompiledCondition(const ConditionTest& test, Pattern::Variables variables)
    : op_(test.op),
      key_(test.key.value),
      key_lower_(to_lower(test.key.value)),
      key_hash_(KeyName::hash_of(test.key.value)) {
  operands_.reserve(test.values.size());
  for (const Text& value : test.values) {
    operands_.push_back(make_operand(op_.op, value.value, variables));
  }
}

CompiledCondition::Operand CompiledCondition::make_operand(Operator op, std::string_view text,
                                                           Pattern::Variables variables) {
  using Wildcards = Pattern::Wildcards;
  switch (family_of(op)) {
    case OperatorFamily::string:
      return Pattern(text, has_wildcards(op) ? Wildcards::active : Wildcards::literal, variables);
    case OperatorFamily::arn:
      return Pattern(text, Wildcards::active, variables);
    case OperatorFamily::numeric:
      if (parse_decimal(text)) return std::string(text);
      break;
    case OperatorFamily::binary:
      if (auto bytes = decode_base64(text)) return std::move(*bytes);
      break;
    case OperatorFamily::date:
      if (const auto time = parse_time(text)) return *time;
      break;
    case OperatorFamily::ip:
      if (const auto range = parse_ip_range(text)) return *range;
      break;
    case OperatorFamily::boolean:
    case OperatorFamily::null:
      if (const auto truth = parse_bool(text)) return *truth;
      break;
  }
  return std::monostate{};
}

bool CompiledCondition::one_matches(const Operand& operand, std::string_view value,
                                    const Context& context) const {
  if (const auto* pattern = std::get_if<Pattern>(&operand)) {
    // R-COND-05: ArnEquals is ArnLike.
    if (family_of(op_.op) == OperatorFamily::arn) return pattern->matches_arn(value, context);
    return pattern->matches_text(
        value, context, ignores_case(op_.op) ? CaseMode::insensitive : CaseMode::sensitive);
  }
  if (const auto* text = std::get_if<std::string>(&operand)) {
    if (family_of(op_.op) == OperatorFamily::binary) return base64_equals(value, *text);
    const auto number = parse_decimal(value);
    return number && order_matches(op_.op, compare(*number, *parse_decimal(*text)));
  }
  if (const auto* time = std::get_if<EpochSeconds>(&operand)) {
    const auto at = parse_time(value);
    return at && order_matches(op_.op, *at <=> *time);
  }
  if (const auto* range = std::get_if<IpRange>(&operand)) {
    const auto address = parse_ip_address(value);
    return address && contains(*range, *address);
  }
  if (const auto* truth = std::get_if<bool>(&operand)) return parse_bool(value) == *truth;
  return false;
}

// R-COND-04: a key's values are OR for positive operators and NOR for negated ones.
bool CompiledCondition::satisfies(std::string_view value, const Context& context) const {
  const bool any = std::ranges::any_of(
      operands_, [&](const Operand& operand) { return one_matches(operand, value, context); });
  return any != is_negated(op_.op);
}

bool CompiledCondition::holds(const Context& context) const {
  return holds_for(context.find(KeyName(key_, key_hash_)), context);
}

bool CompiledCondition::holds_for(const ContextEntry* value, const Context& context) const {
  if (op_.op == Operator::null) {
    // R-COND-07: "true" asks for absence. An empty list of values is absent, too.
    const bool absent = value == nullptr || value->values.empty();
    return std::ranges::any_of(operands_, [&](const Operand& operand) {
      const bool* wanted = std::get_if<bool>(&operand);
      return wanted != nullptr && *wanted == absent;
    });
  }
  const auto ok = [&](const std::string& one) { return satisfies(one, context); };
  switch (op_.set) {
    // R-COND-02: the set operator wins over IfExists: ForAnyValue needs a value.
    case SetOperator::for_any_value:
      return value != nullptr && std::ranges::any_of(value->values, ok);
    case SetOperator::for_all_values:
      return value == nullptr || std::ranges::all_of(value->values, ok);
    case SetOperator::none:
      break;
  }
  if (value == nullptr) return op_.if_exists || is_negated(op_.op);  // R-COND-02
  // R-COND-03: a key with several values needs a set operator, or nothing matches, negated or not.
  if (value->multi_valued || value->values.size() != 1) return false;
  return ok(value->values.front());
}

bool condition_holds(const ConditionTest& test, const Context& context, bool variables) {
  return CompiledCondition(test,
                           variables ? Pattern::Variables::active : Pattern::Variables::literal)
      .holds(context);
}

bool is_operand(Operator op, std::string_view text) {
  switch (family_of(op)) {
    case OperatorFamily::numeric:
      return parse_decimal(text).has_value();
    case OperatorFamily::date:
      return parse_time(text).has_value();
    case OperatorFamily::ip:
      return parse_ip_range(text).has_value();
    case OperatorFamily::boolean:
    case OperatorFamily::null:
      return parse_bool(text).has_value();
    case OperatorFamily::binary:
      return decode_base64(text).has_value();
    case OperatorFamily::string:
    case OperatorFamily::arn:
      break;
  }
  return true;
}

}  // namespace rolechain
