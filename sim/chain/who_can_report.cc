// Who can make a request, as text and as JSON.
#include <fmt/format.h>

#include "mocks/base/node.h"
#include "sim/chain/who_can.h"

namespace rolechain {
namespace {

std::string_view kind_word(ChainNode::Kind kind) {
  switch (kind) {
    case ChainNode::Kind::workload:
      return "workload";
    case ChainNode::Kind::user:
      return "user";
    case ChainNode::Kind::role:
      break;
  }
  return "role";
}

std::string by_line(const Trace& trace) {
  std::string out;
  for (const StatementRef& statement : statements_of(trace)) {
    const std::string place = location_line(statement.statement().span);
    out += fmt::format("    by {}{}{}\n", statement.label(), place.empty() ? "" : "   ", place);
  }
  return out;
}

Node text(std::string value) { return Node::make_string(std::move(value)); }

Node texts(const std::vector<std::string>& values) {
  Node out = Node::make_list();
  for (const std::string& value : values) out.items.push_back(text(value));
  return out;
}

Node statements_node(const Trace& trace) {
  Node out = Node::make_list();
  for (const StatementRef& statement : statements_of(trace)) {
    Node one = Node::make_map();
    one.set("statement", text(statement.label()));
    one.set("at", text(location_line(statement.statement().span)));
    out.items.push_back(std::move(one));
  }
  return out;
}

Node context_node(const std::vector<ContextEntry>& context) {
  Node out = Node::make_map();
  for (const ContextEntry& entry : context) out.set(entry.key, texts(entry.values));
  return out;
}

Node parameters_node(const HopParameters& sent) {
  Node out = Node::make_map();
  if (!sent.session_name.empty()) out.set("session_name", text(sent.session_name));
  if (!sent.tags.empty()) {
    Node tags = Node::make_map();
    for (const Tag& tag : sent.tags) tags.set(tag.key, text(tag.value));
    out.set("tags", std::move(tags));
  }
  if (!sent.transitive.empty()) out.set("transitive_tag_keys", texts(sent.transitive));
  if (sent.source_identity) out.set("source_identity", text(*sent.source_identity));
  if (sent.external_id) out.set("external_id", text(*sent.external_id));
  if (sent.mfa) out.set("mfa", {Node::Kind::boolean, "true", {}, {}, {}});
  if (!sent.context.empty()) out.set("context", context_node(sent.context));
  return out;
}

Node ability_node(const Ability& one, const WhoCan& answer, const Scenario& scenario) {
  Node out = Node::make_map();
  out.set("kind", text(std::string(kind_word(one.who.kind))));
  out.set("key", text(node_name(scenario, one.who)));
  Node path = Node::make_list();
  for (std::size_t i = 0; i < one.path.size(); ++i) {
    const ChainLink& link = one.path[i];
    Node hop = Node::make_map();
    hop.set("from", text(node_name(scenario, answer.search.states[link.from].node)));
    hop.set("to", text(node_name(scenario, answer.search.states[link.hop.to].node)));
    const std::string_view call = call_of(link.hop.kind);
    if (!call.empty()) hop.set("call", text(std::string(call)));
    hop.set("with", parameters_node(answer.search.parameters[link.hop.parameters]));
    hop.set("by", one.hops[i].empty() ? Node::make_list() : statements_node(one.hops[i].front()));
    path.items.push_back(std::move(hop));
  }
  out.set("path", std::move(path));
  out.set("as", text(one.trace.caller_arn));
  if (one.sent) out.set("with", parameters_node(answer.search.parameters[*one.sent]));
  out.set("context", context_node(one.chosen));
  out.set("by", statements_node(one.trace));
  return out;
}

}  // namespace

std::string to_text(const WhoCan& answer, const Scenario& scenario, const ChainRequest& request) {
  std::string out;
  for (const Ability& one : answer.found) {
    out += fmt::format("{} {}\n", kind_word(one.who.kind), node_name(scenario, one.who));
    const std::vector<std::string> lines = describe_path(answer.search, scenario, one.path);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out += fmt::format("  {}\n", lines[i]);
      if (!one.hops[i].empty()) out += by_line(one.hops[i].front());
    }
    const std::string with =
        one.sent ? describe_parameters(answer.search.parameters[*one.sent]) : std::string();
    out += fmt::format("  {} on {}{}{}\n", request.action, request.resource,
                       with.empty() ? "" : " with ", with);
    for (const ContextEntry& entry : one.chosen) {
      out += fmt::format("    with {} = {}\n", entry.key, fmt::join(entry.values, ", "));
    }
    out += by_line(one.trace);
  }
  if (out.empty()) {
    out = fmt::format("nobody{} can call {} on {}\n",
                      answer.undecided.empty() ? "" : " that could be decided", request.action,
                      request.resource);
  }
  return out;
}

std::string to_json(const WhoCan& answer, const Scenario& scenario, const ChainRequest& request) {
  Node root = Node::make_map();
  root.set("scenario", text(scenario.name));
  root.set("action", text(request.action));
  root.set("resource", text(request.resource));
  root.set("when", context_node(request.context));
  Node who = Node::make_list();
  for (const Ability& one : answer.found) {
    who.items.push_back(ability_node(one, answer, scenario));
  }
  root.set("who", std::move(who));
  Node undecided = Node::make_list();
  for (const Diagnostic& one : answer.undecided) undecided.items.push_back(text(one.message));
  root.set("undecided", std::move(undecided));
  return to_pretty_json(root) + "\n";
}

}  // namespace rolechain
