// What a served world holds beside its file, as JSON and back: sessions, what its endpoints gave
// out, data, faults, the audit log. The traces behind explanations are left out.
#include <fmt/format.h>

#include <array>

#include "mocks/base/text.h"
#include "mocks/http/session_json.h"
#include "sim/serve/served_world.h"

namespace rolechain {
namespace {

struct TextField {
  std::string_view key;
  std::string AuditEntry::* member;
};
constexpr std::array kEntryTexts{
    TextField{"id", &AuditEntry::request_id},
    TextField{"service", &AuditEntry::service},
    TextField{"action", &AuditEntry::action},
    TextField{"resource", &AuditEntry::resource},
    TextField{"resource_account", &AuditEntry::resource_account},
    TextField{"region", &AuditEntry::region},
    TextField{"peer", &AuditEntry::peer},
    TextField{"user_agent", &AuditEntry::user_agent},
    TextField{"parameters", &AuditEntry::parameters},
    TextField{"new_key", &AuditEntry::new_key},
    TextField{"workload", &AuditEntry::workload},
    TextField{"error", &AuditEntry::error},
    TextField{"message", &AuditEntry::message},
    TextField{"fault", &AuditEntry::fault},
    TextField{"statement", &AuditEntry::statement},
};

Node to_node(const AuditEntry& entry) {
  Node out = Node::make_map();
  set_number(out, "time", entry.time_s);
  for (const TextField& field : kEntryTexts) set_text(out, field.key, entry.*field.member);
  set_text(out, "decision", decision_word(entry.decision));
  if (entry.caller != nullptr) set_text(out, "caller", entry.caller->credentials.access_key_id);
  return out;
}

AuditEntry entry_of(const Node& node, const SessionBook& sessions) {
  AuditEntry out;
  out.time_s = number_member(node, "time").value_or(0);
  for (const TextField& field : kEntryTexts) {
    out.*field.member = text_member(node, field.key).value_or("");
  }
  const std::string decision = text_member(node, "decision").value_or("");
  for (const auto one : {AuditEntry::Decision::allowed, AuditEntry::Decision::denied}) {
    if (decision == decision_word(one)) out.decision = one;
  }
  out.caller = sessions.find(text_member(node, "caller").value_or(""));
  return out;
}

// Of a metadata service: its tokens, and the session behind each delivery with the profile that it
// was made of.
Node to_node(const Imds& imds) {
  Node out = Node::make_map();
  Node& tokens = out.set("tokens", Node::make_map());
  for (const auto& [token, expires_s] : imds.tokens()) set_number(tokens, token, expires_s);
  for (const auto& [delivery, held] : imds.role().held()) {
    Node& one = out.set(delivery == RoleDelivery::v1 ? "v1" : "v2", Node::make_map());
    one.set("session", session_to_node(held.session));
    set_text(one, "profile_arn", held.names.profile_arn);
    set_text(one, "profile_id", held.names.profile_id);
    set_text(one, "role_arn", held.names.role_arn);
    set_text(one, "role_name", held.names.role_name);
  }
  return out;
}

bool restore(Imds& imds, const Node& node, const World& world) {
  std::map<std::string, EpochSeconds> tokens;
  if (const Node* told = node.find("tokens")) {
    for (const Member& token : told->members) {
      tokens[token.key] = number_member(*told, token.key).value_or(0);
    }
  }
  std::map<RoleDelivery, InstanceRole::Held> held;
  for (const RoleDelivery delivery : {RoleDelivery::v1, RoleDelivery::v2}) {
    const Node* one = node.find(delivery == RoleDelivery::v1 ? "v1" : "v2");
    if (one == nullptr) continue;
    const Node* told = one->find("session");
    auto session = told == nullptr ? std::nullopt : session_from_node(*told, world);
    if (!session) return false;
    InstanceRole::Names names;
    names.profile_arn = text_member(*one, "profile_arn").value_or("");
    names.profile_id = text_member(*one, "profile_id").value_or("");
    names.role_arn = text_member(*one, "role_arn").value_or("");
    names.role_name = text_member(*one, "role_name").value_or("");
    held.emplace(delivery, InstanceRole::Held{*std::move(session), std::move(names)});
  }
  imds.restore(std::move(tokens), std::move(held));
  return true;
}

std::optional<Session> session_in(const Node& map, const World& world) {
  const Node* told = map.find("session");
  return told == nullptr ? std::nullopt : session_from_node(*told, world);
}

// A list below `key`, or an empty one.
const std::vector<Node>& items_of(const Node& map, std::string_view key, const Node& none) {
  const Node* found = map.find(key);
  return found == nullptr ? none.items : found->items;
}

}  // namespace

Node ServedWorld::state() {
  Node out = Node::make_map();
  // The same state goes on with the same ids, which are none that were given out since.
  set_text(out, "ids", ids_.uuid());
  Node& sessions = out.set("sessions", Node::make_list());
  for (const auto& [key, session] : sessions_.all()) {
    sessions.items.push_back(session_to_node(*session));
  }
  Node& handed = out.set("handed_out", Node::make_list());
  for (const Session& session : handed_out_) {
    handed.items.push_back(Node::make_string(session.credentials.access_key_id));
  }
  Node& instances = out.set("instances", Node::make_map());
  for (const auto& [key, imds] : imds_) instances.set(key, to_node(*imds));
  Node& tasks = out.set("tasks", Node::make_map());
  for (const auto& [key, task] : tasks_) {
    Node& one = tasks.set(key, Node::make_map());
    set_text(one, "path", task->relative_uri());
    if (task->session()) one.set("session", session_to_node(*task->session()));
  }
  Node& pods = out.set("pods", Node::make_map());
  for (const auto& [key, pod] : pods_) {
    Node& one = pods.set(key, Node::make_map());
    if (pod->session()) one.set("session", session_to_node(*pod->session()));
  }
  out.set("s3", api_.s3().state());
  out.set("dynamodb", api_.dynamodb().state());
  out.set("faults", faults_.to_node());
  Node& audit = out.set("audit", Node::make_list());
  for (const AuditEntry& entry : audit_.find()) audit.items.push_back(to_node(entry));
  return out;
}

std::expected<void, std::string> ServedWorld::restore(const Node& state) {
  const auto broken = [](std::string_view what) {
    return std::unexpected(fmt::format("the state's {} cannot be read", what));
  };
  const Node none = Node::make_list();
  sessions_.clear();
  for (const Node& one : items_of(state, "sessions", none)) {
    auto session = session_from_node(one, world_);
    if (!session) return broken("sessions");
    if (!session->role_arn.empty() && world_.role(session->role_arn) == nullptr) {
      return std::unexpected(
          fmt::format("the state has a session of `{}`, a role that this scenario does not have",
                      session->role_arn));
    }
    sessions_.add(*session, clock_.now_s());
  }
  add_users();  // those that the file has got since
  handed_out_.clear();
  for (const Node& key : items_of(state, "handed_out", none)) {
    const auto session = sessions_.find(key.text);
    if (session == nullptr) return broken("handed_out");
    handed_out_.push_back(*session);
  }
  const Node no_map = Node::make_map();
  const auto map_of = [&](std::string_view key) -> const Node& {
    const Node* found = state.find(key);
    return found == nullptr ? no_map : *found;
  };
  for (const Member& one : map_of("instances").members) {
    const auto at = imds_.find(one.key);
    if (at == imds_.end() || !rolechain::restore(*at->second, one.value, world_)) {
      return broken("instances");
    }
  }
  for (const Member& one : map_of("tasks").members) {
    const auto at = tasks_.find(one.key);
    const auto path = text_member(one.value, "path");
    if (at == tasks_.end() || !path) return broken("tasks");
    at->second->restore(path->substr(path->rfind('/') + 1), session_in(one.value, world_));
  }
  for (const Member& one : map_of("pods").members) {
    const auto at = pods_.find(one.key);
    if (at == pods_.end()) return broken("pods");
    at->second->restore(session_in(one.value, world_));
  }
  if (!api_.s3().restore(map_of("s3"))) return broken("s3");
  if (!api_.dynamodb().restore(map_of("dynamodb"))) return broken("dynamodb");
  if (const Node* faults = state.find("faults");
      faults == nullptr || !faults_.restore(*faults, workload_names())) {
    return broken("faults");
  }
  for (const Node& one : items_of(state, "audit", none)) audit_.add(entry_of(one, sessions_));
  ids_ = IdSource(stable_hash(text_member(state, "ids").value_or("")));
  return {};
}

}  // namespace rolechain
