#include "mocks/http/sts_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "mocks/base/shown_clock.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

using Handler = void (*)(Sts&, const Form&, const Session*, const std::vector<ContextEntry>&,
                         QueryFormat, StsAnswer&);

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node number_node(std::int64_t value) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = std::to_string(value);
  return out;
}

Node time_node(const Sts& sts, EpochSeconds time_s, QueryFormat format) {
  const EpochSeconds told_s = shown_s(sts.clock(), time_s);
  return format == QueryFormat::json ? number_node(told_s) : text_node(format_iso8601(told_s));
}

// A number, as AWS reads one; what is none is an error of its parser, not of its checks.
ApiResult<std::optional<std::int64_t>> integer(const Form& form, std::string_view name) {
  const std::string* text = form.find(name);
  if (text == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) {
    return std::unexpected(malformed_input(name));
  }
  return value;
}

std::vector<std::string> list(const Form& form, std::string_view name, std::string_view below) {
  std::vector<std::string> out;
  for (const std::string& member : form.members(name)) {
    out.push_back(form.value(fmt::format("{}{}", member, below)).value_or(""));
  }
  return out;
}

Tags tags_of(const Form& form) {
  Tags out;
  for (const std::string& member : form.members("Tags")) {
    out.push_back(
        {form.value(member + ".Key").value_or(""), form.value(member + ".Value").value_or("")});
  }
  return out;
}

// The first of `names` that the request lacks, as AWS's error about it.
std::optional<ApiError> lacks(const Form& form, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (form.find(name) == nullptr) return missing_member(name);
  }
  return std::nullopt;
}

Node credentials_node(const Sts& sts, const Session& session, QueryFormat format) {
  Node out = Node::make_map();
  out.set("AccessKeyId", text_node(session.credentials.access_key_id));
  out.set("SecretAccessKey", text_node(session.credentials.secret_access_key));
  out.set("SessionToken", text_node(session.credentials.session_token));
  out.set("Expiration", time_node(sts, session.expires_s, format));
  return out;
}

void add_assumed_role(const StsReply& reply, Node& out) {
  Node user = Node::make_map();
  user.set("AssumedRoleId", text_node(reply.assumed_role_id));
  user.set("Arn", text_node(reply.session.arn));
  out.set("AssumedRoleUser", std::move(user));
}

void add_packed_size(const StsReply& reply, Node& out) {
  if (reply.packed_policy_size_percent) {
    out.set("PackedPolicySize", number_node(*reply.packed_policy_size_percent));
  }
}

void refuse(StsAnswer& out, ApiError error) { out.result = std::unexpected(std::move(error)); }

void assume_role(Sts& sts, const Form& form, const Session* caller,
                 const std::vector<ContextEntry>& context, QueryFormat format, StsAnswer& out) {
  out.resource = form.value("RoleArn").value_or("*");
  if (auto error = lacks(form, {"RoleArn", "RoleSessionName"})) {
    return refuse(out, *std::move(error));
  }
  AssumeRoleInput input;
  input.role_arn = *form.find("RoleArn");
  input.session_name = *form.find("RoleSessionName");
  input.external_id = form.value("ExternalId");
  auto duration_s = integer(form, "DurationSeconds");
  if (!duration_s) return refuse(out, std::move(duration_s.error()));
  input.duration_s = *duration_s;
  input.tags = tags_of(form);
  input.transitive_tag_keys = list(form, "TransitiveTagKeys", "");
  input.source_identity = form.value("SourceIdentity");
  input.policy = form.value("Policy");
  input.policy_arns = list(form, "PolicyArns", ".arn");
  input.serial_number = form.value("SerialNumber");
  input.token_code = form.value("TokenCode");
  input.context = context;
  auto reply = sts.assume_role(*caller, input, &out.trace);
  if (!reply) return refuse(out, std::move(reply.error()));
  Node result = Node::make_map();
  if (!reply->session.source_identity.empty()) {
    result.set("SourceIdentity", text_node(reply->session.source_identity));
  }
  add_assumed_role(*reply, result);
  result.set("Credentials", credentials_node(sts, reply->session, format));
  add_packed_size(*reply, result);
  out.result = std::move(result);
  out.issued = std::move(reply->session);
}

void with_web_identity(Sts& sts, const Form& form, const Session* /*caller*/,
                       const std::vector<ContextEntry>& /*context*/, QueryFormat format,
                       StsAnswer& out) {
  out.resource = form.value("RoleArn").value_or("*");
  if (auto error = lacks(form, {"RoleArn", "RoleSessionName", "WebIdentityToken"})) {
    return refuse(out, *std::move(error));
  }
  WebIdentityInput input;
  input.role_arn = *form.find("RoleArn");
  input.session_name = *form.find("RoleSessionName");
  input.token = *form.find("WebIdentityToken");
  auto duration_s = integer(form, "DurationSeconds");
  if (!duration_s) return refuse(out, std::move(duration_s.error()));
  input.duration_s = *duration_s;
  input.policy = form.value("Policy");
  input.policy_arns = list(form, "PolicyArns", ".arn");
  auto reply = sts.assume_role_with_web_identity(input, &out.trace);
  if (!reply) return refuse(out, std::move(reply.error()));

  Node result = Node::make_map();
  const auto key = [&](std::string_view ending) -> std::string {
    for (const SessionKey& one : reply->session.keys) {
      if (one.key.ends_with(ending) && !one.values.empty()) return one.values.front();
    }
    return {};
  };
  result.set("Audience", text_node(key(":aud")));
  add_assumed_role(*reply, result);
  result.set("Provider", text_node(key("aws:FederatedProvider")));
  result.set("Credentials", credentials_node(sts, reply->session, format));
  result.set("SubjectFromWebIdentityToken", text_node(key(":sub")));
  if (!reply->session.source_identity.empty()) {
    result.set("SourceIdentity", text_node(reply->session.source_identity));
  }
  add_packed_size(*reply, result);
  out.result = std::move(result);
  out.issued = std::move(reply->session);
}

