// What the parts of parse_document share: the type being checked, where messages go, how scalars
// and lists are read. Internal to this room.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "mocks/policy/document.h"

namespace rolechain {

// The order in which AWS checks a document: of several mistakes it names the first one's
// (observed). `accepted`: AWS takes it, only we do not.
enum class AwsPhase : std::uint8_t {
  syntax,
  parsing,
  sids,
  missing_actions,
  missing_resources,
  resource_format,
  action_format,
  accepted,
};

inline constexpr std::string_view kSyntaxErrors = "Syntax errors in policy.";

struct AwsRefusal {
  AwsPhase phase = AwsPhase::syntax;
  std::string message{kSyntaxErrors};
};
inline AwsRefusal aws_accepts() { return {AwsPhase::accepted, {}}; }

// What read_texts says AWS says: mostly nothing is wrong, and nothing is put together.
struct AwsWords {
  AwsPhase phase = AwsPhase::syntax;
  std::string_view message = kSyntaxErrors;
};

// How messages call an element: a condition key stands in backticks.
struct Called {
  std::string_view name;
  std::string_view quote;

  [[nodiscard]] std::string text() const;
};

class PolicyCheck {
 public:
  PolicyCheck(PolicyType type, ParsedDocument& out) : type_(type), out_(out) {}

  [[nodiscard]] PolicyType type() const { return type_; }
  [[nodiscard]] bool variables() const { return out_.document.variables; }

  void error(std::string code, std::string message, SourceSpan where, std::string help,
             AwsRefusal aws = {});
  void warning(std::string code, std::string message, SourceSpan where, std::string help);
  void unsupported(std::string code, std::string message, SourceSpan where, std::string help);

  // A scalar as text, booleans and numbers as spelled; or an error naming `what` and false.
  bool read_text(const Node& node, std::string_view what, Text& out);
  // One scalar or a list of scalars. An empty list is the error empty-list, with AWS's words.
  std::vector<Text> read_texts(const Node& node, Called what, AwsWords if_empty);
  // unknown-element for every member of `node` that is none of `known`.
  void unknown_elements(const Node& node, std::span<const std::string_view> known,
                        std::string_view where);

 private:
  void add(Severity severity, std::string code, std::string message, SourceSpan where,
           std::string help);
  void not_text(const Node& node, std::string_view what);

  PolicyType type_;
  ParsedDocument& out_;
  AwsPhase aws_phase_ = AwsPhase::accepted;
};

// Principal or NotPrincipal; `element` names it.
std::vector<PrincipalEntry> parse_principals(PolicyCheck& check, const Member& element);
std::vector<ConditionTest> parse_conditions(PolicyCheck& check, const Node& node);
void check_action(PolicyCheck& check, const Text& action, std::string_view element);
void check_resource(PolicyCheck& check, const Text& resource);
// bad-variable and variable-needs-version, for a text where variables may stand.
void check_variables(PolicyCheck& check, const Text& text);

// Warnings about actions and condition keys that the service reference does not know, and about
// keys with several values that are tested without a set operator.
void check_names(PolicyCheck& check, const Document& document);

bool type_has_principals(PolicyType type);  // R-PRIN-04

}  // namespace rolechain
