#include "mocks/imds/client.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/json.h"

namespace rolechain {
namespace {

constexpr std::string_view kCredentialsPath = "/latest/meta-data/iam/security-credentials/";

ApiError no_answer() {
  return {0, "RequestTimeout",
          "the answer to PUT /latest/api/token did not arrive: it passes more hops than the "
          "instance's hop limit allows",
          "hop-limit"};
}

ApiError http_error(const HttpRequest& request, const HttpResponse& response) {
  std::string code(reason_phrase(response.status));
  std::erase(code, ' ');
  return {response.status, code,
          fmt::format("{} {} answered {} {}", request.method, request.path, response.status,
                      reason_phrase(response.status)),
          "imds"};
}

class Conversation {
 public:
  Conversation(Imds& imds, const Ec2Client& client, std::vector<HttpExchange>* exchanges)
      : imds_(imds), client_(client), exchanges_(exchanges) {}

  // The body of a 200 answer.
  ApiResult<std::string> say(HttpRequest request) {
    auto response = imds_.handle(request, client_.hops);
    if (exchanges_ != nullptr) exchanges_->push_back({request, response});
    if (!response) return std::unexpected(no_answer());
    if (response->status != 200) return std::unexpected(http_error(request, *response));
    return std::move(response->body);
  }

  ApiResult<std::string> get(std::string path, const std::string& token) {
    HttpRequest request{"GET", std::move(path), {}, ""};
    if (!token.empty()) request.headers.push_back({"X-aws-ec2-metadata-token", token});
    return say(std::move(request));
  }

 private:
  Imds& imds_;
  const Ec2Client& client_;
  std::vector<HttpExchange>* exchanges_;
};

// A document's Code and Message; nothing where it says Success.
std::optional<ApiError> failure_of(const std::string& document) {
  const SourceFile file{"credentials document", document};
  const auto node = parse_json(file);
  if (!node) return ApiError{200, "InvalidDocument", "the document is no JSON", "imds"};
  const Node* code = node->find("Code");
  if (code != nullptr && code->text == "Success") return std::nullopt;
  const Node* message = node->find("Message");
  return ApiError{200, code != nullptr ? code->text : "InvalidDocument",
                  message != nullptr ? message->text : "the document has no Code", "imds"};
}

}  // namespace

std::string to_text(const HttpExchange& exchange) {
  std::string out = to_text(exchange.request) + "\n";
  out += exchange.response ? to_text(*exchange.response) : "(no answer arrived)\n";
  return out;
}

ApiResult<Session> instance_credentials(Imds& imds, const Ec2Client& client,
                                        std::vector<HttpExchange>* exchanges, StsTrace* trace) {
  Conversation conversation(imds, client, exchanges);
  std::string token;
  if (client.version == RoleDelivery::v2) {
    auto put = conversation.say(
        {"PUT",
         "/latest/api/token",
         {{"X-aws-ec2-metadata-token-ttl-seconds", std::to_string(kMaxImdsToken_s)}},
         ""});
    if (!put) return std::unexpected(std::move(put.error()));
    token = *std::move(put);
  }
  auto name = conversation.get(std::string(kCredentialsPath), token);
  if (!name) {
    // iam/info tells a deleted profile from none.
    const auto info = name.error().http == 404
                          ? conversation.get("/latest/meta-data/iam/info", token)
                          : ApiResult<std::string>(std::unexpected(name.error()));
    if (info) {
      if (auto failure = failure_of(*info)) return std::unexpected(*std::move(failure));
    }
    return std::unexpected(std::move(name.error()));
  }
  const auto document = conversation.get(std::string(kCredentialsPath) + *name, token);
  if (trace != nullptr) *trace = imds.role().trace();
  if (!document) return std::unexpected(document.error());
  if (auto failure = failure_of(*document)) return std::unexpected(*std::move(failure));
  return *imds.role().session(client.version);
}

}  // namespace rolechain
