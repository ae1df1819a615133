// What every SDK does to get an instance's credentials: token, name of the role, document.
#pragma once

#include <string>

#include "mocks/base/api_error.h"
#include "mocks/cloud/session.h"
#include "mocks/imds/imds.h"

namespace rolechain {

// How an application on the instance asks.
struct Ec2Client {
  RoleDelivery version = RoleDelivery::v2;
  int hops = 1;  // 2: from a container behind a bridge
};

// One thing that was said, for the report's view of the wire.
struct HttpExchange {
  HttpRequest request;
  std::optional<HttpResponse> response;  // nothing: none arrived
};
std::string to_text(const HttpExchange& exchange);

// Speaks with the handler as a client would and returns the session behind the keys that it got.
// Errors are as the instance sees them: `code` is the document's Code
// ("AssumeRoleUnauthorizedAccess" with status 200, R-IMDS-04), or the HTTP status's words
// ("Unauthorized") with `reason` imds. `exchanges` (may be null) receives all that was said, also
// before a failure.
ApiResult<Session> instance_credentials(Imds& imds, const Ec2Client& client = {},
                                        std::vector<HttpExchange>* exchanges = nullptr,
                                        StsTrace* trace = nullptr);

}  // namespace rolechain
