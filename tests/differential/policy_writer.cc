#include "tests/differential/policy_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "mocks/base/text.h"

namespace rolechain::differential {
namespace {

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

// One value as text, several as a list; sometimes one as a list.
std::string one_or_list(Rng& rng, const std::vector<std::string>& quoted_values) {
  if (quoted_values.size() == 1 && rng.chance(60)) return quoted_values.front();
  return fmt::format("[{}]", fmt::join(quoted_values, ","));
}

std::string other_case(Rng& rng, std::string text) {
  for (char& c : text) {
    if (rng.chance(50)) {
      c = static_cast<char>(std::isupper(static_cast<unsigned char>(c)) != 0
                                ? std::tolower(static_cast<unsigned char>(c))
                                : std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return text;
}

// The text with one part of it made a wildcard.
std::string with_wildcard(Rng& rng, std::string text, std::size_t from) {
  if (text.size() <= from) return text;
  const std::size_t at = rng.between(from, text.size() - 1);
  switch (rng.below(4)) {
    case 0:
      return text.substr(0, at) + "*";
    case 1:
      return text.replace(at, 1, "?");
    case 2:
      return text.replace(at, std::min<std::size_t>(rng.between(1, 6), text.size() - at), "*");
    default:
      return text.insert(at, "*");
  }
}

std::string action_pattern(Rng& rng, const std::string& action) {
  const std::size_t name = action.find(':') + 1;
  static constexpr std::array<std::string_view, 6> kOthers = {
      "s3:Get*", "dynamodb:*", "iam:GetUser", "ec2:Describe*", "sts:Assume*", "sqs:SendMessage"};
  switch (rng.below(10)) {
    case 0:
      return "*";
    case 1:
      return action.substr(0, name) + "*";
    case 2:
    case 3:
      return with_wildcard(rng, action, name);
    case 4:
      return other_case(rng, action);
    case 5:
      return std::string(rng.one_of(kOthers));
    default:
      return action;
  }
}

// A variable in place of a part of the resource, after its fifth colon.
std::string with_variable(Rng& rng, const std::string& resource) {
  static constexpr std::array<std::string_view, 9> kVariables = {
      "${aws:PrincipalTag/team}",
      "${aws:username}",
      "${aws:PrincipalTag/none}",
      "${aws:PrincipalAccount}",
      "${aws:PrincipalTag/team, 'orders'}",
      "${aws:username, 'jobs'}",
      "${aws:userid}",
      "${*}",
      "${aws:PrincipalOrgPaths}"};
  std::size_t from = 0;
  for (int colons = 0; colons < 5; ++colons) from = resource.find(':', from) + 1;
  if (from == 0 || from >= resource.size()) return resource;
  const std::size_t at = rng.between(from, resource.size());
  const std::string variable(rng.one_of(kVariables));
  if (rng.chance(30)) return resource.substr(0, at) + variable + resource.substr(at);
  return resource.substr(0, at) + variable + (rng.chance(70) ? "*" : "");
}

std::string with_other_segment(Rng& rng, std::string resource) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (int i = 0; i < 5; ++i) {
    const std::size_t colon = resource.find(':', from);
    if (colon == std::string::npos) return resource;
    parts.push_back(resource.substr(from, colon - from));
    from = colon + 1;
  }
  parts.push_back(resource.substr(from));
  std::string& part = parts.at(rng.between(3, 4));
  static constexpr std::array<std::string_view, 4> kSegments = {"*", "", "us-east-?",
                                                                "?1111111111*"};
  part = rng.one_of(kSegments);
  return fmt::format("{}", fmt::join(parts, ":"));
}

// Where the part after the resource's type begins; sometimes the type itself.
std::size_t after_type(Rng& rng, const std::string& resource, std::size_t last) {
  const std::size_t separator = resource.find_first_of("/:", last);
  return separator == std::string::npos || rng.chance(5) ? last : separator + 1;
}

std::string resource_pattern(Rng& rng, const PolicySubject& subject) {
  const std::string& resource = subject.resource;
  if (resource == "*") {
    return rng.chance(75) || subject.near.empty() ? "*" : rng.one_of(subject.near);
  }
  std::size_t last = 0;
  for (int colons = 0; colons < 5; ++colons) last = resource.find(':', last) + 1;
  switch (rng.below(12)) {
    case 0:
    case 1:
    case 2:
      return "*";
    case 3:
    case 4:
      return with_wildcard(rng, resource, after_type(rng, resource, last));
    case 5:
    case 6:
      return with_variable(rng, resource);
    case 7:
      return with_other_segment(rng, resource);
    case 8:
      return subject.near.empty() ? resource : rng.one_of(subject.near);
    case 9:
      return rng.chance(50) ? resource + "*" : resource + "/*";
    default:
      return resource;
  }
}

template <class Make>
std::string element(Rng& rng, std::string_view name, bool negated, std::size_t most, Make make) {
  std::vector<std::string> values;
  for (std::size_t i = rng.between(1, most); i > 0; --i) {
    std::string value = quoted(make());
    if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
  }
  return fmt::format("\"{}{}\":{}", negated ? "Not" : "", name, one_or_list(rng, values));
}

std::vector<std::string_view> operators_of(OperatorFamily family) {
  switch (family) {
    case OperatorFamily::numeric:
      return {"NumericEquals",         "NumericNotEquals",   "NumericLessThan",
              "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"};
    case OperatorFamily::date:
      return {"DateEquals",         "DateNotEquals",   "DateLessThan",
              "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"};
    case OperatorFamily::boolean:
      return {"Bool"};
    case OperatorFamily::ip:
      return {"IpAddress", "NotIpAddress"};
    case OperatorFamily::arn:
      return {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringEquals"};
    case OperatorFamily::binary:
      return {"BinaryEquals"};
    case OperatorFamily::string:
    case OperatorFamily::null:
      break;
  }
  return {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
          "StringLike",   "StringNotLike"};
}

std::string operator_for(Rng& rng, const CatalogKey& key) {
  std::string name(rng.one_of(operators_of(key.family)));
  if (rng.chance(3)) name = other_case(rng, name);
  if (rng.chance(18)) name += "IfExists";
  const bool set = key.multi_valued ? rng.chance(85) : rng.chance(8);
  if (set) name = (rng.chance(50) ? "ForAnyValue:" : "ForAllValues:") + name;
  return name;
}

std::string condition_value(Rng& rng, std::string_view value) {
  // AWS takes booleans and numbers as well as their text.
  if (rng.chance(4) && (value == "true" || value == "false")) return std::string(value);
  if (rng.chance(4) && !value.empty() && value.front() != '0' &&
      value.find_first_not_of("0123456789") == std::string_view::npos && value.size() < 12) {
    return std::string(value);
  }
  return quoted(value);
}

// `"Condition": {…}` of 1 to 3 tests, or "".
std::string conditions(Rng& rng, const PolicySubject& subject) {
  if (subject.keys.empty() || rng.chance(40)) return {};
  std::map<std::string, std::map<std::string, std::string>> operators;  // name → key → values
  for (std::size_t i = rng.between(1, 100) > 60 ? rng.between(2, 3) : 1; i > 0; --i) {
    const CatalogKey& key = *rng.one_of(subject.keys);
    const std::string spelled =
        rng.chance(8) ? other_case(rng, std::string(key.key)) : std::string(key.key);
    if (rng.chance(10)) {
      operators["Null"][spelled] = rng.chance(50) ? R"("true")" : R"("false")";
      continue;
    }
    std::vector<std::string> values;
    for (std::size_t n = rng.between(1, 100) > 70 ? 2 : 1; n > 0; --n) {
      std::string value = condition_value(rng, rng.one_of(key.policy));
      if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
    }
    operators[operator_for(rng, key)][spelled] = one_or_list(rng, values);
  }
  // Names that differ in case alone would be the same element twice.
  std::map<std::string, bool> seen;
  std::vector<std::string> members;
  for (const auto& [name, keys] : operators) {
    if (!seen.emplace(to_lower(name), true).second) continue;
    std::map<std::string, bool> seen_keys;
    std::vector<std::string> tests;
    for (const auto& [key, values] : keys) {
      if (seen_keys.emplace(to_lower(key), true).second) {
        tests.push_back(fmt::format("\"{}\":{}", key, values));
      }
    }
    members.push_back(fmt::format("\"{}\":{{{}}}", name, fmt::join(tests, ",")));
  }
  return fmt::format(R"(,"Condition":{{{}}})", fmt::join(members, ","));
}

std::string principal(Rng& rng, const PolicySubject& subject, bool deny) {
  const bool negated = deny && rng.chance(20);
  if (!negated && rng.chance(15)) {
    return rng.chance(50) ? R"("Principal":"*")" : R"("Principal":{"AWS":"*"})";
  }
  std::map<std::string, std::vector<std::string>> kinds;
  for (std::size_t i = rng.between(1, negated ? 3 : 2); i > 0; --i) {
    const std::string& member = rng.one_of(subject.principals);  // AWS:arn…
    const std::size_t colon = member.find('=');
    auto& values = kinds[member.substr(0, colon)];
    std::string value = quoted(member.substr(colon + 1));
    if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
  }
  std::vector<std::string> members;
  members.reserve(kinds.size());
  for (const auto& [kind, values] : kinds) {
    members.push_back(fmt::format("\"{}\":{}", kind, one_or_list(rng, values)));
  }
  return fmt::format(R"("{}Principal":{{{}}})", negated ? "Not" : "", fmt::join(members, ","));
}

bool has_principals(PolicyType type) {
  return type == PolicyType::resource || type == PolicyType::trust || type == PolicyType::endpoint;
}

std::string statement(Rng& rng, const PolicySubject& subject, PolicyType type,
                      const std::string& sid) {
  // RCPs deny only; other guardrails allow much and deny a little.
  const bool deny = type == PolicyType::rcp || rng.chance(type == PolicyType::scp ? 60 : 22);
  std::string text = fmt::format(R"({{"Sid":"{}","Effect":"{}",)", sid, deny ? "Deny" : "Allow");
  if (type == PolicyType::rcp || type == PolicyType::endpoint) {
    text += R"("Principal":"*",)";
  } else if (has_principals(type)) {
    text += principal(rng, subject, deny) + ",";
  }
  // An SCP's Allow may have NotAction since 2025, but not NotResource; an RCP has neither here.
  const bool not_action = type != PolicyType::rcp && rng.chance(10);
  if (type == PolicyType::trust) {
    static constexpr std::array<std::string_view, 3> kActions = {"sts:AssumeRole", "sts:TagSession",
                                                                 "sts:*"};
    text += element(rng, "Action", false, 2, [&] {
      return subject.action.starts_with("sts:") && rng.chance(50)
                 ? subject.action
                 : std::string(rng.one_of(kActions));
    });
  } else {
    text += element(rng, "Action", not_action, 3, [&] {
      std::string pattern = action_pattern(rng, subject.action);
      return type == PolicyType::rcp && pattern == "*" ? subject.action : pattern;
    });
    const bool not_resource = type != PolicyType::rcp && rng.chance(8);
    text += "," + element(rng, "Resource", not_resource, 2,
                          [&] { return resource_pattern(rng, subject); });
  }
  return text + conditions(rng, subject) + "}";
}

}  // namespace

std::string write_policy(Rng& rng, const PolicySubject& subject, PolicyType type,
                         std::string_view sid) {
  std::string version;
  const std::size_t dice = rng.below(100);
  if (dice < 85 || type == PolicyType::rcp || type == PolicyType::scp) {
    version = R"("Version":"2012-10-17",)";
  } else if (dice < 95) {
    version = R"("Version":"2008-10-17",)";
  }
  std::vector<std::string> statements;
  for (std::size_t i = 0, count = rng.between(1, 3); i < count; ++i) {
    statements.push_back(statement(rng, subject, type, fmt::format("{}s{}", sid, i)));
  }
  return fmt::format(R"({{{}"Statement":[{}]}})", version, fmt::join(statements, ","));
}

}  // namespace rolechain::differential
