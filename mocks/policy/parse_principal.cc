// Principal and NotPrincipal.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/policy_check.h"

namespace rolechain {
namespace {

using Kind = PrincipalEntry::Kind;

constexpr std::array<std::string_view, 4> kKinds = {"AWS", "Service", "Federated", "CanonicalUser"};

AwsRefusal invalid_principal(std::string_view kind, std::string_view value) {
  return {AwsPhase::parsing, fmt::format(R"(Invalid principal in policy: "{}":"{}")", kind, value)};
}

void bad_principal(PolicyCheck& check, std::string_view kind, const Text& text,
                   std::string_view problem, std::string help) {
  check.error("bad-principal", fmt::format("`{}` {}", text.value, problem), text.span,
              std::move(help), invalid_principal(kind, text.value));
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// AROA…, AIDA…: what AWS shows for a role or user that was deleted (R-PRIN-07).
bool is_unique_id(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && text.front() == 'A' &&
         std::ranges::all_of(
             text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

// What an ARN may name, by service and the beginning of the resource part.
bool names_a_principal(const Arn& arn) {
  const std::string_view resource = arn.resource;
  if (arn.service == "iam") {
    return resource == "root" || (resource.starts_with("role/") && resource.size() > 5) ||
           (resource.starts_with("user/") && resource.size() > 5);
  }
  if (arn.service != "sts") return false;
  if (resource.starts_with("federated-user/")) return resource.size() > 15;
  constexpr std::size_t prefix = 13;  // "assumed-role/"
  if (!resource.starts_with("assumed-role/")) return false;
  const std::size_t slash = resource.find('/', prefix);
  return slash != std::string_view::npos && slash > prefix && slash + 1 < resource.size();
}

void check_aws_arn(PolicyCheck& check, const Text& text, const Arn& arn) {
  // "cloudfront" is the account of origin access identities.
  if (!is_account_id(arn.account) && arn.account != "cloudfront") {
    bad_principal(check, "AWS", text, fmt::format("has `{}` as account", arn.account),
                  "an account id has 12 digits, leading zeros included");
  } else if (arn.service == "iam" && arn.resource.starts_with("group/")) {
    bad_principal(check, "AWS", text, "is a group, and groups are no principals",
                  "name the users, or a role that they assume");
  } else if (arn.service == "iam" && arn.resource.starts_with("instance-profile/")) {
    bad_principal(check, "AWS", text, "is an instance profile",
                  "name the role that the profile holds: …:role/name");
  } else if (!names_a_principal(arn)) {
    bad_principal(check, "AWS", text, "names no principal",
                  "a principal is …:root, …:role/name, …:user/name, "
                  "arn:aws:sts::ACCOUNT:assumed-role/name/session or …:federated-user/name");
  }
}

void check_aws(PolicyCheck& check, const Text& text) {
  const std::string_view value = text.value;
  if (is_account_id(value) || is_unique_id(value)) return;
  if (is_digits(value)) {
    bad_principal(check, "AWS", text, fmt::format("has {} digits", value.size()),
                  "an account id has 12 digits: write it in quotes, leading zeros included");
  } else if (has_wildcard(value)) {
    // R-PRIN-03
    bad_principal(check, "AWS", text, "has a wildcard: a principal is `*` or one whole name",
                  "name the account and narrow it with a condition on aws:PrincipalArn");
  } else if (const auto arn = split_arn(value)) {
    check_aws_arn(check, text, *arn);
  } else {
    bad_principal(check, "AWS", text, "is neither an ARN nor an account id",
                  R"(write "arn:aws:iam::111111111111:role/name" or "111111111111")");
  }
}

void check_service(PolicyCheck& check, const Text& text) {
  const std::string_view value = text.value;
  const std::size_t dot = value.find('.');
  if (has_wildcard(value)) {
    bad_principal(check, "Service", text, "has a wildcard", "name one service");
  } else if (dot == std::string_view::npos || dot == 0 || value.find(' ') != value.npos ||
             value.find(':') != value.npos) {
    bad_principal(check, "Service", text, "is not a service principal",
                  R"(write it like "ec2.amazonaws.com")");
  }
}

void check_federated(PolicyCheck& check, const Text& text) {
  const std::string_view value = text.value;
  const auto arn = split_arn(value);
  const bool provider =
      arn && arn->service == "iam" && is_account_id(arn->account) &&
      (arn->resource.starts_with("oidc-provider/") || arn->resource.starts_with("saml-provider/"));
  // Providers that need no entity in IAM: accounts.google.com, graph.facebook.com,
  // www.amazon.com, cognito-identity.amazonaws.com.
  const bool name = value.find('.') != value.npos && value.find_first_of(":/ ") == value.npos;
  if (!has_wildcard(value) && (provider || name)) return;
  bad_principal(
      check, "Federated", text, "is not an identity provider",
      R"(write "arn:aws:iam::111111111111:oidc-provider/HOST/PATH", …:saml-provider/NAME, )"
      "or a name such as accounts.google.com");
}

void check_entry(PolicyCheck& check, const PrincipalEntry& entry) {
  switch (entry.kind) {
    case Kind::anyone:
      return;
    case Kind::aws:
      return check_aws(check, entry.value);
    case Kind::service:
      return check_service(check, entry.value);
    case Kind::federated:
      return check_federated(check, entry.value);
    case Kind::canonical_user:
      return check.unsupported("unsupported-principal",
                               "CanonicalUser principals are not decided by rolechain",
                               entry.value.span, "name the account or role with AWS");
  }
}

std::optional<Kind> kind_of(std::string_view key) {
  const auto at = std::ranges::find(kKinds, key);
  if (at == kKinds.end()) return std::nullopt;
  constexpr std::array<Kind, 4> kinds = {Kind::aws, Kind::service, Kind::federated,
                                         Kind::canonical_user};
  return kinds[static_cast<std::size_t>(at - kKinds.begin())];
}

// R-PRIN-03: "*" and {"AWS": "*"} are one principal, but a trust policy takes only the second.
void read_scalar(PolicyCheck& check, const Member& element, std::vector<PrincipalEntry>& out) {
  const Node& node = element.value;
  if (!node.is_scalar() || node.text != "*") {
    check.error(
        "bad-principal",
        fmt::format(R"({} must be "*" or a map, not {})", element.key, describe(node)), node.span,
        R"(write {"AWS": …}, {"Service": …} or {"Federated": …})",
        {AwsPhase::syntax, check.type() == PolicyType::trust ? "Principal must be a JSON object."
                                                             : "Syntax errors in policy."});
    return;
  }
  if (check.type() == PolicyType::trust) {
    check.error(
        "bad-principal", "a trust policy does not take `*` by itself", node.span,
        R"(write {"AWS": "*"} if everybody may really assume this role)",
        {AwsPhase::parsing, R"(AssumeRolepolicy contained an invalid principal: "STAR":"*".)"});
    return;
  }
  out.push_back(PrincipalEntry{Kind::anyone, Text{node.text, node.span}});
}

void read_member(PolicyCheck& check, const Member& member, std::vector<PrincipalEntry>& out) {
  const auto kind = kind_of(member.key);
  if (!kind) {
    std::string help = did_you_mean(member.key, kKinds);
    if (help.empty()) help = "principals are AWS, Service, Federated or CanonicalUser";
    check.error("bad-principal", fmt::format("unknown kind of principal `{}`", member.key),
                member.key_span, std::move(help));
    return;
  }
  for (Text& text : check.read_texts(member.value, {member.key, {}}, AwsWords{})) {
    const bool anyone = *kind == Kind::aws && text.value == "*";
    out.push_back(PrincipalEntry{anyone ? Kind::anyone : *kind, std::move(text)});
    check_entry(check, out.back());
  }
}

}  // namespace

std::vector<PrincipalEntry> parse_principals(PolicyCheck& check, const Member& element) {
  std::vector<PrincipalEntry> out;
  if (!element.value.is_map()) {
    read_scalar(check, element, out);
  } else {
    if (element.value.members.empty()) {
      check.error("bad-principal", fmt::format("{} is an empty map", element.key),
                  element.value.span, "name somebody, or remove the statement",
                  {AwsPhase::syntax, check.type() == PolicyType::trust
                                         ? "Missing required field Principal cannot be empty!"
                                         : "Syntax errors in policy."});
    }
    for (const Member& member : element.value.members) read_member(check, member, out);
  }
  if (check.type() == PolicyType::rcp) {
    // R-POL-08: an RCP speaks about everybody and narrows with conditions.
    for (const PrincipalEntry& entry : out) {
      if (entry.kind == Kind::anyone) continue;
      check.error("bad-principal", "the Principal of a resource control policy is `*`",
                  entry.value.span, R"(write "Principal": "*" and narrow with a Condition)");
    }
  }
  return out;
}

}  // namespace rolechain
