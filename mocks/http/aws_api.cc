#include "mocks/http/aws_api.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/shown_clock.h"
#include "mocks/base/text.h"
#include "mocks/http/sts_api.h"
#include "mocks/iam/errors.h"

namespace rolechain {

struct AwsApi::Call {
  const HttpRequest& request;
  std::string peer;
  std::string request_id;
  QueryFormat format = QueryFormat::xml;
  Authenticated who;
  AuditEntry audit;
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

}  // namespace

// What the request itself tells; what the scenario says of it comes after and wins.
std::vector<ContextEntry> AwsApi::context_of(const Call& call) const {
  std::vector<ContextEntry> out;
  if (!call.peer.empty()) out.push_back(entry("aws:SourceIp", call.peer));
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
  if (call.who.error) return refuse(call, *call.who.error, call.who.error->fields);
  if (call.who.session == nullptr && !is_unsigned_sts_operation(*operation)) {
    return refuse(call, missing_authentication_token("sts"));
  }
  StsAnswer answer = answer_sts(sts_, *operation, *form, call.who.session.get(), context_of(call));
  call.audit.resource = answer.resource;
  take_trace(answer.trace, call.audit);
  if (!answer.result) return refuse(call, answer.result.error());
  if (answer.issued) {
    sessions_.add(*answer.issued, sts_.clock().now_s());
    call.audit.new_key = answer.issued->credentials.access_key_id;
  }
  return sts_response(*operation, *answer.result, call.format, call.request_id);
}

HttpResponse AwsApi::data(Call& call) {
  const EpochSeconds now_s = sts_.clock().now_s();
  ServiceCall asked{sts_.world(),
                    call.request,
                    call.who.body,
                    call.who.session.get(),
                    call.who.region,
                    context_of(call),
                    now_s,
                    shown_s(sts_.clock(), now_s),
                    {},
                    {},
                    {}};
  auto response = call.who.service == "s3" ? s3_.handle(asked) : dynamodb_.handle(asked);
  call.audit.action = asked.action;
  call.audit.resource = asked.resource;
  take_trace(asked.traces, call.audit);
  if (!response) return refuse(call, response.error());
  const std::string_view id = call.who.service == "s3" ? "x-amz-request-id" : "x-amzn-RequestId";
  response->headers.push_back({std::string(id), call.request_id});
  return *std::move(response);
}

HttpResponse AwsApi::handle(const HttpRequest& request, const std::string& peer) {
  Call call{request, peer, sts_.ids().uuid(), query_format(request), authenticator_.of(request),
            {}};
  AuditEntry& audit = call.audit;
  audit.time_s = sts_.clock().now_s();
  audit.request_id = call.request_id;
  audit.service = call.who.service;
  audit.region = call.who.region;
  audit.peer = peer;
  if (call.who.session != nullptr) {
    audit.access_key_id = call.who.session->credentials.access_key_id;
    audit.caller_arn = call.who.session->arn;
    audit.caller_account = call.who.session->account;
  }
  HttpResponse out;
  if (call.who.service == "sts") {
    out = sts(call);
  } else if (call.who.error) {
    out = refuse(call, *call.who.error, call.who.error->fields);
  } else if (call.who.service == "dynamodb" && call.who.session == nullptr) {
    out = refuse(call, missing_authentication_token("dynamodb"));
  } else if (call.who.service == "s3" || call.who.service == "dynamodb") {
    out = data(call);
  } else {
    out = refuse(call, not_decided_here(fmt::format("requests to `{}`", call.who.service)));
  }
  if (call.who.service == "dynamodb") out.headers.push_back(dynamodb_checksum(out.body));
  out.headers.push_back({"Date", http_date(shown_s(sts_.clock(), audit.time_s))});
  audit_.add(std::move(call.audit));
  return out;
}

}  // namespace rolechain
