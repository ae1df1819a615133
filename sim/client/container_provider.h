// Credentials of the ECS task or the EKS pod that a program runs in.
// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/client/provider.h"

namespace rolechain::client {

// `url`: AWS_CONTAINER_CREDENTIALS_FULL_URI, or 169.254.170.2 with the relative one: https, or http
// to this machine and the agents' addresses alone; anything else is refused. `token`: what
// Authorization says, read anew each time (a token file changes); empty: nothing.
std::unique_ptr<Provider> container_provider(Transport transport, std::string url,
                                             std::function<std::string()> token = {});

}  // namespace rolechain::client
