#include "sim/serve/client_env.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

std::string text_of(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

// One word of a POSIX shell.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string set(std::string_view name, std::string_view value) {
  return fmt::format("export {}={}\n", name, quoted(value));
}

// Writes a file of its own and sets the variable to its name.
std::string in_file(std::string_view name, std::string_view text) {
  return fmt::format(
      "rolechain_token_file=$(mktemp)\n"
      "printf %s {} >\"$rolechain_token_file\"\n"
      "export {}=\"$rolechain_token_file\"\n",
      quoted(text), name);
}

// What another workload's lines may have left in this shell.
constexpr std::string_view kForgotten =
    "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n"
    "unset AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE\n"
    "unset AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_CREDENTIALS_RELATIVE_URI\n"
    "unset AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE\n"
    "unset AWS_EC2_METADATA_DISABLED AWS_EC2_METADATA_SERVICE_ENDPOINT CPL_AWS_EC2_API_ROOT_URL\n";

// Where the credentials come from: the same variables in nearly all SDKs.
std::string credentials(const Node& workload, std::string_view client) {
  std::string out(kForgotten);
  if (std::string url = text_of(workload, "metadata"); !url.empty()) {
    // The AWS CLI's botocore joins the path to the variable as it stands.
    if (client == "awscli" && !url.ends_with('/')) url += '/';
    return out +
           set(client == "gdal" ? "CPL_AWS_EC2_API_ROOT_URL" : "AWS_EC2_METADATA_SERVICE_ENDPOINT",
               url);
  }
  out += set("AWS_EC2_METADATA_DISABLED", "true");
  const std::string token = text_of(workload, "token");
  if (const std::string url = text_of(workload, "credentials"); !url.empty()) {
    out += set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    if (token.empty()) return out;
    // EKS sets the file, which newer clients read each time; older ones know the variable only,
    // and JavaScript's takes the variable first, with a warning.
    out += in_file("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token);
    if (client != "js") out += set("AWS_CONTAINER_AUTHORIZATION_TOKEN", token);
  } else if (const std::string key = text_of(workload, "access_key_id"); !key.empty()) {
    out += set("AWS_ACCESS_KEY_ID", key);
    out += set("AWS_SECRET_ACCESS_KEY", text_of(workload, "secret_access_key"));
    const std::string session = text_of(workload, "session_token");
    if (!session.empty()) out += set("AWS_SESSION_TOKEN", session);
  } else if (!token.empty()) {
    out += in_file("AWS_WEB_IDENTITY_TOKEN_FILE", token);
    out += set("AWS_ROLE_ARN", text_of(workload, "role_arn"));
    out += set("AWS_ROLE_SESSION_NAME", text_of(workload, "session_name"));
    if (const std::string job = text_of(workload, "id_token_url"); !job.empty()) {
      out += set("ACTIONS_ID_TOKEN_REQUEST_URL", job);
      out += set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", text_of(workload, "id_token_bearer"));
    }
  }
  return out;
}

// What a client has instead of AWS_ENDPOINT_URL, or beside it.
std::string endpoint_lines(std::string_view client, const std::string& endpoint,
                           const std::string& region) {
  const std::string_view host = std::string_view(endpoint).substr(endpoint.find("//") + 2);
  if (client == "rclone") {
    // The provider AWS puts the bucket into the host's name, whatever else is said.
    return set("RCLONE_CONFIG_AWS_TYPE", "s3") + set("RCLONE_CONFIG_AWS_PROVIDER", "Other") +
           set("RCLONE_CONFIG_AWS_ENV_AUTH", "true") + set("RCLONE_CONFIG_AWS_REGION", region) +
           set("RCLONE_CONFIG_AWS_ENDPOINT", endpoint) +
           "unset AWS_CA_BUNDLE  # with it rclone does not start\n"
           "#   rclone copyto aws:BUCKET/KEY FILE\n";
  }
  if (client == "gdal") {
    return set("AWS_S3_ENDPOINT", host) + set("AWS_HTTPS", "NO") +
           set("AWS_VIRTUAL_HOSTING", "FALSE") + set("CPL_AWS_STS_ROOT_URL", endpoint);
  }
  if (client == "s3fs") return {};  // it is told on its command line
  std::string out = set("AWS_ENDPOINT_URL", endpoint);
  // Go's, where it calls STS for a profile or a web identity, reads this one only.
  if (client == "go" || client == "sh") out += set("AWS_ENDPOINT_URL_STS", endpoint);
  return out;
}

// What a client wants besides, as comments; ENDPOINT stands for the address.
struct Hint {
  std::string_view client;
  std::string_view text;
};
constexpr std::array kHints{
    Hint{"awscli",
         "# releases before 2.13 need it on the command line:\n"
         "#   aws --endpoint-url ENDPOINT sts get-caller-identity\n"
         "# and call STS for a profile or a web identity at AWS's own address all the same; there\n"
         "#   rolechain exec SCENARIO -- aws sts get-caller-identity\n"},
    Hint{"boto3",
         "# releases before 1.28 need it in the program:\n"
         "#   boto3.client('sts', endpoint_url='ENDPOINT')\n"
         "# and call STS for a profile or a web identity at AWS's own address all the same; there\n"
         "#   rolechain exec SCENARIO -- python3 PROGRAM\n"},
    Hint{"js", "# S3 needs in the program: new S3Client({ forcePathStyle: true })\n"},
    Hint{
        "go",
        "# S3 needs in the program: s3.Options.UsePathStyle (v1: aws.Config.S3ForcePathStyle)\n"
        "# v1 and releases before 2024 need the address there, too:\n"
        "#   config.WithEndpointResolverWithOptions (v1: aws.Config.EndpointResolver): ENDPOINT\n"},
    Hint{"java", "# S3 needs in the program: S3Client.builder().forcePathStyle(true)\n"},
    Hint{"rust",
         "# S3 needs in the program: aws_sdk_s3::config::Builder::force_path_style(true)\n"},
    Hint{"ruby",
         "# S3 needs in the program: Aws::S3::Client.new(force_path_style: true)\n"
         "# 3.168 needs the address there, too: Aws::STS::Client.new(endpoint: 'ENDPOINT')\n"
         "# and looks for credentials of instances, containers and web identities at their own\n"
         "# addresses only; there\n"
         "#   rolechain exec SCENARIO -- ruby PROGRAM\n"},
    Hint{"s3fs",
         "# it looks for an instance's credentials at their own address only; there\n"
         "#   rolechain exec SCENARIO -- s3fs BUCKET DIRECTORY -o iam_role=ROLE\n"},
    Hint{"gdal",
         "# releases before 3.7 look for a container's credentials at their own address only; "
         "there\n"
         "#   rolechain exec SCENARIO -- gdalinfo /vsis3/BUCKET/KEY\n"},
    Hint{"awscrt",
         "# it looks for an instance's credentials, and for STS, at their own addresses only; "
         "there\n"
         "#   rolechain exec SCENARIO -- PROGRAM\n"},
    // By the SDK's API reference; no test runs it, for want of a package of it.
    Hint{"cpp",
         "# the address is set in the program:\n"
         "#   Aws::Client::ClientConfiguration config; config.endpointOverride = \"ENDPOINT\";\n"
         "# and S3 needs its client made with useVirtualAddressing = false; where that cannot be,\n"
         "#   rolechain exec SCENARIO -- PROGRAM\n"},
    Hint{"curl", "#   curl --aws-sigv4 aws:amz:\"$AWS_REGION\":sts --user KEY:SECRET ENDPOINT\n"},
};

std::string hint(std::string_view client, std::string_view endpoint) {
  constexpr std::string_view kMark = "ENDPOINT";
  const auto* const found = std::ranges::find(kHints, client, &Hint::client);
  std::string out(found == kHints.end() ? std::string_view() : found->text);
  for (std::size_t at = out.find(kMark); at != std::string::npos; at = out.find(kMark)) {
    out.replace(at, kMark.size(), endpoint);
  }
  return out;
}

}  // namespace

