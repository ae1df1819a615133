// Where a program's credentials come from, as the SDKs have it: one interface, and what can go
// wrong. Works against AWS's endpoints and this world's alike; no clock, environment or network of
// its own: those are given.
// Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers".
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/http_message.h"
#include "mocks/cloud/session.h"

namespace rolechain::client {

struct Obtained {
  Credentials keys;
  std::optional<EpochSeconds> expires_s;  // nothing: they do not end
  std::string account;                    // "" where the source does not say
};

struct ProviderError {
  // absent: this source is not there, so that a chain asks the next one. unreachable: no answer,
  // 5xx or throttling; may work a little later. refused: the source said no.
  // malformed: what it said is not understood.
  enum class Kind : std::uint8_t { absent, unreachable, refused, malformed };
  Kind kind = Kind::absent;
  std::string message;
};
using Fetched = std::expected<Obtained, ProviderError>;

class Provider {
 public:
  virtual ~Provider() = default;
  // Asks the source. One thread at a time. `now_s` is the caller's clock.
  virtual Fetched fetch(EpochSeconds now_s) = 0;
  // "instance metadata"; for messages.
  [[nodiscard]] virtual std::string_view name() const = 0;
};

// Sends a request to `origin` ("http://169.254.169.254"); error: why no answer came.
using Transport = std::function<std::expected<HttpResponse, std::string>(
    const std::string& origin, const HttpRequest& request)>;

// The first source that is there decides, also when it refuses: the next ones are not asked.
std::unique_ptr<Provider> first_of(std::vector<std::unique_ptr<Provider>> sources);

// Of documents: AccessKeyId, SecretAccessKey, `token` ("Token", "SessionToken"), Expiration,
// AccountId. Error: malformed, named after `source`.
Fetched read_credentials(const std::string& json, std::string_view token, std::string_view source);

// "http://host:1/a/b" → {"http://host:1", "/a/b"}.
struct Url {
  std::string origin;
  std::string path;
};
Url split_url(std::string_view url);

}  // namespace rolechain::client
