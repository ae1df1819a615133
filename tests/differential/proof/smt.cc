#include "tests/differential/proof/smt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace rolechain::differential {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kMembers = 4;  // of a list: a pair has no more different tests of it

// ---- the universe of requests -----------------------------------------------------------------

enum class Type : std::uint8_t { queue, table, index, none };

struct UniverseAction {
  std::string_view name;
  std::vector<Type> types;
};

// Actions that a generated pattern can name, with their resource types.
// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS"
// and "… for Amazon DynamoDB".
const std::vector<UniverseAction>& universe() {
  static const std::vector<UniverseAction> actions = [] {
    std::vector<UniverseAction> out;
    for (const std::string_view name :
         {"sqs:AddPermission", "sqs:CancelMessageMoveTask", "sqs:ChangeMessageVisibility",
          "sqs:CreateQueue", "sqs:DeleteMessage", "sqs:DeleteQueue", "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl", "sqs:ListDeadLetterSourceQueues", "sqs:ListMessageMoveTasks",
          "sqs:ListQueueTags", "sqs:PurgeQueue", "sqs:ReceiveMessage", "sqs:RemovePermission",
          "sqs:SendMessage", "sqs:SetQueueAttributes", "sqs:StartMessageMoveTask", "sqs:TagQueue",
          "sqs:UntagQueue"}) {
      out.push_back({name, {Type::queue}});
    }
    for (const std::string_view name :
         {"dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem",
          "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}) {
      out.push_back({name, {Type::table}});
    }
    out.push_back({"dynamodb:Query", {Type::table, Type::index}});
    out.push_back({"sqs:ListQueues", {Type::none}});
    out.push_back({"dynamodb:ListTables", {Type::none}});
    return out;
  }();
  return actions;
}

std::string literal(std::string_view text) { return fmt::format(R"((str.to_re "{}"))", text); }

// No `:` and, for one segment, no `/`.
constexpr std::string_view kPathClass = R"((re.union (re.range " " "9") (re.range ";" "~")))";
constexpr std::string_view kSegmentClass =
    R"((re.union (re.range " " ".") (re.range "0" "9") (re.range ";" "~")))";

// Patterns name two accounts, each whole: a third stands for all others.
constexpr std::string_view kAccounts =
    R"((or (= account "111111111111") (= account "222222222222") (= account "333333333333")))";

std::string arns_of(Type type) {
  const auto rest = [](const std::string& names) {
    return fmt::format(
        R"((and (str.in_re region (re.+ (re.union (re.range "a" "z") (re.range "0" "9") (str.to_re "-"))))"
        R"() {} (str.in_re rest {})))",
        kAccounts, names);
  };
  switch (type) {
    case Type::queue:
      return rest(fmt::format("(re.+ {})", kPathClass));
    case Type::table:
      return rest(fmt::format("(re.++ {} (re.+ {}))", literal("table/"), kSegmentClass));
    case Type::index:
      return rest(fmt::format("(re.++ {} (re.+ {}) {} (re.+ {}))", literal("table/"), kSegmentClass,
                              literal("/index/"), kPathClass));
    case Type::none:
      break;
  }
  return "true";
}

std::string_view service_of(Type type) { return type == Type::queue ? "sqs" : "dynamodb"; }

// ---- patterns ---------------------------------------------------------------------------------

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

// R-ACT-01. Written anew and slow: every way of the star is tried.
bool like(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return like(pattern.substr(1), text) || (!text.empty() && like(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
         like(pattern.substr(1), text.substr(1));
}

bool names(const PairStatement& statement, std::string_view action) {
  const bool any = std::ranges::any_of(statement.actions, [&](const std::string& pattern) {
    return like(lower(pattern), lower(action));
  });
  return any != statement.not_action;  // R-ACT-03
}

std::string either_case(char c) {
  const auto upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return fmt::format(R"((re.union (str.to_re "{}") (str.to_re "{}")))", upper, lower);
}

enum class Reading : std::uint8_t { plain, without_case, wildcards };

std::string regex(std::string_view text, Reading reading) {
  Texts parts = {literal("")};
  for (const char c : text) {
    if (reading == Reading::wildcards && c == '*') {
      parts.emplace_back("(re.* re.allchar)");
    } else if (reading == Reading::wildcards && c == '?') {
      parts.emplace_back("re.allchar");
    } else if (reading == Reading::without_case) {
      parts.push_back(either_case(c));
    } else {
      parts.push_back(literal(std::string_view(&c, 1)));
    }
  }
  return parts.size() == 1 ? parts.front() : fmt::format("(re.++ {})", fmt::join(parts, " "));
}

std::string all_of(Texts terms) {
  std::erase(terms, "true");
  if (terms.empty()) return "true";
  if (std::ranges::find(terms, "false") != terms.end()) return "false";
  return terms.size() == 1 ? terms.front() : fmt::format("(and {})", fmt::join(terms, " "));
}
std::string any_of(Texts terms) {
  std::erase(terms, "false");
  if (terms.empty()) return "false";
  if (std::ranges::find(terms, "true") != terms.end()) return "true";
  return terms.size() == 1 ? terms.front() : fmt::format("(or {})", fmt::join(terms, " "));
}
std::string not_of(const std::string& term) {
  return term == "true" ? "false" : term == "false" ? "true" : fmt::format("(not {})", term);
}

// One part of an ARN against the pattern's. R-RES-02: part by part, as no part of these ARNs holds
// a colon.
std::string part_matches(std::string_view part, std::string_view pattern) {
  if (pattern == "*") return "true";
  if (pattern.find_first_of("*?") == pattern.npos)
    return fmt::format(R"((= {} "{}"))", part, pattern);
  return fmt::format("(str.in_re {} {})", part, regex(pattern, Reading::wildcards));
}

std::string pattern_matches(std::string_view pattern, Type type) {
  if (pattern == "*") return "true";
  Texts parts;  // arn, partition, service, region, account, the rest
  for (std::size_t at = 0; parts.size() < 5; ++at) {
    const std::size_t end = pattern.find(':', at);
    parts.emplace_back(pattern.substr(at, end - at));
    at = end;
  }
  parts.emplace_back(pattern.substr(parts[0].size() + parts[1].size() + parts[2].size() +
                                    parts[3].size() + parts[4].size() + 5));
  if (type == Type::none || parts[2] != service_of(type)) return "false";  // R-RES-03
  return all_of({part_matches("region", parts[3]), part_matches("account", parts[4]),
                 part_matches("rest", parts[5])});
}

std::string resource_matches(const PairStatement& statement, Type type) {
  Texts terms;
  for (const std::string& pattern : statement.resources) {
    terms.push_back(pattern_matches(pattern, type));
  }
  const std::string any = any_of(terms);
  return statement.not_resource ? not_of(any) : any;  // R-ACT-03
}

// ---- conditions -------------------------------------------------------------------------------

bool is_negated(std::string_view op) { return op.find("Not") != op.npos; }

// The value against one operand, as the positive operator has it.
std::string text_matches(std::string_view op, const std::string& operand, std::string_view value) {
  if (op.ends_with("IgnoreCase")) {
    return fmt::format("(str.in_re {} {})", value, regex(operand, Reading::without_case));
  }
  if (op.ends_with("Like")) {
    return fmt::format("(str.in_re {} {})", value, regex(operand, Reading::wildcards));
  }
  return fmt::format(R"((= {} "{}"))", value, operand);
}

std::string number_matches(std::string_view op, const std::string& operand,
                           std::string_view value) {
  const std::string number = operand.find('.') == operand.npos ? operand + ".0" : operand;
  const std::string_view relation = op == "NumericLessThan"            ? "<"
                                    : op == "NumericLessThanEquals"    ? "<="
                                    : op == "NumericGreaterThan"       ? ">"
                                    : op == "NumericGreaterThanEquals" ? ">="
                                                                       : "=";
  return fmt::format("({} {} {})", relation, value, number);
}

// 10.1.0.0/16 → its first and last address as numbers (R-COND-08). -1 stands for IPv6.
std::string address_matches(std::string_view operand, std::string_view value) {
  std::uint64_t first = 0;
  std::uint64_t bits = 32;
  const char* at = operand.data();
  const char* end = operand.data() + operand.size();
  for (int part = 0; part < 4; ++part) {
    std::uint64_t octet = 0;
    at = std::from_chars(at, end, octet).ptr;
    first = first * 256 + octet;
    if (at != end && *at != '/') ++at;
  }
  if (at != end) std::from_chars(at + 1, end, bits);
  const std::uint64_t size = std::uint64_t{1} << (32 - bits);
  return fmt::format("(and (>= {0} {1}) (< {0} {2}))", value, first, first + size);
}

std::string value_name(std::size_t key) { return fmt::format("value{}", key); }
std::string there_name(std::size_t key) { return fmt::format("there{}", key); }

std::string value_matches(const PairTest& test, KeyKind kind, const std::string& value) {
  Texts terms;
  for (const std::string& operand : test.values) {
    switch (kind) {
      case KeyKind::text:
      case KeyKind::list:
        terms.push_back(text_matches(test.op, operand, value));
        break;
      case KeyKind::number:
        terms.push_back(number_matches(test.op, operand, value));
        break;
      case KeyKind::flag:
        terms.push_back(operand == "true" ? value : not_of(value));
        break;
      case KeyKind::address:
        terms.push_back(address_matches(operand, value));
        break;
    }
  }
  // R-COND-04: one of the operands, or for a negated operator none.
  const std::string any = any_of(terms);
  return is_negated(test.op) ? not_of(any) : any;
}

// R-COND-02: of no members, all match and none does; an ending IfExists changes neither.
std::string set_holds(const PairTest& test, std::size_t members) {
  Texts terms;
  for (std::size_t i = 0; i < members; ++i) {
    const std::string used = fmt::format("used{}", i);
    const std::string match = value_matches(test, KeyKind::list, fmt::format("member{}", i));
    terms.push_back(test.set == SetPrefix::for_all ? fmt::format("(=> {} {})", used, match)
                                                   : fmt::format("(and {} {})", used, match));
  }
  return test.set == SetPrefix::for_all ? all_of(terms) : any_of(terms);
}

std::string test_holds(const PairTest& test, std::size_t members) {
  const std::string there = there_name(test.key);
  if (test.op == "Null") return test.values.front() == "true" ? not_of(there) : there;
  if (test.set != SetPrefix::none) return set_holds(test, members);
  const std::string match = value_matches(test, pair_keys()[test.key].kind, value_name(test.key));
  // R-COND-02: absent, a negated operator holds, and so does one with IfExists.
  return test.if_exists || is_negated(test.op) ? fmt::format("(=> {} {})", there, match)
                                               : fmt::format("(and {} {})", there, match);
}

std::string conditions_hold(const PairStatement& statement, std::size_t members) {
  Texts terms;
  for (const PairTest& test : statement.tests) terms.push_back(test_holds(test, members));
  return all_of(std::move(terms));
}

// ---- the question -------------------------------------------------------------------------------

// Actions that no statement tells apart, and one of their types.
struct ActionGroup {
  std::vector<bool> allowing;  // by statement
  std::vector<bool> refusing;
  Type type;
  auto operator<=>(const ActionGroup&) const = default;
};

std::vector<bool> named_by(const PairPolicy& policy, std::string_view action) {
  std::vector<bool> out;
  for (const PairStatement& statement : policy) out.push_back(names(statement, action));
  return out;
}

// A Deny wins, then an Allow is needed. `name`: of the policy's conditions in the question.
std::string allows(const PairPolicy& policy, const std::vector<bool>& named, Type type,
                   std::string_view name) {
  Texts allow;
  Texts deny;
  for (std::size_t i = 0; i < policy.size(); ++i) {
    if (!named[i]) continue;
    const std::string condition =
        policy[i].tests.empty() ? std::string("true") : fmt::format("{}{}", name, i);
    (policy[i].denies ? deny : allow)
        .push_back(all_of({resource_matches(policy[i], type), condition}));
  }
  return all_of({any_of(std::move(allow)), not_of(any_of(std::move(deny)))});
}

void define(const PairPolicy& policy, std::string_view name, std::size_t members,
            std::string& out) {
  for (std::size_t i = 0; i < policy.size(); ++i) {
    if (policy[i].tests.empty()) continue;
    out +=
        fmt::format("(define-fun {}{} () Bool {})\n", name, i, conditions_hold(policy[i], members));
  }
}

// How many tests of lists there are: each needs at most one member, to hold or to fail.
std::size_t set_tests(const PairPolicy& policy) {
  std::size_t out = 0;
  for (const PairStatement& one : policy) {
    out += static_cast<std::size_t>(std::ranges::count_if(
        one.tests, [](const PairTest& test) { return test.set != SetPrefix::none; }));
  }
  return out;
}

}  // namespace

std::string smt_prelude() {
  std::string out =
      "(set-logic ALL)\n(declare-const region String)\n(declare-const account String)\n"
      "(declare-const rest String)\n";
  for (std::size_t i = 0; i < pair_keys().size(); ++i) {
    const KeyKind kind = pair_keys()[i].kind;
    const std::string_view sort = kind == KeyKind::number    ? "Real"
                                  : kind == KeyKind::flag    ? "Bool"
                                  : kind == KeyKind::address ? "Int"
                                                             : "String";
    out += fmt::format("(declare-const {} Bool)\n", there_name(i));
    if (kind != KeyKind::list) out += fmt::format("(declare-const {} {})\n", value_name(i), sort);
    if (kind == KeyKind::address) {
      out += fmt::format("(assert (and (>= {0} (- 1)) (< {0} 4294967296)))\n", value_name(i));
    }
  }
  for (std::size_t i = 0; i < kMembers; ++i) {
    out += fmt::format("(declare-const used{0} Bool)\n(declare-const member{0} String)\n", i);
  }
  return out;
}

std::vector<std::string> smt_questions(const PairPolicy& allowing, const PairPolicy& refusing) {
  const std::size_t members = std::min(kMembers, set_tests(allowing) + set_tests(refusing));
  std::string definitions = "(push 1)\n";
  define(allowing, "a", members, definitions);
  define(refusing, "r", members, definitions);
  std::set<ActionGroup> groups;
  for (const UniverseAction& action : universe()) {
    for (const Type type : action.types) {
      groups.insert({named_by(allowing, action.name), named_by(refusing, action.name), type});
    }
  }
  std::vector<std::string> out;
  for (const ActionGroup& group : groups) {
    const std::string way =
        all_of({arns_of(group.type), allows(allowing, group.allowing, group.type, "a"),
                not_of(allows(refusing, group.refusing, group.type, "r"))});
    if (way == "false") continue;
    out.push_back(fmt::format("{}(assert {})\n(check-sat)\n(pop 1)\n", definitions, way));
  }
  return out;
}

}  // namespace rolechain::differential