std::expected<const Node*, ClientEnvError> find_workload(const Node& ready, std::string_view name) {
  const Node* workloads = ready.find("workloads");
  if (text_of(ready, "endpoint").empty() || workloads == nullptr) {
    return std::unexpected(ClientEnvError{"this is no line of `rolechain serve`",
                                          "name the file that `--ready-file` wrote"});
  }
  if (name.empty()) {
    return workloads->members.empty() ? nullptr : &workloads->members.front().value;
  }
  if (const Node* found = workloads->find(name)) return found;
  std::vector<std::string_view> names;
  for (const Member& one : workloads->members) names.push_back(one.key);
  std::string help = did_you_mean(name, names);
  if (help.empty()) help = fmt::format("one of: {}", fmt::join(names, ", "));
  return std::unexpected(
      ClientEnvError{fmt::format("unknown workload `{}`", name), std::move(help)});
}

std::expected<std::string, ClientEnvError> client_env(const Node& ready, std::string_view client,
                                                      std::string_view name) {
  const auto found = find_workload(ready, name);
  if (!found) return std::unexpected(found.error());
  const Node* workload = *found;
  const std::string endpoint = text_of(ready, "endpoint");
  std::string out;
  if (workload != nullptr) {
    if (const std::string error = text_of(*workload, "error"); !error.empty()) {
      return std::unexpected(ClientEnvError{"the workload has no credentials: " + error,
                                            "`rolechain explain` says why"});
    }
    out += credentials(*workload, client);
  }
  out += endpoint_lines(client, endpoint, text_of(ready, "region"));
  out += set("AWS_REGION", text_of(ready, "region"));
  out += set("AWS_DEFAULT_REGION", text_of(ready, "region"));
  // Debian's releases and some others would go to sts.amazonaws.com without it.
  out += set("AWS_STS_REGIONAL_ENDPOINTS", "regional");
  return out + hint(client, endpoint);
}

}  // namespace rolechain
