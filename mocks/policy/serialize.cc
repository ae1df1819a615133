#include "mocks/policy/serialize.h"

#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/node.h"

namespace rolechain {
namespace {

// Not Node::set, which looks for the key first: a document's keys are known to differ.
void add(Node& map, std::string_view key, Node value) {
  map.members.push_back({std::string(key), std::move(value), {}});
}

// One text by itself, any other number as a list.
Node one_or_list(const std::vector<Text>& texts) {
  if (texts.size() == 1) return Node::make_string(texts.front().value);
  Node out = Node::make_list();
  out.items.reserve(texts.size());
  for (const Text& text : texts) out.items.push_back(Node::make_string(text.value));
  return out;
}

std::string_view key_of(PrincipalEntry::Kind kind) {
  switch (kind) {
    case PrincipalEntry::Kind::service:
      return "Service";
    case PrincipalEntry::Kind::federated:
      return "Federated";
    case PrincipalEntry::Kind::canonical_user:
      return "CanonicalUser";
    case PrincipalEntry::Kind::anyone:
    case PrincipalEntry::Kind::aws:
      break;
  }
  return "AWS";
}

Node principals(const std::vector<PrincipalEntry>& entries, PolicyType type) {
  const bool everybody =
      entries.size() == 1 && entries.front().kind == PrincipalEntry::Kind::anyone;
  if (everybody && type != PolicyType::trust) return Node::make_string("*");
  Node out = Node::make_map();
  for (std::size_t begin = 0; begin < entries.size();) {  // those of one key stand together
    const std::string_view key = key_of(entries[begin].kind);
    std::vector<Text> names;
    for (; begin < entries.size() && key_of(entries[begin].kind) == key; ++begin) {
      names.push_back(entries[begin].value);
    }
    add(out, key, one_or_list(names));
  }
  return out;
}

Node conditions(const std::vector<ConditionTest>& tests) {
  Node out = Node::make_map();
  for (const ConditionTest& test : tests) {  // the keys of one operator stand together
    const std::string op = full_operator_name(test.op);
    if (out.members.empty() || out.members.back().key != op) add(out, op, Node::make_map());
    add(out.members.back().value, test.key.value, one_or_list(test.values));
  }
  return out;
}

Node statement(const Statement& from, PolicyType type) {
  Node out = Node::make_map();
  if (!from.sid.value.empty()) add(out, "Sid", Node::make_string(from.sid.value));
  add(out, "Effect", Node::make_string(from.effect == Effect::allow ? "Allow" : "Deny"));
  if (from.has_principal) {
    add(out, from.not_principal ? "NotPrincipal" : "Principal", principals(from.principals, type));
  }
  add(out, from.not_action ? "NotAction" : "Action", one_or_list(from.actions));
  if (from.has_resource) {
    add(out, from.not_resource ? "NotResource" : "Resource", one_or_list(from.resources));
  }
  if (!from.conditions.empty()) add(out, "Condition", conditions(from.conditions));
  return out;
}

}  // namespace

std::string to_policy_json(const Document& document) {
  Node out = Node::make_map();
  // R-POL-02: a document without Version is of 2008-10-17.
  add(out, "Version", Node::make_string(document.variables ? "2012-10-17" : "2008-10-17"));
  if (!document.id.value.empty()) add(out, "Id", Node::make_string(document.id.value));
  Node statements = Node::make_list();
  statements.items.reserve(document.statements.size());
  for (const Statement& one : document.statements) {
    statements.items.push_back(statement(one, document.type));
  }
  add(out, "Statement", std::move(statements));
  return to_pretty_json(out);
}

}  // namespace rolechain
