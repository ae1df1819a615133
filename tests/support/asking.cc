#include "tests/support/asking.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "mocks/sigv4/sign.h"

namespace rolechain::tests {
namespace {
constexpr const char* kDocuments = "/latest/meta-data/iam/security-credentials/";
}  // namespace

std::string text_of(const std::string& body, std::string_view name) {
  const std::string open = fmt::format("<{}>", name);
  if (const std::size_t at = body.find(open); at != std::string::npos) {
    const std::size_t begin = at + open.size();
    return body.substr(begin, body.find("</", begin) - begin);
  }
  const std::size_t key = body.find(fmt::format("\"{}\"", name));
  if (key == std::string::npos) return {};
  const std::size_t begin = body.find('"', key + name.size() + 2) + 1;
  return body.substr(begin, body.find('"', begin) - begin);
}

std::string code_of(const std::string& body) {
  if (std::string code = text_of(body, "Code"); !code.empty() && body.starts_with('<')) return code;
  const std::string type = text_of(body, "__type");
  return type.substr(type.find('#') + 1);
}

HttpAnswer AskingClient::token() {
  HttpRequest request{
      "PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}, ""};
  HttpAnswer answer = served_.handle(request, "127.0.0.1", instance_);
  if (answer.kind == HttpAnswer::Kind::response && answer.response.status == 200) {
    token_ = answer.response.body;
  }
  return answer;
}

HttpAnswer AskingClient::metadata(const std::string& path) {
  return served_.handle({"GET", path, {{"X-aws-ec2-metadata-token", token_}}, ""}, "127.0.0.1",
                        instance_);
}

std::string AskingClient::document() {
  if (document_path_.empty()) document_path_ = kDocuments + metadata(kDocuments).response.body;
  return metadata(document_path_).response.body;
}

void AskingClient::take_instance_credentials() {
  token();
  const std::string text = document();
  credentials_ = {text_of(text, "AccessKeyId"), text_of(text, "SecretAccessKey"),
                  text_of(text, "Token")};
}

HttpAnswer AskingClient::send(HttpRequest request, std::string_view service) {
  if (!credentials_.access_key_id.empty()) {
    sigv4::Workspace work;
    sigv4::sign(request,
                {.access_key_id = credentials_.access_key_id,
                 .secret_access_key = credentials_.secret_access_key,
                 .session_token = credentials_.session_token,
                 .region = "eu-west-1",
                 .service = service,
                 .time_s = static_cast<EpochSeconds>(std::time(nullptr))},
                work);
  }
  return served_.handle(request, "127.0.0.1", instance_);
}

HttpAnswer AskingClient::sts(const std::string& form) {
  return send({"POST",
               "/",
               {{"Host", "sts.eu-west-1.amazonaws.com"},
                {"Content-Type", "application/x-www-form-urlencoded"}},
               form + "&Version=2011-06-15"},
              "sts");
}

HttpAnswer AskingClient::s3(const std::string& method, const std::string& path, std::string body) {
  return send({method, path, {{"Host", "s3.eu-west-1.amazonaws.com"}}, std::move(body)}, "s3");
}

HttpAnswer AskingClient::dynamodb(std::string_view operation, std::string body) {
  return send({"POST",
               "/",
               {{"Host", "dynamodb.eu-west-1.amazonaws.com"},
                {"Content-Type", "application/x-amz-json-1.0"},
                {"X-Amz-Target", fmt::format("DynamoDB_20120810.{}", operation)}},
               std::move(body)},
              "dynamodb");
}

bool AskingClient::assume(const std::string& form) {
  const std::string body = sts(form).response.body;
  if (!body.contains("<AccessKeyId>")) return false;
  sign_as({text_of(body, "AccessKeyId"), text_of(body, "SecretAccessKey"),
           text_of(body, "SessionToken")});
  return true;
}

HttpResponse AskingClient::control(const std::string& method, const std::string& path,
                                   std::string body) {
  return served_
      .handle({method, "/_rolechain/" + path, {}, std::move(body)}, "127.0.0.1", instance_)
      .response;
}

int AskingClient::lines(const std::string& query) {
  const std::string text = control("GET", "audit?" + query).body;
  return static_cast<int>(std::ranges::count(text, '\n'));
}

}  // namespace rolechain::tests
