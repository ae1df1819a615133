// A small world behind the APIs of AWS, without sockets: requests are signed and sent as an SDK
// would.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/http/aws_api.h"
#include "mocks/sigv4/sign.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {

struct ApiLab : Lab {
  ApiLab() : api(sts, sessions, audit, {}) {}

  // From here on `session` signs; without one, nobody does.
  void sign_as(const Session& session) {
    sessions.add(session, clock.now_s());
    signer = session;
  }
  void sign_nothing() { signer.reset(); }

  // `form`: "Action=…&…" without a version.
  HttpResponse send(std::string form, std::string_view method = "POST",
                    std::string_view accept = "") {
    form += "&Version=2011-06-15";
    HttpRequest request;
    request.method = method;
    request.path = method == "GET" ? "/?" + form : "/";
    request.headers.push_back({"Host", "sts.eu-west-1.amazonaws.com"});
    if (!accept.empty()) request.headers.push_back({"Accept", std::string(accept)});
    if (method == "POST") {
      request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
      request.body = form;
    }
    if (signer) {
      sigv4::Workspace work;
      sigv4::sign(request,
                  {.access_key_id = signer->credentials.access_key_id,
                   .secret_access_key = signer->credentials.secret_access_key,
                   .session_token = signer->credentials.session_token,
                   .region = "eu-west-1",
                   .service = "sts",
                   .time_s = clock.now_s()},
                  work);
    }
    return api.handle(request, "192.0.2.1");
  }

  SessionBook sessions;
  AuditLog audit;
  AwsApi api;
  std::optional<Session> signer;
};

// What stands between <NAME> and </NAME>, or "".
inline std::string element(const HttpResponse& response, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const std::size_t at = response.body.find(open);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + open.size();
  return response.body.substr(begin, response.body.find("</", begin) - begin);
}

inline std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

}  // namespace rolechain::sts_testing
