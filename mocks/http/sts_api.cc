#include "mocks/http/sts_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "mocks/base/shown_clock.h"
#include "mocks/http/model/sts_model.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/sts_errors.h"
#include "mocks/sts/parameters.h"

namespace rolechain {
namespace {

// One call on its way; `input` as the table reads it: required members are there, numbers are some.
struct StsCall {
  Sts& sts;
  const AuthorizationMessages& messages;
  const Node& input;
  const Session* caller;  // null: unsigned
  const std::vector<ContextEntry>& context;
  StsAnswer& out;
};

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node number_node(std::int64_t value) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = std::to_string(value);
  return out;
}

std::optional<std::string> text(const Node& input, std::string_view name) {
  const Node* found = input.find(name);
  return found == nullptr ? std::nullopt : std::optional(found->text);
}

std::string required(const Node& input, std::string_view name) { return input.find(name)->text; }

std::optional<std::int64_t> number(const Node& input, std::string_view name) {
  const Node* found = input.find(name);
  if (found == nullptr) return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(found->text.data(), found->text.data() + found->text.size(), value);
  return value;
}

std::vector<std::string> texts(const Node& input, std::string_view name) {
  std::vector<std::string> out;
  if (const Node* list = input.find(name)) {
    for (const Node& item : list->items) out.push_back(item.text);
  }
  return out;
}

std::vector<std::string> policy_arns(const Node& input) {
  std::vector<std::string> out;
  if (const Node* list = input.find("PolicyArns")) {
    for (const Node& item : list->items) out.push_back(text(item, "arn").value_or(""));
  }
  return out;
}

Tags tags_of(const Node& input) {
  Tags out;
  if (const Node* list = input.find("Tags")) {
    for (const Node& tag : list->items)
      out.push_back({required(tag, "Key"), required(tag, "Value")});
  }
  return out;
}

Node credentials_node(const Sts& sts, const Session& session) {
  Node out = Node::make_map();
  out.set("AccessKeyId", text_node(session.credentials.access_key_id));
  out.set("SecretAccessKey", text_node(session.credentials.secret_access_key));
  out.set("SessionToken", text_node(session.credentials.session_token));
  out.set("Expiration", number_node(shown_s(sts.clock(), session.expires_s)));
  return out;
}

void refuse(StsCall& call, ApiError error) { call.out.result = std::unexpected(std::move(error)); }

// What the answers to all ways of assuming a role have in common.
Node assumed_role_node(const StsCall& call, const StsReply& reply) {
  Node user = Node::make_map();
  user.set("AssumedRoleId", text_node(reply.assumed_role_id));
  user.set("Arn", text_node(reply.session.arn));
  Node out = Node::make_map();
  out.set("AssumedRoleUser", std::move(user));
  out.set("Credentials", credentials_node(call.sts, reply.session));
  if (reply.packed_policy_size_percent) {
    out.set("PackedPolicySize", number_node(*reply.packed_policy_size_percent));
  }
  if (!reply.session.source_identity.empty()) {
    out.set("SourceIdentity", text_node(reply.session.source_identity));
  }
  return out;
}

void answer(StsCall& call, Node result, StsReply& reply) {
  call.out.result = std::move(result);
  call.out.issued = std::move(reply.session);
}

void assume_role(StsCall& call) {
  const Node& sent = call.input;
  AssumeRoleInput input;
  input.role_arn = required(sent, "RoleArn");
  input.session_name = required(sent, "RoleSessionName");
  input.external_id = text(sent, "ExternalId");
  input.duration_s = number(sent, "DurationSeconds");
  input.tags = tags_of(sent);
  input.transitive_tag_keys = texts(sent, "TransitiveTagKeys");
  input.source_identity = text(sent, "SourceIdentity");
  input.policy = text(sent, "Policy");
  input.policy_arns = policy_arns(sent);
  input.serial_number = text(sent, "SerialNumber");
  input.token_code = text(sent, "TokenCode");
  input.context = call.context;
  auto reply = call.sts.assume_role(*call.caller, input, &call.out.trace);
  if (!reply) return refuse(call, std::move(reply.error()));
  answer(call, assumed_role_node(call, *reply), *reply);
}

void with_web_identity(StsCall& call) {
  const Node& sent = call.input;
  // Tokens of OAuth providers, which no one here issues.
  if (sent.find("ProviderId") != nullptr) {
    return refuse(call, not_decided_here("ProviderId of sts:AssumeRoleWithWebIdentity"));
  }
  WebIdentityInput input;
  input.role_arn = required(sent, "RoleArn");
  input.session_name = required(sent, "RoleSessionName");
  input.token = required(sent, "WebIdentityToken");
  input.duration_s = number(sent, "DurationSeconds");
  input.policy = text(sent, "Policy");
  input.policy_arns = policy_arns(sent);
  auto reply = call.sts.assume_role_with_web_identity(input, &call.out.trace);
  if (!reply) return refuse(call, std::move(reply.error()));

  Node result = assumed_role_node(call, *reply);
  const auto key = [&](std::string_view ending) -> std::string {
    for (const SessionKey& one : reply->session.keys) {
      if (one.key.ends_with(ending) && !one.values.empty()) return one.values.front();
    }
    return {};
  };
  result.set("Audience", text_node(key(":aud")));
  result.set("Provider", text_node(key("aws:FederatedProvider")));
  result.set("SubjectFromWebIdentityToken", text_node(key(":sub")));
  answer(call, std::move(result), *reply);
}

void caller_identity(StsCall& call) {
  auto identity = call.sts.get_caller_identity(*call.caller);
  if (!identity) return refuse(call, std::move(identity.error()));
  Node result = Node::make_map();
  result.set("Arn", text_node(identity->arn));
  result.set("UserId", text_node(identity->user_id));
  result.set("Account", text_node(identity->account));
  call.out.result = std::move(result);
}

// For operations that are about no resource. Refuses the call where the caller may not.
bool is_allowed(StsCall& call, std::string action) {
  const EpochSeconds now_s = call.sts.clock().now_s();
  const ApiCall asked{std::move(action), "*", call.context, std::nullopt};
  Trace& trace = call.out.trace.emplace_back();
  if (authorize(call.sts.world(), *call.caller, asked, now_s, &trace).allowed()) return true;
  refuse(call, access_denied(call.caller->arn, asked.action, asked.resource));
  return false;
}

void access_key_info(StsCall& call) {
  const std::string id = required(call.input, "AccessKeyId");
  if (auto error = sts::Parameters().access_key_id(id).error()) {
    return refuse(call, *std::move(error));
  }
  if (!is_allowed(call, "sts:GetAccessKeyInfo")) return;
  const std::string account = account_of_access_key(id);
  if (account.empty()) {
    return refuse(call, validation(fmt::format("{} is not a valid access key id", id)));
  }
  Node result = Node::make_map();
  result.set("Account", text_node(account));
  call.out.result = std::move(result);
}

void session_token(StsCall& call) {
  SessionTokenInput input;
  input.duration_s = number(call.input, "DurationSeconds");
  input.serial_number = text(call.input, "SerialNumber");
  input.token_code = text(call.input, "TokenCode");
  auto reply = call.sts.get_session_token(*call.caller, input);
  if (!reply) return refuse(call, std::move(reply.error()));
  Node result = Node::make_map();
  result.set("Credentials", credentials_node(call.sts, reply->session));
  answer(call, std::move(result), *reply);
}

void federation_token(StsCall& call) {
  FederationTokenInput input;
  input.name = required(call.input, "Name");
  input.duration_s = number(call.input, "DurationSeconds");
  input.policy = text(call.input, "Policy");
  input.policy_arns = policy_arns(call.input);
  input.tags = tags_of(call.input);
  auto reply = call.sts.get_federation_token(*call.caller, input, &call.out.trace);
  if (!reply) return refuse(call, std::move(reply.error()));
  call.out.resource = reply->session.arn;
  Node user = Node::make_map();
  user.set("FederatedUserId", text_node(reply->assumed_role_id));
  user.set("Arn", text_node(reply->session.arn));
  Node result = Node::make_map();
  result.set("Credentials", credentials_node(call.sts, reply->session));
  result.set("FederatedUser", std::move(user));
  if (reply->packed_policy_size_percent) {
    result.set("PackedPolicySize", number_node(*reply->packed_policy_size_percent));
  }
  answer(call, std::move(result), *reply);
}

void with_saml(StsCall& call) {
  const Node& sent = call.input;
  SamlInput input;
  input.role_arn = required(sent, "RoleArn");
  input.principal_arn = required(sent, "PrincipalArn");
  input.assertion = required(sent, "SAMLAssertion");
  input.duration_s = number(sent, "DurationSeconds");
  input.policy = text(sent, "Policy");
  input.policy_arns = policy_arns(sent);
  auto reply = call.sts.assume_role_with_saml(input, &call.out.trace);
  if (!reply) return refuse(call, std::move(reply.error()));
  Node result = assumed_role_node(call, *reply);
  const auto key = [&](std::string_view name) {
    const auto at = std::ranges::find(reply->identity, name, &SessionKey::key);
    return text_node(at == reply->identity.end() || at->values.empty()
                         ? std::string_view()
                         : std::string_view(at->values.front()));
  };
  result.set("Issuer", key("saml:iss"));
  result.set("Audience", key("saml:aud"));
  result.set("Subject", key("saml:sub"));
  result.set("SubjectType", key("saml:sub_type"));
  result.set("NameQualifier", key("saml:namequalifier"));
  answer(call, std::move(result), *reply);
}

void assume_root(StsCall& call) {
  RootInput input;
  input.target_principal = required(call.input, "TargetPrincipal");
  input.task_policy_arn = text(*call.input.find("TaskPolicyArn"), "arn").value_or("");
  input.duration_s = number(call.input, "DurationSeconds");
  input.context = call.context;
  call.out.resource = input.target_principal;
  auto reply = call.sts.assume_root(*call.caller, input, &call.out.trace);
  if (!reply) return refuse(call, std::move(reply.error()));
  Node result = Node::make_map();
  result.set("Credentials", credentials_node(call.sts, reply->session));
  if (!reply->session.source_identity.empty()) {
    result.set("SourceIdentity", text_node(reply->session.source_identity));
  }
  answer(call, std::move(result), *reply);
}

// R-STS-42: for those alone who may decode, and of messages that this server gave out.
void decode_message(StsCall& call) {
  const std::string message = required(call.input, "EncodedMessage");
  if (auto error = sts::Parameters().encoded_message(message).error()) {
    return refuse(call, *std::move(error));
  }
  if (!is_allowed(call, "sts:DecodeAuthorizationMessage")) return;
  auto document = call.messages.decode(message);
  if (!document) return refuse(call, invalid_authorization_message());
  Node result = Node::make_map();
  result.set("DecodedMessage", text_node(*document));
  call.out.result = std::move(result);
}

// Operations of the table that are not here are AWS's, but not decided.
struct Row {
  std::string_view operation;
  void (*handler)(StsCall&);
};
constexpr std::array kHandlers{
    Row{"AssumeRole", assume_role},
    Row{"AssumeRoleWithSAML", with_saml},
    Row{"AssumeRoleWithWebIdentity", with_web_identity},
    Row{"AssumeRoot", assume_root},
    Row{"DecodeAuthorizationMessage", decode_message},
    Row{"GetAccessKeyInfo", access_key_info},
    Row{"GetCallerIdentity", caller_identity},
    Row{"GetFederationToken", federation_token},
    Row{"GetSessionToken", session_token},
};

}  // namespace

