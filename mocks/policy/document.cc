#include "mocks/policy/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/policy/policy_check.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 3> kDocumentElements = {"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> kStatementElements = {
    "Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
    "NotAction", "Resource", "NotResource", "Condition"};

// As read_statement sees it: which elements are there.
struct Elements {
  const Member* sid = nullptr;
  const Member* effect = nullptr;
  const Member* principal = nullptr;
  const Member* not_principal = nullptr;
  const Member* action = nullptr;
  const Member* not_action = nullptr;
  const Member* resource = nullptr;
  const Member* not_resource = nullptr;
  const Member* condition = nullptr;
};

const Member* member_of(const Node& node, std::string_view key) {
  const auto at = std::ranges::find(node.members, key, &Member::key);
  return at == node.members.end() ? nullptr : &*at;
}

Elements elements_of(const Node& node) {
  return {member_of(node, "Sid"),       member_of(node, "Effect"),
          member_of(node, "Principal"), member_of(node, "NotPrincipal"),
          member_of(node, "Action"),    member_of(node, "NotAction"),
          member_of(node, "Resource"),  member_of(node, "NotResource"),
          member_of(node, "Condition")};
}

void refuse_both(PolicyCheck& check, const Member* a, const Member* b) {
  if (a == nullptr || b == nullptr) return;
  check.error("element-conflict",
              fmt::format("a statement has either {} or {}, not both", a->key, b->key), b->key_span,
              fmt::format("split it into two statements, or remove {}", b->key));
}

