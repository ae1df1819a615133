// How answers and refusals of AWS's services are spelled on the wire: XML of the Query protocol, of
// EC2 and of S3, JSON.
// Source: AWS STS API Reference (sample responses); Amazon S3 API Reference, "Error responses";
// Amazon DynamoDB Developer Guide, "Error handling"; shapes of recorded replies.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/base/http_message.h"
#include "mocks/base/node.h"
#include "mocks/base/xml.h"
#include "mocks/http/model/query.h"
#include "mocks/iam/signature_errors.h"

namespace rolechain {

QueryFormat query_format(const HttpRequest& request);

// <AssumeRoleResponse xmlns=…><AssumeRoleResult>…</AssumeRoleResult><ResponseMetadata>… with two
// blanks a level and a line an element (write_query()).
HttpResponse sts_response(std::string_view operation, const Node& result, QueryFormat format,
                          const std::string& request_id);

inline std::string xml_escape(std::string_view text) { return xml_escaped(text, XmlPlace::text); }

// What S3 says beside code and message.
struct ErrorDetails {
  std::string_view resource;  // the path
  std::span<const SignatureError::Field> fields;
};

// The refusal as `service` ("sts", "s3", "dynamodb") writes it.
HttpResponse error_response(const ApiError& error, std::string_view service, QueryFormat format,
                            const std::string& request_id, const ErrorDetails& details = {});

}  // namespace rolechain
