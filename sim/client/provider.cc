#include "sim/client/provider.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/source.h"

namespace rolechain::client {
namespace {

class FirstOf final : public Provider {
 public:
  explicit FirstOf(std::vector<std::unique_ptr<Provider>> sources) : sources_(std::move(sources)) {}

  Fetched fetch(EpochSeconds now_s) override {
    std::string tried;
    for (const auto& source : sources_) {
      auto got = source->fetch(now_s);
      if (got || got.error().kind != ProviderError::Kind::absent) return got;
      tried +=
          fmt::format("{}{}: {}", tried.empty() ? "" : "; ", source->name(), got.error().message);
    }
    return std::unexpected(ProviderError{
        ProviderError::Kind::absent,
        tried.empty() ? "there is no source to ask" : "no source has any (" + tried + ")"});
  }
  [[nodiscard]] std::string_view name() const override { return "chain"; }

 private:
  std::vector<std::unique_ptr<Provider>> sources_;
};

std::string text_of(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

}  // namespace

std::unique_ptr<Provider> first_of(std::vector<std::unique_ptr<Provider>> sources) {
  return std::make_unique<FirstOf>(std::move(sources));
}

Fetched read_credentials(const std::string& json, std::string_view token, std::string_view source) {
  const auto malformed = [&](std::string_view what) {
    return std::unexpected(
        ProviderError{ProviderError::Kind::malformed, fmt::format("{}: {}", source, what)});
  };
  const SourceFile file{std::string(source), json};
  const auto document = parse_json(file);
  if (!document || !document->is_map()) return malformed("the document is no JSON object");
  Obtained out{{text_of(*document, "AccessKeyId"), text_of(*document, "SecretAccessKey"),
                text_of(*document, token)},
               std::nullopt,
               text_of(*document, "AccountId")};
  if (out.keys.access_key_id.empty() || out.keys.secret_access_key.empty()) {
    return malformed("the document has no AccessKeyId or no SecretAccessKey");
  }
  const Node* expiration = document->find("Expiration");
  if (expiration == nullptr || expiration->text.empty()) return out;
  // STS's JSON has a number, all others a text.
  if (expiration->kind == Node::Kind::number) {
    out.expires_s = static_cast<EpochSeconds>(std::stod(expiration->text));
  } else {
    out.expires_s = parse_iso8601(expiration->text);
  }
  if (!out.expires_s) return malformed(fmt::format("`{}` is no time", expiration->text));
  return out;
}

Url split_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  if (path == std::string_view::npos) return {std::string(url), "/"};
  return {std::string(url.substr(0, path)), std::string(url.substr(path))};
}

}  // namespace rolechain::client