// The types whose statements IAM's own API checks: it wants Sids of letters and digits.
bool has_plain_sids(PolicyType type) {
  return type == PolicyType::identity || type == PolicyType::boundary ||
         type == PolicyType::session || type == PolicyType::scp;
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

void read_sid(PolicyCheck& check, const Elements& in, Statement& out) {
  if (in.sid == nullptr || !check.read_text(in.sid->value, "Sid", out.sid)) return;
  if (has_plain_sids(check.type()) && !is_plain(out.sid.value)) {
    check.error("bad-sid",
                fmt::format("the Sid `{}` may hold only letters and digits", out.sid.value),
                out.sid.span, "write it without blanks and punctuation",
                {AwsPhase::sids,
                 "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the "
                 "regular expression [0-9A-Za-z]*"});
  }
}

void read_effect(PolicyCheck& check, const Node& node, const Elements& in, Statement& out) {
  const bool trust = check.type() == PolicyType::trust;
  if (in.effect == nullptr) {
    check.error(
        "missing-element", "the statement has no Effect", node.span,
        R"(add "Effect": "Allow" or "Effect": "Deny")",
        trust ? AwsRefusal{AwsPhase::syntax, "Missing required field Effect"} : AwsRefusal{});
    return;
  }
  Text text;
  if (!check.read_text(in.effect->value, "Effect", text)) return;
  if (text.value == "Allow" || text.value == "Deny") {
    out.effect = text.value == "Allow" ? Effect::allow : Effect::deny;
  } else {
    static constexpr std::array<std::string_view, 2> effects = {"Allow", "Deny"};
    std::string help = did_you_mean(text.value, effects);
    if (help.empty()) help = "an Effect is Allow or Deny, spelled like this";
    check.error("bad-effect", fmt::format("unknown Effect `{}`", text.value), text.span,
                std::move(help));
    return;
  }
  // R-POL-08: only AWS's own RCPFullAWSAccess allows.
  if (check.type() == PolicyType::rcp && out.effect == Effect::allow) {
    check.error("element-not-allowed", "a resource control policy has only Deny statements",
                text.span, "write Deny; RCPFullAWSAccess, which allows, is always attached");
  }
}

// R-POL-03: the type says who may have which element (here and below).
void read_principals(PolicyCheck& check, const Node& node, const Elements& in, Statement& out) {
  const Member* element = in.principal != nullptr ? in.principal : in.not_principal;
  if (!type_has_principals(check.type())) {
    if (element == nullptr) return;
    check.error(
        "principal-not-allowed",
        fmt::format("{} must not name a principal", policy_type_name(check.type())),
        element->key_span,
        fmt::format("remove {}: the policy speaks about whom it is attached to", element->key),
        {AwsPhase::syntax, "Policy document should not specify a principal."});
    return;
  }
  if (element == nullptr) {
    check.error("missing-element", "the statement has no Principal", node.span,
                R"(say who: "Principal": {"AWS": "arn:aws:iam::111111111111:role/name"})",
                {AwsPhase::syntax, "Missing required field Principal"});
    return;
  }
  out.has_principal = true;
  out.not_principal = in.not_principal != nullptr;
  out.principals = parse_principals(check, *element);
  if (!out.not_principal) return;
  if (check.type() == PolicyType::trust || check.type() == PolicyType::rcp) {
    check.error("element-not-allowed",
                fmt::format("{} must not have NotPrincipal", policy_type_name(check.type())),
                element->key_span, "name who may with Principal, or exclude with a Condition",
                {AwsPhase::syntax, "AssumeRole policy must not contain NotPrincipal field."});
  } else if (out.effect == Effect::allow) {
    // R-POL-07. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
    check.error("element-conflict", "NotPrincipal goes with Deny only", element->key_span,
                "name who may with Principal, or exclude with a Condition",
                {AwsPhase::syntax, "Allow with NotPrincipal is not allowed."});
  }
}

void read_actions(PolicyCheck& check, const Node& node, const Elements& in, Statement& out) {
  const Member* element = in.action != nullptr ? in.action : in.not_action;
  const AwsWords missing{AwsPhase::missing_actions, check.type() == PolicyType::trust
                                                        ? "Missing required field Action"
                                                        : "Policy statement must contain actions."};
  if (element == nullptr) {
    check.error("missing-element", "the statement has no Action", node.span,
                R"(add "Action": "service:Name")", {missing.phase, std::string(missing.message)});
    return;
  }
  out.not_action = in.not_action != nullptr;
  if (out.not_action && check.type() == PolicyType::rcp) {
    check.error("element-not-allowed", "a resource control policy must not have NotAction",
                element->key_span, "list the actions with Action");  // R-POL-08
  }
  out.actions = check.read_texts(element->value, {element->key, {}}, missing);
  for (const Text& action : out.actions) check_action(check, action, element->key);
}

void read_resources(PolicyCheck& check, const Node& node, const Elements& in, Statement& out) {
  const Member* element = in.resource != nullptr ? in.resource : in.not_resource;
  const AwsWords missing{AwsPhase::missing_resources, "Policy statement must contain resources."};
  if (check.type() == PolicyType::trust) {
    if (element == nullptr) return;
    // R-TRUST-10: the role itself is the resource.
    check.error(
        "element-not-allowed", fmt::format("a trust policy must not have {}", element->key),
        element->key_span,
        fmt::format("remove {}: the role that holds the policy is the resource", element->key),
        {AwsPhase::syntax, in.resource != nullptr
                               ? "Has prohibited field Resource"
                               : "AssumeRole policy must not contain resources."});
    return;
  }
  if (element == nullptr) {
    // Some resources' own policies (ECR repositories) have no Resource: it is the one they are on.
    if (check.type() == PolicyType::resource) return;
    check.error("missing-element", "the statement has no Resource", node.span,
                R"(add "Resource": "*" or the ARNs that it is about)",
                {missing.phase, std::string(missing.message)});
    return;
  }
  out.has_resource = true;
  out.not_resource = in.not_resource != nullptr;
  out.resources = check.read_texts(element->value, {element->key, {}}, missing);
  for (const Text& resource : out.resources) check_resource(check, resource);
}

Statement read_statement(PolicyCheck& check, const Node& node, std::uint32_t index) {
  Statement out;
  out.index = index;
  out.span = node.span;
  if (!node.is_map()) {
    check.error("wrong-type", fmt::format("a statement must be a map, not {}", describe(node)),
                node.span, R"(write { "Effect": …, "Action": …, "Resource": … })");
    return out;
  }
  check.unknown_elements(node, kStatementElements, "a statement");
  const Elements in = elements_of(node);
  refuse_both(check, in.principal, in.not_principal);
  refuse_both(check, in.action, in.not_action);
  refuse_both(check, in.resource, in.not_resource);
  read_sid(check, in, out);
  read_effect(check, node, in, out);
  read_principals(check, node, in, out);
  read_actions(check, node, in, out);
  read_resources(check, node, in, out);
  if (in.condition != nullptr) out.conditions = parse_conditions(check, in.condition->value);
  return out;
}

// R-POL-02: without Version it is 2008-10-17, which knows no variables (R-COND-10).
void read_version(PolicyCheck& check, const Node& node, Document& out) {
  const Node* version = node.find("Version");
  if (version == nullptr) {
    if (check.type() == PolicyType::rcp) {
      check.error("missing-element", "a resource control policy needs a Version", node.span,
                  R"(add "Version": "2012-10-17")");  // R-POL-08
    }
    return;
  }
  Text text;
  if (!check.read_text(*version, "Version", text)) return;
  out.variables = text.value == "2012-10-17";
  if (!out.variables && text.value != "2008-10-17") {
    check.error("bad-version", fmt::format("unknown policy version `{}`", text.value), text.span,
                R"(the version is that of the language: write "2012-10-17")");
  }
}

// R-POL-05.
void check_sids(PolicyCheck& check, const Document& document) {
  constexpr std::size_t kFew = 16;  // comparing all pairs is the quickest for a few
  const std::vector<Statement>& all = document.statements;
  std::unordered_set<std::string_view> seen;
  const auto is_new = [&](const Statement& statement) {
    if (all.size() > kFew) return seen.insert(statement.sid.value).second;
    return std::ranges::none_of(std::span(all).first(statement.index), [&](const Statement& other) {
      return other.sid.value == statement.sid.value;
    });
  };
  for (const Statement& statement : all) {
    const Text& sid = statement.sid;
    if (sid.value.empty() || is_new(statement)) continue;
    std::string message = fmt::format("the Sid `{}` stands twice", sid.value);
    std::string help = "give each statement its own Sid";
    if (has_plain_sids(check.type())) {
      check.error("duplicate-sid", std::move(message), sid.span, std::move(help),
                  {AwsPhase::sids, "Statement IDs (SID) in a single policy must be unique."});
    } else if (check.type() == PolicyType::trust) {
      check.error("duplicate-sid", std::move(message), sid.span, std::move(help),
                  {AwsPhase::sids, "The Statement Ids in the policy are not unique"});
    } else {
      check.warning("duplicate-sid", std::move(message), sid.span, std::move(help));
    }
  }
}

void read_statements(PolicyCheck& check, const Node& node, Document& out) {
  const Node* statement = node.find("Statement");
  if (statement == nullptr) {
    check.error("missing-element", "the policy has no Statement", node.span,
                R"(add "Statement": [ … ])");
    return;
  }
  if (!statement->is_list()) {
    out.statements.push_back(read_statement(check, *statement, 0));
    return;
  }
  if (statement->items.empty()) {
    check.error("empty-list", "Statement is an empty list", statement->span,
                "add a statement, or remove the policy");
  }
  out.statements.reserve(statement->items.size());
  for (const Node& item : statement->items) {
    const auto index = static_cast<std::uint32_t>(out.statements.size());
    out.statements.push_back(read_statement(check, item, index));
  }
  check_sids(check, out);
}

// The types with one quota (R-POL-01).
std::optional<std::size_t> quota_chars(PolicyType type) {
  switch (type) {
    case PolicyType::trust:
      return kTrustPolicyRaised_chars;
    case PolicyType::session:
      return kSessionPolicy_chars;
    case PolicyType::boundary:
      return kManagedPolicy_chars;
    case PolicyType::scp:
    case PolicyType::rcp:
      return kOrganizationPolicy_chars;
    case PolicyType::identity:
    case PolicyType::resource:
    case PolicyType::endpoint:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::string_view policy_type_name(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return "an identity-based policy";
    case PolicyType::resource:
      return "a resource-based policy";
    case PolicyType::trust:
      return "a trust policy";
    case PolicyType::boundary:
      return "a permissions boundary";
    case PolicyType::session:
      return "a session policy";
    case PolicyType::scp:
      return "a service control policy";
    case PolicyType::rcp:
      return "a resource control policy";
    case PolicyType::endpoint:
      return "a VPC endpoint policy";
  }
  return "";
}

std::string_view policy_type_word(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return "identity";
    case PolicyType::resource:
      return "resource";
    case PolicyType::trust:
      return "trust";
    case PolicyType::boundary:
      return "boundary";
    case PolicyType::session:
      return "session";
    case PolicyType::scp:
      return "scp";
    case PolicyType::rcp:
      return "rcp";
    case PolicyType::endpoint:
      return "endpoint";
  }
  return "";
}

std::string Statement::fragment() const {
  return sid.value.empty() ? fmt::format("#{}", index + 1) : "#" + sid.value;
}

ParsedDocument parse_document(const Node& node, PolicyType type) {
  ParsedDocument out;
  out.document.type = type;
  out.document.span = node.span;
  PolicyCheck check(type, out);
  if (!node.is_map()) {
    check.error("wrong-type", fmt::format("a policy must be a map, not {}", describe(node)),
                node.span, R"(write { "Version": "2012-10-17", "Statement": [ … ] })");
    return out;
  }
  check.unknown_elements(node, kDocumentElements, "a policy");
  read_version(check, node, out.document);
  if (const Node* id = node.find("Id")) check.read_text(*id, "Id", out.document.id);
  read_statements(check, node, out.document);
  if (out.ok()) check_names(check, out.document);  // a broken name is not also an unknown one
  out.document.size_chars = json_size_chars(node);
  if (const auto quota = quota_chars(type)) {
    if (auto diagnostic = check_size(out.document, *quota)) {
      out.diagnostics.push_back(std::move(*diagnostic));
    } else if (type == PolicyType::trust && out.document.size_chars > kTrustPolicy_chars) {
      check.warning("policy-too-large",
                    fmt::format("the policy has {} characters; a trust policy may have {}",
                                out.document.size_chars, kTrustPolicy_chars),
                    node.span, "shorten it, or ask AWS to raise the quota to 4096");
    }
  }
  return out;
}

std::optional<Diagnostic> check_size(const Document& document, std::size_t limit_chars) {
  if (document.size_chars <= limit_chars) return std::nullopt;
  return Diagnostic{Severity::error, "policy-too-large",
                    fmt::format("the policy has {} characters; {} may have {}", document.size_chars,
                                policy_type_name(document.type), limit_chars),
                    document.span, "shorten it, or split it; blanks are not counted"};
}

}  // namespace rolechain
