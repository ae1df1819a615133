#include "tests/differential/proof/smt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace rolechain::differential {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kMembers = 4;  // of a list: a pair has no more different tests of it

// ---- the universe of requests -----------------------------------------------------------------

// No pattern tells backups, exports and imports of a table from its streams.
enum class Type : std::uint8_t {
  queue,
  table,
  index,
  stream,
  global_table,
  none,
};

struct UniverseAction {
  std::string_view name;
  std::vector<Type> types;
};

// Actions that a generated pattern can name, with their resource types, and of those that only a
// pattern over the whole service can name, one with each type of resource; one of another service.
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
    out.push_back({"dynamodb:Scan", {Type::table, Type::index}});
    out.push_back({"dynamodb:DescribeStream", {Type::stream}});
    out.push_back({"dynamodb:DescribeGlobalTable", {Type::global_table}});
    out.push_back({"dynamodb:DescribeLimits", {Type::none}});
    out.push_back({"s3:ListAllMyBuckets", {Type::none}});
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

// Two accounts that patterns name, one that a pattern with a `*` takes, and one for all others.
constexpr std::string_view kAccounts =
    R"((or (= account "111111111111") (= account "222222222222") (= account "155555555552") )"
    R"((= account "333333333333")))";
constexpr std::string_view kRegions =
    R"((str.in_re region (re.+ (re.union (re.range "a" "z") (re.range "0" "9") (str.to_re "-")))))";

// What belongs to a table: table/NAME/KIND/…
std::string of_table(std::string_view kind) {
  return fmt::format("(re.++ {} (re.+ {}) {} (re.+ {}))", literal("table/"), kSegmentClass,
                     literal(fmt::format("/{}/", kind)), kPathClass);
}

std::string names_of(Type type) {
  switch (type) {
    case Type::queue:
      return fmt::format("(re.+ {})", kPathClass);
    case Type::table:
      return fmt::format("(re.++ {} (re.+ {}))", literal("table/"), kSegmentClass);
    case Type::index:
      return of_table("index");
    case Type::stream:
      return of_table("stream");
    case Type::global_table:
      return fmt::format("(re.++ {} (re.+ {}))", literal("global-table/"), kPathClass);
    case Type::none:
      break;
  }
  return "";
}

