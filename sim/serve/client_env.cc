#include "sim/serve/client_env.h"

#include <fmt/format.h>

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

// Where the credentials come from: the same variables in all SDKs.
std::string credentials(const Node& workload, std::string_view client) {
  std::string out;
  if (std::string url = text_of(workload, "metadata"); !url.empty()) {
    // The AWS CLI's botocore joins the path to the variable as it stands.
    if (client == "awscli" && !url.ends_with('/')) url += '/';
    out += set(client == "gdal" ? "CPL_AWS_EC2_API_ROOT_URL" : "AWS_EC2_METADATA_SERVICE_ENDPOINT",
               url);
    out += "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n";
    return out;
  }
  out += set("AWS_EC2_METADATA_DISABLED", "true");
  if (const std::string url = text_of(workload, "credentials"); !url.empty()) {
    out += set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    const std::string token = text_of(workload, "token");
    if (token.empty()) {
      out += "unset AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE\n";
    } else {
      // EKS sets the file, which newer clients read each time; older ones know the variable only,
      // and JavaScript's takes the variable first, with a warning.
      out += in_file("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token);
      out += client == "js" ? "unset AWS_CONTAINER_AUTHORIZATION_TOKEN\n"
                            : set("AWS_CONTAINER_AUTHORIZATION_TOKEN", token);
    }
    out += "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n";
  } else if (const std::string key = text_of(workload, "access_key_id"); !key.empty()) {
    out += set("AWS_ACCESS_KEY_ID", key);
    out += set("AWS_SECRET_ACCESS_KEY", text_of(workload, "secret_access_key"));
    const std::string token = text_of(workload, "session_token");
    out += token.empty() ? "unset AWS_SESSION_TOKEN\n" : set("AWS_SESSION_TOKEN", token);
  } else if (const std::string token = text_of(workload, "token"); !token.empty()) {
    out += in_file("AWS_WEB_IDENTITY_TOKEN_FILE", token);
    out += set("AWS_ROLE_ARN", text_of(workload, "role_arn"));
    out += set("AWS_ROLE_SESSION_NAME", text_of(workload, "session_name"));
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
           "#   rclone cat aws:BUCKET/KEY\n";
  }
  if (client == "gdal") {
    return set("AWS_S3_ENDPOINT", host) + set("AWS_HTTPS", "NO") +
           set("AWS_VIRTUAL_HOSTING", "FALSE") + set("CPL_AWS_STS_ROOT_URL", endpoint);
  }
  std::string out = set("AWS_ENDPOINT_URL", endpoint);
  // Go's, where it calls STS for a profile or a web identity, reads this one only.
  if (client == "go" || client == "sh") out += set("AWS_ENDPOINT_URL_STS", endpoint);
  return out;
}

std::string hint(std::string_view client, const std::string& endpoint) {
  if (client == "awscli") {
    return fmt::format(
        "# releases before 2.13 need it on the command line:\n"
        "#   aws --endpoint-url {} sts get-caller-identity\n"
        "# and call STS for a profile or a web identity at the place of AWS all the same: for "
        "that,\n"
        "#   rolechain exec SCENARIO -- aws sts get-caller-identity\n",
        endpoint);
  }
  if (client == "boto3") {
    return fmt::format(
        "# releases before 1.28 need it in the program:\n"
        "#   boto3.client('sts', endpoint_url='{}')\n"
        "# and call STS for a profile or a web identity at the place of AWS all the same: for "
        "that,\n"
        "#   rolechain exec SCENARIO -- python3 PROGRAM\n",
        endpoint);
  }
  if (client == "js") {
    return "# S3 needs it in the program: new S3Client({ forcePathStyle: true })\n";
  }
  if (client == "go") {
    return fmt::format(
        "# S3 needs it in the program: s3.Options.UsePathStyle\n"
        "# releases of 2023 and older, and v1, need the address there, too:\n"
        "#   config.WithEndpointResolverWithOptions(…) or aws.Config.EndpointResolver with {}\n",
        endpoint);
  }
  if (client == "java") {
    return "# S3 needs it in the program: S3Client.builder().forcePathStyle(true)\n";
  }
  if (client == "rust") {
    return "# S3 needs it in the program: aws_sdk_s3::config::Builder::force_path_style(true)\n";
  }
  if (client == "ruby") {
    return fmt::format(
        "# S3 needs it in the program: Aws::S3::Client.new(force_path_style: true)\n"
        "# releases before 3.171 need the address there, too: Aws::STS::Client.new(endpoint: "
        "'{}')\n"
        "# and ask for an instance's or a container's credentials at their own addresses only: "
        "for that,\n"
        "#   rolechain exec SCENARIO -- ruby PROGRAM\n",
        endpoint);
  }
  if (client == "awscrt") {
    return "# it asks for an instance's credentials at their own address, and STS at AWS's: for "
           "that,\n"
           "#   rolechain exec SCENARIO -- PROGRAM\n";
  }
  if (client == "s3fs") {
    return fmt::format(
        "#   s3fs BUCKET DIRECTORY -o url={},use_path_request_style\n"
        "# it asks for an instance's credentials at their own address only: for that,\n"
        "#   rolechain exec SCENARIO -- s3fs BUCKET DIRECTORY -o iam_role=ROLE\n",
        endpoint);
  }
  if (client == "curl") {
    return fmt::format("#   curl --aws-sigv4 aws:amz:\"$AWS_REGION\":sts --user KEY:SECRET {}\n",
                       endpoint);
  }
  return {};
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
