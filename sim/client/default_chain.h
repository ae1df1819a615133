// The sources that a program's SDK asks one after another, in the order of that SDK.
// Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers"; the developer
// guides of the SDKs named below, each under "credential provider chain".
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/client/profiles.h"
#include "sim/client/provider.h"
#include "sim/client/sts_provider.h"

namespace rolechain::client {

// What a program has around it, given by whoever knows it.
struct Surroundings {
  std::function<std::optional<std::string>(std::string_view name)> environment;
  std::function<std::expected<std::string, std::string>(const std::string& path)> read_file;
  // Runs a command line and gives its standard output; error: how it ended.
  std::function<std::expected<std::string, std::string>(const std::string& command)> run;
  Transport transport;
  Profiles profiles;
  std::string metadata = "http://169.254.169.254";
  std::string containers = "http://169.254.170.2";  // of relative URIs
};

// Of which SDK: they agree on the sources and not on their order.
enum class ChainOrder : std::uint8_t { botocore, java_v2, js_v3, go_v2 };

// Of what is set: a variable's source that is not set is absent and the next one is asked; one that
// is set and wrong is an error.
std::unique_ptr<Provider> default_chain(const Surroundings& surroundings, ChainOrder order);

// The profile's own source: keys, role_arn with source_profile or credential_source,
// web_identity_token_file, credential_process. Fetching it fails with `refused` where a profile is
// missing or circular, or needs what is not here (MFA, IAM Identity Center).
std::unique_ptr<Provider> profile_provider(const Surroundings& surroundings, std::string name);

std::unique_ptr<Provider> environment_provider(const Surroundings& surroundings);
std::unique_ptr<Provider> process_provider(const Surroundings& surroundings, std::string command);

// Where STS is for this region: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, or the region's own.
StsEndpoint sts_endpoint(const Surroundings& surroundings);

}  // namespace rolechain::client
