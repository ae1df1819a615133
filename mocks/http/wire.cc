#include "mocks/http/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

constexpr std::string_view kStsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";
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
  Node inner = Node::make_map();
  inner.set("Type", text_node(fault_of(error)));
  inner.set("Code", text_node(error.code));
  inner.set("Message", text_node(error.message));
  std::string text = fmt::format("<ErrorResponse xmlns=\"{}\">\n",
                                 service == "iam" ? kIamNamespace : kStsNamespace);
  write_xml("Error", inner, 1, text);
  write_xml("RequestId", text_node(request_id), 1, text);
  text += "</ErrorResponse>\n";
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

std::string xml_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#xD;";
        break;
      default:
        // XML has no way to write other control characters.
        out += static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' ? '?' : c;
    }
  }
  return out;
}

void write_xml(std::string_view name, const Node& node, int depth, std::string& out) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  if (node.is_null()) return;
  if (node.is_scalar()) {
    out += fmt::format("{}<{}>{}</{}>\n", indent, name, xml_escape(node.text), name);
    return;
  }
  out += fmt::format("{}<{}>\n", indent, name);
  for (const Member& member : node.members) write_xml(member.key, member.value, depth + 1, out);
  for (const Node& item : node.items) write_xml("member", item, depth + 1, out);
  out += fmt::format("{}</{}>\n", indent, name);
}

HttpResponse sts_response(std::string_view operation, const Node& result, QueryFormat format,
                          const std::string& request_id) {
  Node metadata = Node::make_map();
  metadata.set("RequestId", text_node(request_id));
  if (format == QueryFormat::json) {
    Node inner = Node::make_map();
    inner.set(fmt::format("{}Result", operation), result);
    inner.set("ResponseMetadata", std::move(metadata));
    Node body = Node::make_map();
    body.set(fmt::format("{}Response", operation), std::move(inner));
    return make(200, "application/json", to_json(body), "x-amzn-RequestId", request_id);
  }
  std::string text = fmt::format("<{}Response xmlns=\"{}\">\n", operation, kStsNamespace);
  write_xml(fmt::format("{}Result", operation), result, 1, text);
  write_xml("ResponseMetadata", metadata, 1, text);
  text += fmt::format("</{}Response>\n", operation);
  return make(200, "text/xml", std::move(text), "x-amzn-RequestId", request_id);
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