bool is_unsigned_sts_operation(std::string_view operation) {
  const ModelOperation* row = sts_model().operation(operation);
  return row != nullptr && !row->is_signed;
}

ApiResult<std::string> sts_operation(const Form& form) {
  const std::string* action = form.find("Action");
  if (action == nullptr || action->empty()) return std::unexpected(missing_action());
  const std::string version = form.value("Version").value_or("NO_VERSION_SPECIFIED");
  if (version != sts_model().version || sts_model().operation(*action) == nullptr) {
    return std::unexpected(invalid_action(*action, version));
  }
  return *action;
}

StsAnswer answer_sts(Sts& sts, const AuthorizationMessages& messages, const std::string& operation,
                     const Form& form, const Session* caller,
                     const std::vector<ContextEntry>& context) {
  assert(caller != nullptr || is_unsigned_sts_operation(operation));
  StsAnswer out;
  out.operation = operation;
  out.resource = form.value("RoleArn").value_or("*");
  const ModelOperation* row = sts_model().operation(operation);
  const auto* const handler = std::ranges::find(kHandlers, operation, &Row::operation);
  if (row == nullptr || handler == kHandlers.end()) {
    out.result = std::unexpected(not_decided_here(fmt::format("sts:{}", operation)));
    return out;
  }
  const auto input = read_query(sts_model(), *row, form);
  if (!input) {
    out.result = std::unexpected(input.error());
    return out;
  }
  StsCall call{sts, messages, *input, caller, context, out};
  handler->handler(call);
  return out;
}

}  // namespace rolechain
