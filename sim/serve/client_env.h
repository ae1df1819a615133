// What a client needs to reach a served world in port mode, as shell lines: variables where the
// client has some, comments with its own words where it has none.
// Source: AWS SDKs and Tools Reference Guide, "IMDS credential provider", "Container credential
// provider", "Service-specific endpoints"; what older releases lack was seen with them.
#pragma once

#include <array>
#include <expected>
#include <string>
#include <string_view>

#include "mocks/base/node.h"

namespace rolechain {

inline constexpr std::array<std::string_view, 14> kClients{
    "sh",   "awscli", "boto3", "js",   "go",     "java", "rust",
    "ruby", "rclone", "gdal",  "s3fs", "awscrt", "cpp",  "curl"};

// `ready` is the line that `rolechain serve` printed. Error: what is wrong with it, or with the
// workload's name.
struct ClientEnvError {
  std::string message;
  std::string help;
};
// Its entry in the line; of no name the first one, or null where there is none.
std::expected<const Node*, ClientEnvError> find_workload(const Node& ready, std::string_view name);

std::expected<std::string, ClientEnvError> client_env(const Node& ready, std::string_view client,
                                                      std::string_view workload);

}  // namespace rolechain
