#include "mocks/http/aws_api.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/shown_clock.h"
#include "mocks/base/text.h"
#include "mocks/http/any_service.h"
#include "mocks/http/ec2.h"
#include "mocks/http/model/query.h"
#include "mocks/http/model/sts_model.h"
#include "mocks/http/operation.h"
#include "mocks/http/sts_api.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/fault_errors.h"

namespace rolechain {

struct AwsApi::Call {
  const HttpRequest& request;
  const Sender& sender;
  const FaultEffects& met;
  std::string request_id;
  QueryFormat format = QueryFormat::xml;
  Authenticated who;
  AuditEntry audit;
  std::vector<Trace> traces = {};
  std::string reason = {};  // of a refusal

  // What was asked of the evaluator on the way, for the log.
  void take(ServiceCall& asked) {
    audit.action = asked.action;
    audit.resource = asked.resource;
    take_trace(asked.traces, audit);
    traces = std::move(asked.traces);
  }
};

namespace {

// Parameters of the query string, then those of a form body.
ApiResult<Form> form_of(const HttpRequest& request) {
  const std::size_t mark = request.path.find('?');
  std::string text = mark == std::string::npos ? std::string() : request.path.substr(mark + 1);
  if (request.method == "POST") {
    if (!text.empty() && !request.body.empty()) text += '&';
    text += request.body;
  }
  return Form::parse(text);
}

ContextEntry entry(std::string key, std::string value) {
  return {std::move(key), {std::move(value)}, false, ContextEntry::Origin::engine};
}

// CloudTrail writes members with a small first letter, and leaves secrets out.
// Source: CloudTrail User Guide, "CloudTrail record contents" (requestParameters).
Node told(const Node& node) {
  Node out = node;
  out.span = {};
  out.items.clear();
  out.members.clear();
  for (const Node& item : node.items) out.items.push_back(told(item));
  for (const Member& member : node.members) {
    const bool secret = member.key == "WebIdentityToken" || member.key == "SAMLAssertion" ||
                        member.key == "TokenCode" || member.key == "TradeInToken";
    std::string key = member.key;
    key.front() = fold_case(key.front());
    out.set(std::move(key),
            secret ? Node::make_string("HIDDEN_DUE_TO_SECURITY_REASONS") : told(member.value));
  }
  return out;
}

std::string parameters_of(std::string_view operation, const Form& form) {
  const ModelOperation* const model = sts_model().operation(operation);
  if (model == nullptr) return {};
  const auto input = read_query(sts_model(), *model, form);
  return input && !input->members.empty() ? to_json(told(*input)) : std::string();
}

// A failure that was told to happen, in the service's words.
std::optional<ApiError> failure_of(const FaultEffects& met, std::string_view service) {
  if (!met.failure) return std::nullopt;
  switch (*met.failure) {
    case FaultKind::throttling:
      return throttled(service);
    case FaultKind::throughput:
      return throughput_exceeded();
    case FaultKind::unavailable:
      return service_unavailable(service);
    case FaultKind::error:
      return server_error(service, met.status);
    default:
      return ApiError{0, std::string(fault_word(*met.failure)), "no response is sent", "fault"};
  }
}

}  // namespace

// What the request itself tells; what the scenario says of it comes after and wins.
std::vector<ContextEntry> AwsApi::context_of(const Call& call) const {
  std::vector<ContextEntry> out;
  if (!call.sender.peer.empty()) out.push_back(entry("aws:SourceIp", call.sender.peer));
  if (const std::string* agent = find_header(call.request.headers, "User-Agent")) {
    out.push_back(entry("aws:UserAgent", *agent));
  }
  if (!call.who.region.empty()) out.push_back(entry("aws:RequestedRegion", call.who.region));
  out.insert(out.end(), context_.begin(), context_.end());
  return out;
}

HttpResponse AwsApi::refuse(Call& call, const ApiError& error,
                            std::span<const SignatureError::Field> fields) {
  call.audit.error = error.code;
  call.reason = error.reason;
  call.audit.message = error.message;
  const std::string_view path =
      std::string_view(call.request.path).substr(0, call.request.path.find('?'));
  return error_response(error, call.who.service, call.format, call.request_id, {path, fields});
}

HttpResponse AwsApi::sts(Call& call) {
  const auto form = form_of(call.request);
  if (!form) return refuse(call, form.error());
  const auto operation = sts_operation(*form);
  if (!operation) return refuse(call, operation.error());
  call.audit.action = "sts:" + *operation;
  call.audit.parameters = parameters_of(*operation, *form);
  if (call.who.error) return refuse(call, *call.who.error, call.who.error->fields);
  if (call.who.session == nullptr && !is_unsigned_sts_operation(*operation)) {
    return refuse(call, missing_authentication_token("sts"));
  }
  StsAnswer answer =
      answer_sts(sts_, messages_, *operation, *form, call.who.session.get(), context_of(call));
  call.audit.resource = answer.resource;
  take_trace(answer.trace, call.audit);
  call.traces = std::move(answer.trace);
  if (!answer.result) return refuse(call, answer.result.error());
  if (answer.issued) {
    // A chain's sessions are its workload's.
    answer.issued->id = call.audit.workload;
    sessions_.add(*answer.issued, sts_.clock().now_s());
    call.audit.new_key = answer.issued->credentials.access_key_id;
  }
  return sts_response(*operation, *answer.result, call.format, call.request_id);
}

ServiceCall AwsApi::service_call(const Call& call) const {
  const EpochSeconds now_s = sts_.clock().now_s();
  return {sts_.world(),
          call.request,
          call.who.body,
          call.who.session.get(),
          call.who.trailers,
          call.who.region,
          context_of(call),
          now_s,
          shown_s(sts_.clock(), now_s),
          {},
          {},
          {},
          {}};
}

HttpResponse AwsApi::ec2(Call& call) {
  const auto form = form_of(call.request);
  if (!form) return refuse(call, form.error());
  ServiceCall asked = service_call(call);
  const ApiError answer = answer_ec2(asked, *form, messages_, sts_.ids());
  call.take(asked);
  return refuse(call, answer);
}

// What can be told of the request is decided; nothing is answered.
HttpResponse AwsApi::other(Call& call) {
  ServiceCall asked = service_call(call);
  const std::string signed_for = call.who.service;
  const ApiError error = answer_any_service(asked, signed_for);
  call.take(asked);
  call.who.service = spelled_as(call.request, signed_for);
  return refuse(call, error);
}

HttpResponse AwsApi::data(Call& call) {
  ServiceCall asked = service_call(call);
  auto response = call.who.service == "s3" ? s3_.handle(asked) : dynamodb_.handle(asked);
  call.take(asked);
  if (!response) return refuse(call, response.error());
  const std::string_view id = call.who.service == "s3" ? "x-amz-request-id" : "x-amzn-RequestId";
  response->headers.push_back({std::string(id), call.request_id});
  return *std::move(response);
}

// Of a request that is refused before anybody looks into it.
void AwsApi::note_claim(Call& call) {
  const ClaimedOperation claimed = claimed_operation(call.request);
  call.audit.action = claimed.action;
  const std::string_view account = call.audit.caller == nullptr
                                       ? std::string_view()
                                       : std::string_view(call.audit.caller->account);
  call.audit.resource = claimed_resource(call.request, claimed, account, call.who.region);
  if (claimed.service != "sts" || claimed.action.empty()) return;
  if (const auto form = form_of(call.request)) {
    call.audit.parameters =
        parameters_of(claimed.action.substr(claimed.action.find(':') + 1), *form);
  }
}

HttpResponse AwsApi::answer(Call& call) {
  if (const auto failure = failure_of(call.met, call.who.service)) {
    note_claim(call);
    return refuse(call, *failure);
  }
  if (call.who.service == "sts") return sts(call);
  if (call.who.error) {
    note_claim(call);
    return refuse(call, *call.who.error, call.who.error->fields);
  }
  if (call.who.service != "s3" && call.who.session == nullptr) {
    return refuse(call, missing_authentication_token(call.who.service));
  }
  if (call.who.service == "ec2") return ec2(call);
  if (call.who.service == "s3" || call.who.service == "dynamodb") return data(call);
  return other(call);
}

void AwsApi::keep(Call& call, int status) {
  audit_.add(call.audit);
  recent_.add({std::move(call.audit), std::move(call.traces), status, std::move(call.reason)});
}

HttpResponse AwsApi::handle(const HttpRequest& request, const Sender& sender,
                            const FaultEffects& met) {
  Call call{request,
            sender,
            met,
            sts_.ids().uuid(),
            query_format(request),
            authenticator_.of(request, met.skew_s),
            {}};
  AuditEntry& audit = call.audit;
  audit.time_s = sts_.clock().now_s();
  audit.request_id = call.request_id;
  audit.service = call.who.service;
  audit.region = call.who.region;
  audit.peer = sender.peer;
  audit.workload = sender.workload;
  audit.fault = met.label;
  audit.caller = call.who.session != nullptr ? call.who.session : call.who.expired;
  if (const std::string* agent = find_header(request.headers, "User-Agent")) {
    audit.user_agent = *agent;
  }
  HttpResponse out = answer(call);
  if (call.who.service == "dynamodb") out.headers.push_back(dynamodb_checksum(out.body));
  out.headers.push_back({"Date", http_date(shown_s(sts_.clock(), audit.time_s))});
  keep(call, out.status);
  return out;
}

}  // namespace rolechain
