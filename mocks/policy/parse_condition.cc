// Condition: operators, keys, values.
// Source: IAM User Guide, "IAM JSON policy elements: Condition", "… Condition operators".
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/policy/condition.h"
#include "mocks/policy/condition_block.h"
#include "mocks/policy/glob_cursor.h"
#include "mocks/policy/pattern.h"
#include "mocks/policy/policy_check.h"

namespace rolechain {
namespace {

bool is_string(Operator op) { return op <= Operator::string_not_like; }
bool is_arn(Operator op) { return op >= Operator::arn_equals && op <= Operator::arn_not_like; }
bool is_like(Operator op) { return op == Operator::string_like || op == Operator::string_not_like; }

// What a value must look like, for messages.
std::string_view expected(Operator op) {
  switch (op) {
    case Operator::boolean:
    case Operator::null:
      return "true or false";
    case Operator::binary_equals:
      return "base64 text";
    case Operator::ip_address:
    case Operator::not_ip_address:
      return "an IP address or CIDR range, such as 10.0.0.0/8";
    default:
      break;
  }
  if (op >= Operator::date_equals && op <= Operator::date_greater_than_equals) {
    return "a time, such as 2026-01-15T09:00:00Z, or seconds since 1970";
  }
  return "a whole or decimal number";
}

// Every name there is, with prefixes and IfExists.
std::vector<std::string> full_names() {
  std::vector<std::string> out;
  for (const std::string_view name : operator_names()) {
    for (const std::string_view set : {"", "ForAllValues:", "ForAnyValue:"}) {
      out.push_back(fmt::format("{}{}", set, name));
      if (name != operator_name(Operator::null)) out.push_back(out.back() + "IfExists");
    }
  }
  return out;
}

void unknown_operator(PolicyCheck& check, const Member& member) {
  std::string help;
  if (equals_ignore_case(member.key, "NullIfExists")) {
    help = "Null itself asks whether the key exists: leave IfExists out";
  } else {
    static const std::vector<std::string> names = full_names();  // a hundred, for each mistake
    help = did_you_mean(member.key, std::vector<std::string_view>(names.begin(), names.end()));
  }
  if (help.empty()) {
    help =
        "operators are StringEquals, StringLike, ArnLike, Bool, NumericLessThan, DateLessThan, "
        "IpAddress, Null and their kin";
  }
  check.error("unknown-operator", fmt::format("unknown condition operator `{}`", member.key),
              member.key_span, std::move(help));
}

void check_key(PolicyCheck& check, const Text& key) {
  const std::size_t colon = key.value.find(':');
  if (colon != std::string::npos && colon > 0 && colon + 1 < key.value.size()) return;
  check.error("bad-condition-key", fmt::format("`{}` is not a condition key", key.value), key.span,
              "keys have a prefix: aws:SourceIp, s3:prefix, sts:ExternalId",
              {AwsPhase::action_format,
               "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."});
}

void check_value(PolicyCheck& check, const ConditionTest& test, const Text& value) {
  const Operator op = test.op.op;
  if (is_string(op) || is_arn(op)) {
    check_variables(check, value);
    if (is_string(op) && !is_like(op) && has_wildcard(value.value) &&
        value.value.find("${") == std::string::npos) {
      check.warning("wildcard-without-like",
                    fmt::format("{} takes `{}` literally", operator_name(op), value.value),
                    value.span, "use StringLike where `*` and `?` are wildcards");
    }
    if (is_arn(op) && find_variable(value.value) == std::string_view::npos &&
        !glob::has_six_segments(value.value)) {
      check.unsupported("bad-arn-pattern",
                        fmt::format("`{}` has fewer than the six parts of an ARN", value.value),
                        value.span,
                        "write arn:partition:service:region:account:resource, with `*` where any "
                        "will do, or use StringLike");
    }
    return;
  }
  if (find_variable(value.value) != std::string_view::npos) {
    check.error("bad-variable", fmt::format("{} does not take policy variables", operator_name(op)),
                value.span, "variables work with string and ARN operators only", aws_accepts());
  } else if (!is_operand(op, value.value)) {
    const bool date = op >= Operator::date_equals && op <= Operator::date_greater_than_equals;
    check.error(
        "bad-condition-value", fmt::format("{} does not take `{}`", operator_name(op), value.value),
        value.span, fmt::format("write {}", expected(op)),
        date ? AwsRefusal{AwsPhase::parsing, "The policy failed legacy parsing"} : aws_accepts());
  }
}

ConditionTest read_test(PolicyCheck& check, OperatorName op, const Member& member,
                        SourceSpan where) {
  ConditionTest out{op, Text{member.key, member.key_span}, {}, where};
  check_key(check, out.key);
  out.values = check.read_texts(member.value, {member.key, "`"}, {AwsPhase::accepted, {}});
  for (const Text& value : out.values) check_value(check, out, value);
  return out;
}

// Two spellings of one name are two members of a JSON map: AWS refuses them.
void refuse_respelled(PolicyCheck& check, const std::vector<Member>& members,
                      std::string_view what) {
  constexpr std::size_t kFew = 16;  // comparing all pairs is the quickest for a few
  std::unordered_map<std::string, const Member*> seen;  // by name in lower case
  for (const Member& member : members) {
    const Member* before = &member;  // the first of this name
    if (members.size() > kFew) {
      before = seen.try_emplace(to_lower(member.key), &member).first->second;
    } else {
      before = &*std::ranges::find_if(
          members, [&](const Member& other) { return equals_ignore_case(other.key, member.key); });
    }
    if (before == &member) continue;
    check.error("duplicate-key",
                fmt::format("the {} `{}` stands twice, as `{}` too", what, member.key, before->key),
                member.key_span, "put all values into one list");
  }
}

}  // namespace

std::vector<ConditionTest> parse_conditions(PolicyCheck& check, const Node& node) {
  std::vector<ConditionTest> out;
  if (!node.is_map()) {
    check.error("wrong-type", fmt::format("Condition must be a map, not {}", describe(node)),
                node.span, R"(write { "StringEquals": { "aws:SourceAccount": "111111111111" } })");
    return out;
  }
  refuse_respelled(check, node.members, "operator");
  for (const Member& member : node.members) {
    const auto op = parse_operator(member.key);
    if (!op) {
      unknown_operator(check, member);
      continue;
    }
    if (op->op == Operator::null && op->set != SetOperator::none) {
      check.unsupported("unsupported-operator",
                        fmt::format("`{}` says nothing certain", member.key), member.key_span,
                        "use Null without ForAllValues or ForAnyValue");
    }
    if (!member.value.is_map()) {
      check.error(
          "wrong-type",
          fmt::format("`{}` must be a map of keys, not {}", member.key, describe(member.value)),
          member.value.span, R"(write { "aws:SourceAccount": "111111111111" })");
      continue;
    }
    refuse_respelled(check, member.value.members, "key");
    for (const Member& test : member.value.members) {
      out.push_back(read_test(check, *op, test, member.key_span));
    }
  }
  return out;
}

ParsedConditions parse_condition_block(const Node& node) {
  ParsedDocument parsed;
  parsed.document.variables = true;
  PolicyCheck check(PolicyType::identity, parsed);
  ParsedConditions out;
  out.tests = parse_conditions(check, node);
  out.diagnostics = std::move(parsed.diagnostics);
  return out;
}

}  // namespace rolechain
