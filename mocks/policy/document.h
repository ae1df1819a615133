// A policy document as its author wrote it, checked for its type, with the place of every element.
// Source: IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy
// language".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"
#include "mocks/policy/operators.h"

namespace rolechain {

// Where a policy stands decides what it may contain: who may have Principal, Resource, NotAction.
enum class PolicyType : std::uint8_t {
  identity,
  resource,
  trust,
  boundary,
  session,
  scp,
  rcp,
  endpoint,
};
std::string_view policy_type_name(PolicyType type);  // "identity-based policy", "trust policy", …
// The word that scenarios and reports use for a side: "identity", "resource", "trust", …
std::string_view policy_type_word(PolicyType type);

enum class Effect : std::uint8_t { allow, deny };

struct Text {
  std::string value;
  SourceSpan span;
};

struct PrincipalEntry {
  enum class Kind : std::uint8_t { anyone, aws, service, federated, canonical_user };
  Kind kind = Kind::aws;
  Text value;  // "*" for anyone
};

// One key of one operator: "StringLike": { "s3:prefix": ["home/*"] }.
struct ConditionTest {
  OperatorName op;
  Text key;                  // as written
  std::vector<Text> values;  // at least one; booleans and numbers as spelled
  SourceSpan span;           // of the operator's name
};

struct Statement {
  std::uint32_t index = 0;  // 0-based, in the document
  Text sid;                 // empty where there is none
  Effect effect = Effect::allow;
  bool has_principal = false;  // Principal or NotPrincipal is there
  bool not_principal = false;
  std::vector<PrincipalEntry> principals;
  bool not_action = false;
  std::vector<Text> actions;
  bool has_resource = false;
  bool not_resource = false;
  std::vector<Text> resources;
  std::vector<ConditionTest> conditions;
  SourceSpan span;

  // "#ReadConfig", or "#2" (1-based) where the statement has no Sid.
  [[nodiscard]] std::string fragment() const;
};

struct Document {
  PolicyType type = PolicyType::identity;
  bool variables = false;  // Version 2012-10-17: ${…} is a policy variable (R-COND-06)
  Text id;
  std::vector<Statement> statements;
  std::size_t size_chars = 0;  // without blanks, as AWS counts quotas
  SourceSpan span;
};

// All diagnostics, not only the first. `document` is meaningful only where `ok()`.
struct ParsedDocument {
  Document document;
  Diagnostics diagnostics;
  // What AWS's MalformedPolicyDocument says about the document, or "" where AWS would take it.
  // Of several mistakes AWS names one; the order of its checks is kept.
  std::string aws_message;
  [[nodiscard]] bool ok() const { return !has_errors(diagnostics); }
};

// Checks every element against the type's grammar and AWS's quotas. Unknown elements, operators
// and wrong shapes are errors with "did you mean"; unknown actions and condition keys warnings.
ParsedDocument parse_document(const Node& node, PolicyType type);

// Quotas in characters without blanks (R-POL-01). Source: IAM User Guide, "IAM and AWS STS
// quotas"; AWS Organizations User Guide, "Quotas".
inline constexpr std::size_t kTrustPolicy_chars = 2048;
inline constexpr std::size_t kTrustPolicyRaised_chars = 4096;  // AWS raises it on request
inline constexpr std::size_t kManagedPolicy_chars = 6144;
inline constexpr std::size_t kSessionPolicy_chars = 2048;
inline constexpr std::size_t kInlineRole_chars = 10240;  // all inline policies of one role
inline constexpr std::size_t kInlineUser_chars = 2048;
inline constexpr std::size_t kInlineGroup_chars = 5120;
inline constexpr std::size_t kOrganizationPolicy_chars = 5120;  // SCPs and RCPs

// The error policy-too-large. parse_document checks the types with one quota; whether an identity
// policy is managed or inline only the caller knows.
std::optional<Diagnostic> check_size(const Document& document, std::size_t limit_chars);

}  // namespace rolechain
