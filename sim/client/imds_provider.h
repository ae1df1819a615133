// Credentials of the EC2 instance that a program runs on.
// Source: EC2 User Guide, "Retrieve security credentials from instance metadata"; AWS SDKs and
// Tools Reference Guide, "IMDS credential provider" (when a client may do without a token).
#pragma once

#include <memory>
#include <string>

#include "sim/client/provider.h"

namespace rolechain::client {

// `origin`: "http://169.254.169.254". Asks for a token, the role's name and its document. Where the
// service knows no tokens (403, 404, 405) it is asked without; 400 and silence are errors.
std::unique_ptr<Provider> imds_provider(Transport transport,
                                        std::string origin = "http://169.254.169.254");

}  // namespace rolechain::client
