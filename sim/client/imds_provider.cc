#include "sim/client/imds_provider.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/source.h"

namespace rolechain::client {
namespace {

using Kind = ProviderError::Kind;

constexpr const char* kRolePath = "/latest/meta-data/iam/security-credentials/";
constexpr const char* kTokenTtl_s = "21600";

class ImdsProvider final : public Provider {
 public:
  ImdsProvider(Transport transport, std::string origin)
      : transport_(std::move(transport)), origin_(std::move(origin)) {
    while (origin_.ends_with('/')) origin_.pop_back();
  }

  Fetched fetch(EpochSeconds /*now_s*/) override {
    auto token = transport_(
        origin_,
        {"PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", kTokenTtl_s}}, ""});
    if (!token) return failed(Kind::absent, token.error());
    const bool without = token->status == 403 || token->status == 404 || token->status == 405;
    if (token->status != 200 && !without) return failed(kind_of(token->status), "token", *token);
    const std::string secret = without ? std::string() : token->body;

    const auto role = get(kRolePath, secret);
    if (!role) return failed(Kind::unreachable, role.error());
    if (role->status == 404) return failed(Kind::absent, "the instance has no role");
    if (role->status != 200) return failed(kind_of(role->status), "role's name", *role);
    const auto document = get(kRolePath + first_line(role->body), secret);
    if (!document) return failed(Kind::unreachable, document.error());
    if (document->status != 200) return failed(kind_of(document->status), "document", *document);
    return read(document->body);
  }
  [[nodiscard]] std::string_view name() const override { return "instance metadata"; }

 private:
  static Kind kind_of(int status) {
    return status >= 500 || status == 429 ? Kind::unreachable : Kind::refused;
  }
  static std::unexpected<ProviderError> failed(Kind kind, std::string_view why) {
    return std::unexpected(ProviderError{kind, fmt::format("instance metadata: {}", why)});
  }
  static std::unexpected<ProviderError> failed(Kind kind, std::string_view what,
                                               const HttpResponse& answer) {
    return failed(kind, fmt::format("the request for the {} was answered {}", what, answer.status));
  }
  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  std::expected<HttpResponse, std::string> get(const std::string& path, const std::string& token) {
    HttpRequest request{"GET", path, {}, ""};
    if (!token.empty()) request.headers.push_back({"X-aws-ec2-metadata-token", token});
    return transport_(origin_, request);
  }

  // A document that bears another Code than Success is a refusal with status 200.
  static Fetched read(const std::string& text) {
    const SourceFile file{"document", text};
    const auto document = parse_json(file);
    const Node* code = document ? document->find("Code") : nullptr;
    if (code != nullptr && code->text != "Success") {
      const Node* message = document->find("Message");
      return failed(Kind::refused,
                    fmt::format("{}: {}", code->text, message == nullptr ? "" : message->text));
    }
    return read_credentials(text, "Token", "instance metadata");
  }

  Transport transport_;
  std::string origin_;
};

}  // namespace

std::unique_ptr<Provider> imds_provider(Transport transport, std::string origin) {
  return std::make_unique<ImdsProvider>(std::move(transport), std::move(origin));
}

}  // namespace rolechain::client