std::string arns_of(Type type) {
  if (type == Type::none) return "true";
  return fmt::format("(and {} {} (str.in_re rest {}))",
                     type == Type::global_table ? R"((= region ""))" : kRegions, kAccounts,
                     names_of(type));
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

// ---- variables --------------------------------------------------------------------------------

std::string value_name(std::size_t key) { return fmt::format("value{}", key); }
std::string there_name(std::size_t key) { return fmt::format("there{}", key); }

// A text around the one variable in it whose value is the sender's choice.
struct Template {
  std::string before;
  std::string after;
  std::size_t key = 0;
  std::optional<std::string> fallback;  // `${key, 'fallback'}` (R-COND-06)
};

// Variables of fixed keys are written out. REQUIRES: their values hold nothing special.
std::string with_fixed(std::string text) {
  for (const PairKey& key : pair_keys()) {
    if (key.fixed.empty()) continue;
    const std::string variable = fmt::format("${{{}}}", key.name);
    for (std::size_t at = 0; (at = text.find(variable, at)) != text.npos;) {
      text.replace(at, variable.size(), key.fixed);
    }
  }
  return text;
}

std::optional<Template> template_of(const std::string& text) {
  const std::size_t at = text.find("${");
  if (at == text.npos) return std::nullopt;
  const std::size_t end = text.find('}', at);
  std::string key = text.substr(at + 2, end - at - 2);
  Template out{text.substr(0, at), text.substr(end + 1), 0, std::nullopt};
  if (const std::size_t comma = key.find(", '"); comma != key.npos) {
    out.fallback = key.substr(comma + 3, key.size() - comma - 4);
    key.resize(comma);
  }
  const auto known = std::ranges::find(pair_keys(), key, &PairKey::name);
  if (known == pair_keys().end()) throw std::logic_error("a variable of no key: " + text);
  out.key = static_cast<std::size_t>(known - pair_keys().begin());
  return out;
}

// R-COND-11: the value itself, so that nothing but the one star at an end is a wildcard; R-COND-12:
// without a value and a fallback nothing matches.
std::string template_matches(Template one, std::string_view text, Reading reading) {
  const bool wild = reading == Reading::wildcards;
  const bool open_begin = wild && one.before.starts_with('*');
  const bool open_end = wild && one.after.ends_with('*');
  if (open_begin) one.before.erase(0, 1);
  if (open_end) one.after.pop_back();
  const bool more = wild && (one.before + one.after).find_first_of("*?") != std::string::npos;
  if (more || (open_begin && open_end) || reading == Reading::without_case) {
    throw std::logic_error("a variable between wildcards, or without case");
  }
  const std::string value = one.fallback ? fmt::format(R"((ite {} {} "{}"))", there_name(one.key),
                                                       value_name(one.key), *one.fallback)
                                         : value_name(one.key);
  const std::string whole = fmt::format(R"((str.++ "{}" {} "{}"))", one.before, value, one.after);
  const std::string match = fmt::format("({} {} {})",
                                        open_begin ? "str.suffixof"
                                        : open_end ? "str.prefixof"
                                                   : "=",
                                        whole, text);
  return one.fallback ? match : fmt::format("(and {} {})", there_name(one.key), match);
}

// One part of an ARN against the pattern's. R-RES-02: part by part, as no part of these ARNs holds
// a colon.
std::string part_matches(std::string_view part, const std::string& pattern) {
  if (pattern == "*") return "true";
  if (auto variable = template_of(pattern)) {
    return template_matches(*std::move(variable), part, Reading::wildcards);
  }
  if (pattern.find_first_of("*?") == pattern.npos)
    return fmt::format(R"((= {} "{}"))", part, pattern);
  return fmt::format("(str.in_re {} {})", part, regex(pattern, Reading::wildcards));
}

std::string pattern_matches(const std::string& element, Type type) {
  const std::string pattern = with_fixed(element);
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
std::string text_matches(std::string_view op, const std::string& text, std::string_view value) {
  const std::string operand = with_fixed(text);
  if (auto variable = template_of(operand)) {
    return template_matches(*std::move(variable), value,
                            op.ends_with("Like")         ? Reading::wildcards
                            : op.ends_with("IgnoreCase") ? Reading::without_case
                                                         : Reading::plain);
  }
  if (op.ends_with("IgnoreCase")) {
    return fmt::format("(str.in_re {} {})", value, regex(operand, Reading::without_case));
  }
  if (op.ends_with("Like")) {
    return fmt::format("(str.in_re {} {})", value, regex(operand, Reading::wildcards));
  }
  return fmt::format(R"((= {} "{}"))", value, operand);
}

std::string order_matches(std::string_view op, std::string_view operand, std::string_view value) {
  const std::string_view relation = op.ends_with("LessThan")            ? "<"
                                    : op.ends_with("LessThanEquals")    ? "<="
                                    : op.ends_with("GreaterThan")       ? ">"
                                    : op.ends_with("GreaterThanEquals") ? ">="
                                                                        : "=";
  return fmt::format("({} {} {})", relation, value, operand);
}

std::string as_real(const std::string& number) {
  return number.find('.') == number.npos ? number + ".0" : number;
}

// 2026-01-01T00:00:00Z → 1767225600, which is the other way to write it (R-COND-09).
std::string as_seconds(std::string_view text) {
  if (!text.ends_with('Z')) return std::string(text);
  const auto number = [&](std::size_t at, std::size_t length) {
    int out = 0;
    std::from_chars(text.data() + at, text.data() + at + length, out);
    return out;
  };
  const std::chrono::sys_days day = std::chrono::year(number(0, 4)) /
                                    std::chrono::month(static_cast<unsigned>(number(5, 2))) /
                                    std::chrono::day(static_cast<unsigned>(number(8, 2)));
  const auto time = std::chrono::sys_seconds(day) + std::chrono::hours(number(11, 2)) +
                    std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2));
  return fmt::format("{}", time.time_since_epoch().count());
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

std::string value_matches(const PairTest& test, KeyKind kind, const std::string& value) {
  Texts terms;
  for (const std::string& operand : test.values) {
    switch (kind) {
      case KeyKind::text:
      case KeyKind::list:
        terms.push_back(text_matches(test.op, operand, value));
        break;
      case KeyKind::number:
        terms.push_back(order_matches(test.op, as_real(operand), value));
        break;
      case KeyKind::time:
        terms.push_back(order_matches(test.op, as_seconds(operand), value));
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

// Of a key with several values. R-COND-02: of no members, all match and none does; an ending
// IfExists changes neither.
std::string list_holds(const PairTest& test, std::size_t members) {
  const std::string there = there_name(test.key);
  // R-COND-03: without a prefix it must be absent, and that be enough.
  if (test.set == SetPrefix::none && test.op != "Null") {
    return test.if_exists || is_negated(test.op) ? not_of(there) : "false";
  }
  Texts terms;
  for (std::size_t i = 0; i < members; ++i) {
    const std::string used = fmt::format("used{}", i);
    if (test.op == "Null") {  // R-COND-07: a list of nothing is absent
      terms.push_back(used);
      continue;
    }
    const std::string match = value_matches(test, KeyKind::list, fmt::format("member{}", i));
    terms.push_back(test.set == SetPrefix::for_all ? fmt::format("(=> {} {})", used, match)
                                                   : fmt::format("(and {} {})", used, match));
  }
  if (test.op == "Null") {
    return test.values.front() == "true" ? not_of(any_of(terms)) : any_of(terms);
  }
  return test.set == SetPrefix::for_all ? all_of(terms) : any_of(terms);
}

std::string test_holds(const PairTest& test, std::size_t members) {
  const std::string there = there_name(test.key);
  const KeyKind kind = pair_keys()[test.key].kind;
  if (kind == KeyKind::list) return list_holds(test, members);
  if (test.op == "Null") return test.values.front() == "true" ? not_of(there) : there;
  const std::string match = value_matches(test, kind, value_name(test.key));
  // R-COND-02: absent, a negated operator holds, and so does one with IfExists. R-COND-03: a single
  // value under a set prefix is a list of one.
  const bool holds_absent = test.set == SetPrefix::none ? test.if_exists || is_negated(test.op)
                                                        : test.set == SetPrefix::for_all;
  return fmt::format("({} {} {})", holds_absent ? "=>" : "and", there, match);
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
std::size_t list_tests(const PairPolicy& policy) {
  std::size_t out = 0;
  for (const PairStatement& one : policy) {
    out += static_cast<std::size_t>(std::ranges::count_if(one.tests, [](const PairTest& test) {
      return pair_keys()[test.key].kind == KeyKind::list;
    }));
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
                                  : kind == KeyKind::time    ? "Int"
                                                             : "String";
    out += fmt::format("(declare-const {} Bool)\n", there_name(i));
    if (kind != KeyKind::list) out += fmt::format("(declare-const {} {})\n", value_name(i), sort);
    if (const std::string_view fixed = pair_keys()[i].fixed; !fixed.empty()) {
      out += fmt::format("(assert (and {} (= {} \"{}\")))\n", there_name(i), value_name(i), fixed);
    }
    if (kind == KeyKind::address) {
      out += fmt::format("(assert (and (>= {0} (- 1)) (< {0} 4294967296)))\n", value_name(i));
    }
  }
  const auto list = std::ranges::find(pair_keys(), KeyKind::list, &PairKey::kind);
  const auto list_key = static_cast<std::size_t>(list - pair_keys().begin());
  for (std::size_t i = 0; i < kMembers; ++i) {
    out += fmt::format("(declare-const used{0} Bool)\n(declare-const member{0} String)\n", i);
    out += fmt::format("(assert (=> used{} {}))\n", i, there_name(list_key));
  }
  return out;
}

std::vector<std::string> smt_questions(const PairPolicy& allowing, const PairPolicy& refusing) {
  const std::size_t members = std::min(kMembers, list_tests(allowing) + list_tests(refusing));
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
