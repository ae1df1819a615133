// A small world whose data APIs are asked without sockets: requests are signed and sent as an SDK
// would.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/http/aws_api.h"
#include "mocks/sigv4/sign.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {

struct DataLab : Lab {
  DataLab() : api(sts, sessions, audit, {}) {}

  // From here on a user with this policy signs. `permissions`: a whole document.
  void become(std::string_view name, std::string_view permissions) {
    add_user(kApp, name, permissions);
    signer = as_user(name);
    sessions.add(*signer, clock.now_s());
  }
  void add_resource(std::string_view key, std::string_view arn, std::string_view account = kApp) {
    Resource resource;
    resource.key = key;
    resource.arn = arn;
    resource.account = account;
    world.resources.push_back(std::move(resource));
  }

  HttpResponse ask(std::string_view service, HttpRequest request) {
    if (find_header(request.headers, "Host") == nullptr) {
      request.headers.push_back({"Host", std::string(service) + ".eu-west-1.amazonaws.com"});
    }
    if (signer) {
      sigv4::Workspace work;
      sigv4::sign(request,
                  {.access_key_id = signer->credentials.access_key_id,
                   .secret_access_key = signer->credentials.secret_access_key,
                   .session_token = signer->credentials.session_token,
                   .region = "eu-west-1",
                   .service = service,
                   .time_s = clock.now_s()},
                  work);
    }
    return api.handle(request, "192.0.2.1");
  }
  HttpResponse s3(std::string_view method, std::string_view path, std::string body = {},
                  std::vector<HttpHeader> headers = {}) {
    return ask("s3", {std::string(method), std::string(path), std::move(headers), std::move(body)});
  }
  HttpResponse dynamodb(std::string_view operation, std::string body) {
    return ask("dynamodb", {"POST",
                            "/",
                            {{"X-Amz-Target", "DynamoDB_20120810." + std::string(operation)},
                             {"Content-Type", "application/x-amz-json-1.0"}},
                            std::move(body)});
  }
  // The answer's body, or "Code: message".
  std::string db(std::string_view operation, std::string body) {
    const HttpResponse response = dynamodb(operation, std::move(body));
    if (response.status == 200) return response.body;
    const SourceFile file{"answer", response.body};
    const auto node = parse_json(file);
    if (!node) return "no JSON: " + response.body;
    const Node* type = node->find("__type");
    const Node* message = node->find("Message");
    if (message == nullptr) message = node->find("message");
    return type->text.substr(type->text.find('#') + 1) + ": " + message->text;
  }

  SessionBook sessions;
  AuditLog audit;
  AwsApi api;
  std::optional<Session> signer;
};

}  // namespace rolechain::sts_testing
