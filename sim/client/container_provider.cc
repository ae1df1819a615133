#include "sim/client/container_provider.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rolechain::client {
namespace {

using Kind = ProviderError::Kind;

constexpr std::array<std::string_view, 5> kAllowedHosts{
    "localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]"};

// Keys must not travel in the clear to somewhere else.
bool is_allowed(std::string_view origin) {
  constexpr std::string_view kPlain = "http://";
  if (origin.starts_with("https://")) return true;
  if (!origin.starts_with(kPlain)) return false;
  std::string_view host = origin.substr(kPlain.size());
  const std::size_t end = host.starts_with('[') ? host.find(']') + 1 : host.find(':');
  host = host.substr(0, end);
  return host.starts_with("127.") || std::ranges::find(kAllowedHosts, host) != kAllowedHosts.end();
}

class ContainerProvider final : public Provider {
 public:
  ContainerProvider(Transport transport, std::string_view url, std::function<std::string()> token)
      : transport_(std::move(transport)), url_(split_url(url)), token_(std::move(token)) {}

  Fetched fetch(EpochSeconds /*now_s*/) override {
    if (!is_allowed(url_.origin)) {
      return failed(Kind::refused, fmt::format("`{}` is neither https nor an address of this "
                                               "machine or an agent",
                                               url_.origin));
    }
    HttpRequest request{"GET", url_.path, {{"Accept", "application/json"}}, ""};
    if (token_) {
      const std::string token = token_();
      if (token.find_first_of("\r\n") != std::string::npos) {
        return failed(Kind::malformed, "the authorization token has a line break");
      }
      if (!token.empty()) request.headers.push_back({"Authorization", token});
    }
    const auto answer = transport_(url_.origin, request);
    if (!answer) return failed(Kind::unreachable, answer.error());
    if (answer->status != 200) {
      const bool later = answer->status >= 500 || answer->status == 429;
      return failed(later ? Kind::unreachable : Kind::refused,
                    fmt::format("answered {}: {}", answer->status, answer->body));
    }
    return read_credentials(answer->body, "Token", name());
  }
  [[nodiscard]] std::string_view name() const override { return "container credentials"; }

 private:
  std::unexpected<ProviderError> failed(Kind kind, std::string_view why) const {
    return std::unexpected(ProviderError{kind, fmt::format("{}: {}", name(), why)});
  }

  Transport transport_;
  Url url_;
  std::function<std::string()> token_;
};

}  // namespace

std::unique_ptr<Provider> container_provider(Transport transport, std::string url,
                                             std::function<std::string()> token) {
  return std::make_unique<ContainerProvider>(std::move(transport), url, std::move(token));
}

}  // namespace rolechain::client