void caller_identity(Sts& sts, const Form& /*form*/, const Session* caller,
                     const std::vector<ContextEntry>& /*context*/, QueryFormat /*format*/,
                     StsAnswer& out) {
  auto identity = sts.get_caller_identity(*caller);
  if (!identity) return refuse(out, std::move(identity.error()));
  Node result = Node::make_map();
  result.set("Arn", text_node(identity->arn));
  result.set("UserId", text_node(identity->user_id));
  result.set("Account", text_node(identity->account));
  out.result = std::move(result);
}

void access_key_info(Sts& sts, const Form& form, const Session* caller,
                     const std::vector<ContextEntry>& context, QueryFormat /*format*/,
                     StsAnswer& out) {
  if (auto error = lacks(form, {"AccessKeyId"})) return refuse(out, *std::move(error));
  const ApiCall call{"sts:GetAccessKeyInfo", "*", context, std::nullopt};
  Trace& trace = out.trace.emplace_back();
  if (!authorize(sts.world(), *caller, call, sts.clock().now_s(), &trace).allowed()) {
    return refuse(out, access_denied(caller->arn, call.action, call.resource));
  }
  const std::string account = account_of_access_key(*form.find("AccessKeyId"));
  if (account.empty()) {
    return refuse(
        out, validation(fmt::format("{} is not a valid access key id", *form.find("AccessKeyId"))));
  }
  Node result = Node::make_map();
  result.set("Account", text_node(account));
  out.result = std::move(result);
}

void session_token(Sts& sts, const Form& form, const Session* caller,
                   const std::vector<ContextEntry>& /*context*/, QueryFormat format,
                   StsAnswer& out) {
  SessionTokenInput input;
  auto duration_s = integer(form, "DurationSeconds");
  if (!duration_s) return refuse(out, std::move(duration_s.error()));
  input.duration_s = *duration_s;
  input.serial_number = form.value("SerialNumber");
  input.token_code = form.value("TokenCode");
  auto reply = sts.get_session_token(*caller, input);
  if (!reply) return refuse(out, std::move(reply.error()));
  Node result = Node::make_map();
  result.set("Credentials", credentials_node(sts, reply->session, format));
  out.result = std::move(result);
  out.issued = std::move(reply->session);
}

void federation_token(Sts& sts, const Form& form, const Session* caller,
                      const std::vector<ContextEntry>& /*context*/, QueryFormat format,
                      StsAnswer& out) {
  if (auto error = lacks(form, {"Name"})) return refuse(out, *std::move(error));
  FederationTokenInput input;
  input.name = *form.find("Name");
  auto duration_s = integer(form, "DurationSeconds");
  if (!duration_s) return refuse(out, std::move(duration_s.error()));
  input.duration_s = *duration_s;
  input.policy = form.value("Policy");
  input.policy_arns = list(form, "PolicyArns", ".arn");
  input.tags = tags_of(form);
  auto reply = sts.get_federation_token(*caller, input, &out.trace);
  if (!reply) return refuse(out, std::move(reply.error()));
  out.resource = reply->session.arn;
  Node user = Node::make_map();
  user.set("FederatedUserId", text_node(reply->assumed_role_id));
  user.set("Arn", text_node(reply->session.arn));
  Node result = Node::make_map();
  result.set("Credentials", credentials_node(sts, reply->session, format));
  result.set("FederatedUser", std::move(user));
  add_packed_size(*reply, result);
  out.result = std::move(result);
  out.issued = std::move(reply->session);
}

struct Row {
  std::string_view operation;
  Handler handler;  // null: AWS's, but not decided here
};
constexpr std::array kOperations{
    Row{"AssumeRole", assume_role},
    Row{"AssumeRoleWithSAML", nullptr},
    Row{"AssumeRoleWithWebIdentity", with_web_identity},
    Row{"AssumeRoot", nullptr},
    Row{"DecodeAuthorizationMessage", nullptr},
    Row{"GetAccessKeyInfo", access_key_info},
    Row{"GetCallerIdentity", caller_identity},
    Row{"GetFederationToken", federation_token},
    Row{"GetSessionToken", session_token},
};

}  // namespace

bool is_unsigned_sts_operation(std::string_view operation) {
  return operation == "AssumeRoleWithWebIdentity" || operation == "AssumeRoleWithSAML";
}

ApiResult<std::string> sts_operation(const Form& form) {
  const std::string* action = form.find("Action");
  if (action == nullptr || action->empty()) return std::unexpected(missing_action());
  const std::string version = form.value("Version").value_or("NO_VERSION_SPECIFIED");
  if (version != kStsVersion ||
      std::ranges::find(kOperations, *action, &Row::operation) == kOperations.end()) {
    return std::unexpected(invalid_action(*action, version));
  }
  return *action;
}

StsAnswer answer_sts(Sts& sts, const std::string& operation, const Form& form,
                     const Session* caller, const std::vector<ContextEntry>& context,
                     QueryFormat format) {
  assert(caller != nullptr || is_unsigned_sts_operation(operation));
  StsAnswer out;
  out.operation = operation;
  out.resource = "*";
  const auto* const row = std::ranges::find(kOperations, operation, &Row::operation);
  if (row == kOperations.end() || row->handler == nullptr) {
    refuse(out, not_decided_here(fmt::format("sts:{}", operation)));
    return out;
  }
  row->handler(sts, form, caller, context, format, out);
  return out;
}

}  // namespace rolechain
