#include "mocks/http/authenticate.h"

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

struct Scope {
  std::string_view key_id;
  std::string_view region;
  std::string_view service;
};

std::optional<Scope> scope_of(std::string_view authorization) {
  constexpr std::string_view kCredential = "Credential=";
  const std::size_t at = authorization.find(kCredential);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view text = authorization.substr(at + kCredential.size());
  text = text.substr(0, text.find(','));
  const auto parts = split(text, '/');
  if (parts.size() != 5) return std::nullopt;
  return Scope{parts[0], parts[2], parts[3]};
}

}  // namespace

Authenticated authenticate(const HttpRequest& request, const SessionBook& sessions,
                           const Clock& clock) {
  Authenticated out;
  out.service = "sts";
  const std::string* authorization = find_header(request.headers, "Authorization");
  if (authorization == nullptr) return out;
  const auto scope = scope_of(*authorization);
  if (!scope) {
    out.error = missing_authentication_token();
    return out;
  }
  out.service = scope->service;
  out.region = scope->region;
  out.session = sessions.find(scope->key_id);
  if (out.session == nullptr) {
    out.error = unknown_access_key(out.service);
  } else if (out.session->expired(clock.now_s())) {
    out.error = expired_token(out.service);
    out.session = nullptr;
  }
  return out;
}

}  // namespace rolechain
