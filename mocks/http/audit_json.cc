// An entry of the audit log as CloudTrail would write it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/http/audit.h"

namespace rolechain {
namespace {

// Names of read operations begin so; AssumeRole and its kin count as reading, too: they are logged
// with readOnly true. Source: CloudTrail User Guide, "CloudTrail record contents" (readOnly);
// IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail" (examples).
constexpr std::array<std::string_view, 7> kReads{"Get",    "List",  "Head",  "Describe",
                                                 "Assume", "Query", "Decode"};

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node bool_node(bool value) {
  Node out;
  out.kind = Node::Kind::boolean;
  out.text = value ? "true" : "false";
  return out;
}

void set_if(Node& map, std::string_view key, std::string_view text) {
  if (!text.empty()) map.set(std::string(key), text_node(text));
}

std::string_view last_part(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

std::string_view type_of(const Session& session) {
  switch (session.kind) {
    case Session::Kind::user:
    case Session::Kind::user_token:
      return "IAMUser";
    case Session::Kind::role:
      return "AssumedRole";
    case Session::Kind::federated_user:
      return "FederatedUser";
    case Session::Kind::root:
      return "Root";
  }
  return "Unknown";
}

Node issuer_of(const Session& session) {
  Node out = Node::make_map();
  const bool role = session.kind == Session::Kind::role;
  const std::string& arn = role ? session.role_arn : session.user_arn;
  out.set("type", text_node(role ? "Role" : "IAMUser"));
  set_if(out, "principalId", session.unique_id);
  set_if(out, "arn", arn);
  out.set("accountId", text_node(session.account));
  set_if(out, "userName", last_part(arn));
  return out;
}

// Who came by OIDC: provider and what the token said.
Node web_identity_of(const Session& session) {
  Node out = Node::make_map();
  Node attributes = Node::make_map();
  for (const SessionKey& key : session.keys) {
    if (key.values.empty()) continue;
    if (key.key == "aws:FederatedProvider") {
      out.set("federatedProvider", text_node(key.values.front()));
    } else if (key.key.ends_with(":aud") || key.key.ends_with(":sub")) {
      attributes.set(key.key, text_node(key.values.front()));
    }
  }
  if (!out.members.empty()) out.set("attributes", std::move(attributes));
  return out;
}

Node identity_of(const Session& session) {
  Node out = Node::make_map();
  out.set("type", text_node(type_of(session)));
  const bool named = session.kind == Session::Kind::role && !session.session_name.empty();
  set_if(out, "principalId",
         named ? fmt::format("{}:{}", session.unique_id, session.session_name) : session.unique_id);
  set_if(out, "arn", session.arn);
  set_if(out, "accountId", session.account);
  set_if(out, "accessKeyId", session.credentials.access_key_id);
  if (session.kind == Session::Kind::user || session.kind == Session::Kind::user_token) {
    set_if(out, "userName", last_part(session.arn));
  }
  if (!session.temporary()) return out;
  Node context = Node::make_map();
  context.set("sessionIssuer", issuer_of(session));
  if (Node web = web_identity_of(session); !web.members.empty()) {
    context.set("webIdFederationData", std::move(web));
  }
  Node attributes = Node::make_map();
  attributes.set("creationDate", text_node(format_iso8601(session.issued_s)));
  attributes.set("mfaAuthenticated", text_node(session.mfa ? "true" : "false"));
  context.set("attributes", std::move(attributes));
  set_if(context, "sourceIdentity", session.source_identity);
  out.set("sessionContext", std::move(context));
  return out;
}

// The platform's own service asks for a workload's session.
std::string_view platform_of(std::string_view service) {
  if (service == "imds" || service == "imds-token") return "ec2.amazonaws.com";
  if (service == "ecs") return "ecs-tasks.amazonaws.com";
  return service == "pod-identity" ? "pods.eks.amazonaws.com" : "";
}

Node caller_of(const AuditEntry& entry) {
  if (entry.caller != nullptr) return identity_of(*entry.caller);
  Node out = Node::make_map();
  const std::string_view platform = platform_of(entry.service);
  out.set("type", text_node(platform.empty() ? "Unknown" : "AWSService"));
  set_if(out, "invokedBy", platform);
  return out;
}

// Two events of one action in two accounts share an id, which follows from the request's.
std::string shaped_id(std::string_view request_id, std::string_view purpose) {
  const std::uint64_t a = stable_hash(fmt::format("{}/{}/1", request_id, purpose));
  const std::uint64_t b = stable_hash(fmt::format("{}/{}/2", request_id, purpose));
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a >> 32U, (a >> 16U) & 0xFFFFU,
                     a & 0xFFFU, b >> 52U, b & 0xFFFFFFFFFFFFU);
}

Node resources_of(const AuditEntry& entry) {
  Node out = Node::make_list();
  if (!entry.resource.starts_with("arn:")) return out;
  Node one = Node::make_map();
  one.set("ARN", text_node(entry.resource));
  set_if(one, "accountId", entry.resource_account);
  if (entry.service == "sts") one.set("type", text_node("AWS::IAM::Role"));
  if (entry.service == "s3") {
    one.set("type",
            text_node(entry.resource.contains('/') ? "AWS::S3::Object" : "AWS::S3::Bucket"));
  }
  if (entry.service == "dynamodb") one.set("type", text_node("AWS::DynamoDB::Table"));
  out.items.push_back(std::move(one));
  return out;
}

}  // namespace

std::string to_json(const AuditEntry& entry) {
  const std::size_t colon = entry.action.find(':');
  const std::string_view name = colon == std::string::npos
                                    ? std::string_view(entry.action)
                                    : std::string_view(entry.action).substr(colon + 1);
  Node out = Node::make_map();
  out.set("eventVersion", text_node("1.11"));
  out.set("userIdentity", caller_of(entry));
  out.set("eventTime", text_node(format_iso8601(entry.time_s)));
  const bool credentials = !platform_of(entry.service).empty();
  out.set("eventSource", text_node(credentials ? entry.service : entry.service + ".amazonaws.com"));
  set_if(out, "eventName", name);
  set_if(out, "awsRegion", entry.region);
  set_if(out, "sourceIPAddress", entry.peer);
  set_if(out, "userAgent", entry.user_agent);
  set_if(out, "errorCode", entry.error);
  set_if(out, "errorMessage", entry.message);
  const SourceFile file{"parameters", entry.parameters};
  const auto parameters = entry.parameters.empty() ? Result<Node>(Node()) : parse_json(file);
  out.set("requestParameters", parameters ? *parameters : Node());
  out.set("requestID", text_node(entry.request_id));
  out.set("eventID", text_node(shaped_id(entry.request_id, "event")));
  const bool reads =
      std::ranges::any_of(kReads, [&](std::string_view start) { return name.starts_with(start); });
  out.set("readOnly", bool_node(reads));
  if (Node resources = resources_of(entry); !resources.items.empty()) {
    out.set("resources", std::move(resources));
  }
  out.set("eventType", text_node(credentials ? "AwsServiceEvent" : "AwsApiCall"));
  const bool data = entry.service == "s3" || entry.service == "dynamodb";
  out.set("managementEvent", bool_node(!data));
  out.set("eventCategory", text_node(data ? "Data" : "Management"));
  const std::string_view caller_account =
      entry.caller == nullptr ? std::string_view() : std::string_view(entry.caller->account);
  set_if(
      out, "recipientAccountId",
      entry.resource_account.empty() ? caller_account : std::string_view(entry.resource_account));
  if (!caller_account.empty() && !entry.resource_account.empty() &&
      caller_account != entry.resource_account) {
    out.set("sharedEventID", text_node(shaped_id(entry.request_id, "shared")));
  }
  // Ours.
  set_if(out, "action", entry.action);
  set_if(out, "resource", entry.resource);
  set_if(out, "workload", entry.workload);
  set_if(out, "issuedAccessKeyId", entry.new_key);
  out.set("decision", text_node(decision_word(entry.decision)));
  set_if(out, "statement", entry.statement);
  set_if(out, "fault", entry.fault);
  return rolechain::to_json(out);
}

}  // namespace rolechain
