// Credentials of a role, from STS: by those of another source, or by an identity provider's token.
// Source: AWS STS API Reference, "AssumeRole", "AssumeRoleWithWebIdentity"; AWS SDKs and Tools
// Reference Guide, "Assume role credential provider".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/client/provider.h"

namespace rolechain::client {

struct StsEndpoint {
  std::string origin;  // "https://sts.eu-west-1.amazonaws.com"
  std::string region;  // of signatures
};

struct RoleRequest {
  std::string role_arn;
  std::string session_name;
  std::string external_id;                 // empty: none
  std::optional<std::int64_t> duration_s;  // nothing: an hour
};

std::unique_ptr<Provider> assume_role_provider(Transport transport, StsEndpoint sts,
                                               RoleRequest role, std::unique_ptr<Provider> source);

// `token` is read anew each time: its file changes.
std::unique_ptr<Provider> web_identity_provider(Transport transport, StsEndpoint sts,
                                                RoleRequest role,
                                                std::function<std::string()> token);

}  // namespace rolechain::client
