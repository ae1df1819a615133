#include "mocks/http/authorization_messages.h"

#include <span>

#include "mocks/base/node.h"

namespace rolechain {
namespace {

constexpr std::size_t kKept_max = 10'000;
constexpr std::size_t kMessage_chars = 480;

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node boolean_node(bool value) {
  Node out;
  out.kind = Node::Kind::boolean;
  out.text = value ? "true" : "false";
  return out;
}

Node items(Node list) {
  Node out = Node::make_map();
  out.set("items", std::move(list));
  return out;
}

template <class Range, class Text>
Node values(const Range& range, Text text) {
  Node list = Node::make_list();
  for (const auto& one : range) {
    Node value = Node::make_map();
    value.set("value", text_node(text(one)));
    list.items.push_back(std::move(value));
  }
  return items(std::move(list));
}

Node statement_node(const Session& caller, const Statement& statement) {
  const auto plain = [](const Text& text) -> std::string_view { return text.value; };
  Node conditions = Node::make_list();
  for (const ConditionTest& test : statement.conditions) {
    Node one = Node::make_map();
    one.set("key", text_node(test.key.value));
    one.set("values", values(test.values, plain));
    conditions.items.push_back(std::move(one));
  }
  Node out = Node::make_map();
  out.set("statementId", text_node(statement.sid.value));
  out.set("effect", text_node(statement.effect == Effect::deny ? "DENY" : "ALLOW"));
  const std::string* id = &caller.unique_id;
  out.set("principals",
          values(std::span(id, 1), [](const std::string& one) { return std::string_view(one); }));
  out.set("principalGroups", items(Node::make_list()));
  out.set("actions", values(statement.actions, plain));
  out.set("resources", values(statement.resources, plain));
  out.set("conditions", items(std::move(conditions)));
  return out;
}

Node context_node(const Session& caller, const Trace& trace) {
  const bool has_name =
      caller.kind == Session::Kind::role || caller.kind == Session::Kind::federated_user;
  Node principal = Node::make_map();
  principal.set(
      "id", text_node(has_name ? caller.unique_id + ":" + caller.session_name : caller.unique_id));
  principal.set("name", text_node(std::string_view(caller.arn).substr(caller.arn.rfind('/') + 1)));
  principal.set("arn", text_node(caller.arn));
  Node conditions = Node::make_list();
  for (const ContextEntry& entry : trace.context.all()) {
    Node one = Node::make_map();
    one.set("key", text_node(entry.key));
    one.set("values",
            values(entry.values, [](const std::string& text) { return std::string_view(text); }));
    conditions.items.push_back(std::move(one));
  }
  Node out = Node::make_map();
  out.set("principal", std::move(principal));
  out.set("action", text_node(trace.action));
  out.set("resource", text_node(trace.resource));
  out.set("conditions", items(std::move(conditions)));
  return out;
}

}  // namespace

std::string authorization_document(const Session& caller, const Decision& decision,
                                   const Trace& trace) {
  const bool explicitly = decision.outcome == Outcome::explicitly_denied;
  Node matched = Node::make_list();
  if (explicitly && decision.policy != nullptr) {
    matched.items.push_back(
        statement_node(caller, decision.policy->statements()[decision.statement]));
  }
  Node out = Node::make_map();
  out.set("allowed", boolean_node(decision.allowed()));
  out.set("explicitDeny", boolean_node(explicitly));
  out.set("matchedStatements", items(std::move(matched)));
  out.set("failures", items(Node::make_list()));
  out.set("context", context_node(caller, trace));
  return to_json(out);
}

std::string AuthorizationMessages::encode(std::string document, IdSource& ids) {
  std::string message = ids.token(kMessage_chars);
  documents_.emplace(message, std::move(document));
  order_.push_back(message);
  if (order_.size() > kKept_max) {
    documents_.erase(order_.front());
    order_.pop_front();
  }
  return message;
}

std::optional<std::string> AuthorizationMessages::decode(std::string_view message) const {
  const auto at = documents_.find(message);
  return at == documents_.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace rolechain
