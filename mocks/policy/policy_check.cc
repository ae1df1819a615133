#include "mocks/policy/policy_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mocks/base/cut.h"
#include "mocks/base/text.h"

namespace rolechain {

namespace {

// Enough for two ARNs; the place tells the rest.
constexpr std::size_t kMessage_bytes = 600;

}  // namespace

void PolicyCheck::add(Severity severity, std::string code, std::string message, SourceSpan where,
                      std::string help) {
  out_.diagnostics.push_back(Diagnostic{severity, std::move(code),
                                        cut_middle(std::move(message), kMessage_bytes), where,
                                        std::move(help)});
}

void PolicyCheck::error(std::string code, std::string message, SourceSpan where, std::string help,
                        AwsRefusal aws) {
  add(Severity::error, std::move(code), std::move(message), where, std::move(help));
  if (aws.phase >= aws_phase_) return;
  aws_phase_ = aws.phase;
  out_.aws_message = std::move(aws.message);
}

void PolicyCheck::warning(std::string code, std::string message, SourceSpan where,
                          std::string help) {
  add(Severity::warning, std::move(code), std::move(message), where, std::move(help));
}

void PolicyCheck::unsupported(std::string code, std::string message, SourceSpan where,
                              std::string help) {
  add(Severity::unsupported, std::move(code), std::move(message), where, std::move(help));
}

void PolicyCheck::not_text(const Node& node, std::string_view what) {
  error("wrong-type", fmt::format("{} must be text, not {}", what, describe(node)), node.span,
        "write one string in quotes");
}

bool PolicyCheck::read_text(const Node& node, std::string_view what, Text& out) {
  if (!node.is_scalar()) {
    not_text(node, what);
    return false;
  }
  out = Text{node.text, node.span};
  return true;
}

std::string Called::text() const { return fmt::format("{1}{0}{1}", name, quote); }

std::vector<Text> PolicyCheck::read_texts(const Node& node, Called what, AwsWords if_empty) {
  std::vector<Text> out;
  if (node.is_scalar()) {
    out.push_back(Text{node.text, node.span});
    return out;
  }
  if (!node.is_list()) {
    error("wrong-type",
          fmt::format("{} must be a string or a list of strings, not {}", what.text(),
                      describe(node)),
          node.span, "write one string, or several in [ ]");
    return out;
  }
  if (node.items.empty()) {
    error("empty-list", fmt::format("{} is an empty list", what.text()), node.span,
          "name at least one, or remove the statement",
          {if_empty.phase, std::string(if_empty.message)});
  }
  out.reserve(node.items.size());
  for (const Node& item : node.items) {
    if (item.is_scalar()) {
      out.push_back(Text{item.text, item.span});
    } else {
      not_text(item, fmt::format("an entry of {}", what.text()));
    }
  }
  return out;
}

void PolicyCheck::unknown_elements(const Node& node, std::span<const std::string_view> known,
                                   std::string_view where) {
  for (const Member& member : node.members) {
    if (std::ranges::find(known, member.key) != known.end()) continue;
    std::string help = did_you_mean(member.key, known);
    if (help.empty()) {
      help =
          "a statement's elements are Sid, Effect, Principal, Action, Resource, Condition and "
          "their Not… forms";
    }
    error("unknown-element", fmt::format("unknown element `{}` in {}", member.key, where),
          member.key_span, std::move(help));
  }
}

bool type_has_principals(PolicyType type) {
  switch (type) {
    case PolicyType::resource:
    case PolicyType::trust:
    case PolicyType::rcp:
    case PolicyType::endpoint:
      return true;
    case PolicyType::identity:
    case PolicyType::boundary:
    case PolicyType::session:
    case PolicyType::scp:
      break;
  }
  return false;
}

}  // namespace rolechain
