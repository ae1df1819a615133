// A client of a served world in this process: takes an instance's credentials, signs with them,
// asks. No sockets.
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/http_message.h"
#include "mocks/cloud/session.h"
#include "sim/serve/served.h"

namespace rolechain::tests {

class AskingClient {
 public:
  // `instance`: the EC2 workload that it runs on; empty: the first.
  explicit AskingClient(Served& served, std::string instance = {})
      : served_(served), instance_(std::move(instance)) {}

  // From the metadata service, as an SDK would.
  void take_instance_credentials();
  void sign_as(Credentials credentials) { credentials_ = std::move(credentials); }
  [[nodiscard]] const Credentials& credentials() const { return credentials_; }

  HttpAnswer token();
  HttpAnswer metadata(const std::string& path);
  // The body of the credential document; its place is asked for only once.
  std::string document();

  // Signed where there are credentials. `form` has no Version.
  HttpAnswer sts(const std::string& form);
  HttpAnswer s3(const std::string& method, const std::string& path, std::string body = {});
  HttpAnswer dynamodb(std::string_view operation, std::string body);
  // Assumes a role and signs as its session from here on; false where it was refused.
  bool assume(const std::string& form);

  // Below /_rolechain/.
  HttpResponse control(const std::string& method, const std::string& path, std::string body = {});
  // Lines of the audit log that fit the query.
  int lines(const std::string& query);

 private:
  HttpAnswer send(HttpRequest request, std::string_view service);

  Served& served_;
  std::string instance_;
  Credentials credentials_;
  std::string token_;
  std::string document_path_;
};

// The text between <NAME> and </NAME>, or of the JSON member NAME; "" where there is none.
std::string text_of(const std::string& body, std::string_view name);
// The error code of a service's refusal, in XML or JSON.
std::string code_of(const std::string& body);

}  // namespace rolechain::tests
