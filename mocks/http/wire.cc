#include "mocks/http/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "mocks/base/text.h"
#include "mocks/http/model/sts_model.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

constexpr std::string_view kIamNamespace = "https://iam.amazonaws.com/doc/2010-05-08/";

// Refusals that come from the front of AWS's JSON services, not from the service itself.
constexpr std::array<std::string_view, 8> kOfTheFront{
    "ExpiredTokenException",     "IncompleteSignatureException",
    "InvalidSignatureException", "MissingAuthenticationTokenException",
    "SerializationException",    "ThrottlingException",
    "UnknownOperationException", "UnrecognizedClientException"};

HttpResponse make(int status, std::string_view type, std::string body, std::string_view id_header,
                  const std::string& request_id) {
  HttpResponse out{status, {}, std::move(body)};
  out.headers.push_back({"Content-Type", std::string(type)});
  out.headers.push_back({std::string(id_header), request_id});
  return out;
}

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

// "Sender": the caller's fault; "Receiver": the service's.
std::string_view fault_of(const ApiError& error) {
  return error.http < 500 ? "Sender" : "Receiver";
}

HttpResponse query_error(const ApiError& error, std::string_view service, QueryFormat format,
                         const std::string& request_id) {
  Node body = Node::make_map();
  if (format == QueryFormat::json) {
    Node inner = Node::make_map();
    inner.set("Code", text_node(error.code));
    inner.set("Message", text_node(error.message));
    inner.set("Type", text_node(fault_of(error)));
    body.set("Error", std::move(inner));
    body.set("RequestId", text_node(request_id));
    return make(error.http, "application/json", to_json(body), "x-amzn-RequestId", request_id);
  }
  std::string text = fmt::format(
      "<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>{}</Type>\n    <Code>{}</Code>\n"
      "    <Message>{}</Message>\n  </Error>\n  <RequestId>{}</RequestId>\n</ErrorResponse>\n",
      service == "iam" ? kIamNamespace : sts_model().xml_namespace, fault_of(error),
      xml_escape(error.code), xml_escape(error.message), xml_escape(request_id));
  return make(error.http, "text/xml", std::move(text), "x-amzn-RequestId", request_id);
}

HttpResponse ec2_error(const ApiError& error, const std::string& request_id) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{}</Code>"
      "<Message>{}</Message></Error></Errors><RequestID>{}</RequestID></Response>",
      xml_escape(error.code), xml_escape(error.message), request_id);
  return make(error.http, "text/xml;charset=UTF-8", std::move(text), "x-amzn-RequestId",
              request_id);
}

HttpResponse s3_error(const ApiError& error, const std::string& request_id,
                      const ErrorDetails& details) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>",
      xml_escape(error.code), xml_escape(error.message));
  for (const SignatureError::Field& field : details.fields) {
    text += fmt::format("<{}>{}</{}>", field.name, xml_escape(field.value), field.name);
  }
  if (!details.resource.empty()) {
    text += fmt::format("<Resource>{}</Resource>", xml_escape(details.resource));
  }
  text += fmt::format("<RequestId>{}</RequestId></Error>", request_id);
  return make(error.http, "application/xml", std::move(text), "x-amz-request-id", request_id);
}

HttpResponse json_error(const ApiError& error, std::string_view service,
                        const std::string& request_id) {
  const bool of_front = std::ranges::find(kOfTheFront, error.code) != kOfTheFront.end();
  std::string type = error.code;
  if (of_front) {
    type = "com.amazon.coral.service#" + type;
  } else if (service == "dynamodb") {
    type = "com.amazonaws.dynamodb.v20120810#" + type;
  }
  Node body = Node::make_map();
  body.set("__type", Node::make_string(std::move(type)));
  body.set(of_front ? "message" : "Message", text_node(error.message));
  return make(error.http, "application/x-amz-json-1.0", to_json(body), "x-amzn-RequestId",
              request_id);
}

HttpResponse rest_json_error(const ApiError& error, const std::string& request_id) {
  Node body = Node::make_map();
  body.set("message", text_node(error.message));
  HttpResponse out =
      make(error.http, "application/json", to_json(body), "x-amzn-RequestId", request_id);
  out.headers.push_back({"x-amzn-ErrorType", error.code});
  return out;
}

}  // namespace

QueryFormat query_format(const HttpRequest& request) {
  const std::string* accept = find_header(request.headers, "Accept");
  const bool json = accept != nullptr && to_lower(*accept).contains("application/json");
  return json ? QueryFormat::json : QueryFormat::xml;
}

HttpResponse sts_response(std::string_view operation, const Node& result, QueryFormat format,
                          const std::string& request_id) {
  const ModelOperation* row = sts_model().operation(operation);
  assert(row != nullptr);
  return make(200, format == QueryFormat::json ? "application/json" : "text/xml",
              write_query(sts_model(), *row, result, format, request_id), "x-amzn-RequestId",
              request_id);
}

HttpResponse error_response(const ApiError& error, std::string_view service, QueryFormat format,
                            const std::string& request_id, const ErrorDetails& details) {
  switch (service_errors(service).protocol) {
    case ServiceErrors::Protocol::query:
      return query_error(error, service, format, request_id);
    case ServiceErrors::Protocol::ec2:
      return ec2_error(error, request_id);
    case ServiceErrors::Protocol::rest_xml:
      return s3_error(error, request_id, details);
    case ServiceErrors::Protocol::json:
      return json_error(error, service, request_id);
    case ServiceErrors::Protocol::rest_json:
      return rest_json_error(error, request_id);
  }
  return {};
}

}  // namespace rolechain
