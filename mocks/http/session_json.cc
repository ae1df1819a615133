#include "mocks/http/session_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/policy/document.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 5> kKinds{"user", "user_token", "role", "federated_user",
                                                 "root"};
struct TextField {
  std::string_view key;
  std::string Session::* member;
};
constexpr std::array kTexts{
    TextField{"workload", &Session::id},
    TextField{"account", &Session::account},
    TextField{"arn", &Session::arn},
    TextField{"role_arn", &Session::role_arn},
    TextField{"user_arn", &Session::user_arn},
    TextField{"unique_id", &Session::unique_id},
    TextField{"session_name", &Session::session_name},
    TextField{"source_identity", &Session::source_identity},
};
struct KeyField {
  std::string_view key;
  std::string Credentials::* member;
};
constexpr std::array kKeys{
    KeyField{"access_key_id", &Credentials::access_key_id},
    KeyField{"secret_access_key", &Credentials::secret_access_key},
    KeyField{"session_token", &Credentials::session_token},
};

// The session keeps the text that its policy was read from: spans point into it.
struct OwnedPolicy {
  SourceFile file;
  std::optional<CompiledPolicy> policy;
};

Node bool_node(bool value) {
  Node out;
  out.kind = Node::Kind::boolean;
  out.text = value ? "true" : "false";
  return out;
}

bool is_true(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  return found != nullptr && found->kind == Node::Kind::boolean && found->text == "true";
}

// Session policies were read from a text of their own; those of the world go by their name.
Node policy_to_node(const CompiledPolicy& policy) {
  Node out = Node::make_map();
  set_text(out, "label", policy.label());
  const SourceFile* const file = policy.document().span.file;
  if (file == nullptr || file->path != policy.label()) return out;
  out.set("type", Node::make_string(policy.type() == PolicyType::session ? "session" : "identity"));
  out.set("text", Node::make_string(file->text));
  return out;
}

PolicyRef policy_from_node(const Node& node, const World& world) {
  const auto label = text_member(node, "label");
  if (!label) return nullptr;
  const auto text = text_member(node, "text");
  if (!text) {
    for (const ManagedPolicy& managed : world.managed_policies) {
      if (managed.policy != nullptr && managed.policy->label() == *label) return managed.policy;
    }
    return nullptr;
  }
  auto owned = std::make_shared<OwnedPolicy>();
  owned->file = SourceFile{*label, *text};
  const auto parsed_text = parse_json(owned->file);
  if (!parsed_text) return nullptr;
  const bool is_session = text_member(node, "type") == "session";
  ParsedDocument parsed =
      parse_document(*parsed_text, is_session ? PolicyType::session : PolicyType::identity);
  if (!parsed.ok()) return nullptr;
  owned->policy.emplace(*label, std::move(parsed.document));
  return PolicyRef(owned, &*owned->policy);
}

Node texts_node(const std::vector<std::string>& texts) {
  Node out = Node::make_list();
  for (const std::string& text : texts) out.items.push_back(Node::make_string(text));
  return out;
}

std::vector<std::string> texts_of(const Node* list) {
  std::vector<std::string> out;
  if (list == nullptr) return out;
  for (const Node& item : list->items) out.push_back(item.text);
  return out;
}

}  // namespace

std::optional<std::string> text_member(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return found->text;
}

std::optional<std::int64_t> number_member(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  if (found == nullptr || found->kind != Node::Kind::number) return std::nullopt;
  std::int64_t out = 0;
  const char* const end = found->text.data() + found->text.size();
  const auto parsed = std::from_chars(found->text.data(), end, out);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return out;
}

void set_text(Node& map, std::string_view key, std::string_view text) {
  if (!text.empty()) map.set(std::string(key), Node::make_string(std::string(text)));
}

void set_number(Node& map, std::string_view key, std::int64_t value) {
  Node number;
  number.kind = Node::Kind::number;
  number.text = std::to_string(value);
  map.set(std::string(key), std::move(number));
}

Node session_to_node(const Session& session) {
  Node out = Node::make_map();
  set_text(out, "kind", kKinds.at(static_cast<std::size_t>(session.kind)));
  for (const TextField& field : kTexts) set_text(out, field.key, session.*field.member);
  for (const KeyField& field : kKeys) set_text(out, field.key, session.credentials.*field.member);
  set_number(out, "issued", session.issued_s);
  if (session.expires_s != kNeverExpires_s) set_number(out, "expires", session.expires_s);
  if (!session.tags.empty()) {
    Node& tags = out.set("tags", Node::make_map());
    for (const Tag& tag : session.tags) tags.set(tag.key, Node::make_string(tag.value));
  }
  if (!session.transitive.empty()) out.set("transitive", texts_node(session.transitive));
  if (session.mfa) set_number(out, "mfa_at", session.mfa_at_s);
  if (session.has_session_policy) {
    Node& policies = out.set("session_policies", Node::make_list());
    for (const PolicyRef& policy : session.session_policies) {
      policies.items.push_back(policy_to_node(*policy));
    }
  }
  if (!session.keys.empty()) {
    Node& keys = out.set("keys", Node::make_list());
    for (const SessionKey& key : session.keys) {
      Node one = Node::make_map();
      set_text(one, "key", key.key);
      one.set("values", texts_node(key.values));
      one.set("multi", bool_node(key.multi_valued));
      keys.items.push_back(std::move(one));
    }
  }
  return out;
}

std::optional<Session> session_from_node(const Node& node, const World& world) {
  Session out;
  const auto kind = text_member(node, "kind");
  const auto* const at = std::ranges::find(kKinds, kind.value_or(""));
  if (at == kKinds.end()) return std::nullopt;
  out.kind = static_cast<Session::Kind>(at - kKinds.begin());
  for (const TextField& field : kTexts) {
    out.*field.member = text_member(node, field.key).value_or("");
  }
  for (const KeyField& field : kKeys) {
    out.credentials.*field.member = text_member(node, field.key).value_or("");
  }
  const auto issued_s = number_member(node, "issued");
  if (!issued_s || out.arn.empty() || out.credentials.access_key_id.empty()) return std::nullopt;
  out.issued_s = *issued_s;
  out.expires_s = number_member(node, "expires").value_or(kNeverExpires_s);
  if (const Node* tags = node.find("tags")) {
    for (const Member& tag : tags->members) out.tags.push_back({tag.key, tag.value.text});
  }
  out.transitive = texts_of(node.find("transitive"));
  if (const auto mfa_at_s = number_member(node, "mfa_at")) {
    out.mfa = true;
    out.mfa_at_s = *mfa_at_s;
  }
  if (const Node* policies = node.find("session_policies")) {
    out.has_session_policy = true;
    for (const Node& one : policies->items) {
      out.session_policies.push_back(policy_from_node(one, world));
      if (out.session_policies.back() == nullptr) return std::nullopt;
    }
  }
  if (const Node* keys = node.find("keys")) {
    for (const Node& one : keys->items) {
      out.keys.push_back({text_member(one, "key").value_or(""), texts_of(one.find("values")),
                          is_true(one, "multi")});
    }
  }
  return out;
}

}  // namespace rolechain
