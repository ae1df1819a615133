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

// Where the credentials come from: the same variables in all SDKs.
std::string credentials(const Node& workload, std::string_view client) {
  std::string out;
  if (std::string url = text_of(workload, "metadata"); !url.empty()) {
    // The AWS CLI's botocore joins the path to the variable as it stands.
    if (client == "awscli" && !url.ends_with('/')) url += '/';
    out += set("AWS_EC2_METADATA_SERVICE_ENDPOINT", url);
    out += "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n";
    return out;
  }
  out += set("AWS_EC2_METADATA_DISABLED", "true");
  if (const std::string url = text_of(workload, "credentials"); !url.empty()) {
    out += set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    const std::string token = text_of(workload, "token");
    out += token.empty() ? "unset AWS_CONTAINER_AUTHORIZATION_TOKEN\n"
                         : set("AWS_CONTAINER_AUTHORIZATION_TOKEN", token);
    out += "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n";
  } else if (const std::string key = text_of(workload, "access_key_id"); !key.empty()) {
    out += set("AWS_ACCESS_KEY_ID", key);
    out += set("AWS_SECRET_ACCESS_KEY", text_of(workload, "secret_access_key"));
    const std::string token = text_of(workload, "session_token");
    out += token.empty() ? "unset AWS_SESSION_TOKEN\n" : set("AWS_SESSION_TOKEN", token);
  } else if (const std::string token = text_of(workload, "token"); !token.empty()) {
    out += "rolechain_token_file=$(mktemp)\n";
    out += fmt::format("printf %s {} >\"$rolechain_token_file\"\n", quoted(token));
    out += "export AWS_WEB_IDENTITY_TOKEN_FILE=\"$rolechain_token_file\"\n";
    out += set("AWS_ROLE_ARN", text_of(workload, "role_arn"));
    out += set("AWS_ROLE_SESSION_NAME", text_of(workload, "session_name"));
  }
  return out;
}

std::string hint(std::string_view client, const std::string& endpoint) {
  if (client == "awscli") {
    return fmt::format(
        "# releases before 2.13 need it on the command line:\n"
        "#   aws --endpoint-url {} sts get-caller-identity\n",
        endpoint);
  }
  if (client == "boto3") {
    return fmt::format(
        "# releases before 1.28 need it in the program:\n"
        "#   boto3.client('sts', endpoint_url='{}')\n",
        endpoint);
  }
  if (client == "go") {
    return fmt::format(
        "# releases of 2023 and older need it in the program:\n"
        "#   config.WithEndpointResolverWithOptions(…) with the URL {}\n",
        endpoint);
  }
  if (client == "curl") {
    return fmt::format("#   curl --aws-sigv4 aws:amz:\"$AWS_REGION\":sts --user KEY:SECRET {}\n",
                       endpoint);
  }
  return {};
}

}  // namespace

std::expected<std::string, ClientEnvError> client_env(const Node& ready, std::string_view client,
                                                      std::string_view name) {
  const std::string endpoint = text_of(ready, "endpoint");
  const Node* workloads = ready.find("workloads");
  if (endpoint.empty() || workloads == nullptr) {
    return std::unexpected(ClientEnvError{"this is no line of `rolechain serve`",
                                          "name the file that `--ready-file` wrote"});
  }
  std::vector<std::string_view> names;
  for (const Member& one : workloads->members) names.push_back(one.key);
  const Node* workload = name.empty() && !workloads->members.empty()
                             ? &workloads->members.front().value
                             : workloads->find(name);
  if (workload == nullptr && !name.empty()) {
    std::string help = did_you_mean(name, names);
    if (help.empty()) help = fmt::format("one of: {}", fmt::join(names, ", "));
    return std::unexpected(
        ClientEnvError{fmt::format("unknown workload `{}`", name), std::move(help)});
  }
  std::string out;
  if (workload != nullptr) {
    if (const std::string error = text_of(*workload, "error"); !error.empty()) {
      return std::unexpected(ClientEnvError{"the workload has no credentials: " + error,
                                            "`rolechain explain` says why"});
    }
    out += credentials(*workload, client);
  }
  out += set("AWS_ENDPOINT_URL", endpoint);
  out += set("AWS_REGION", text_of(ready, "region"));
  out += set("AWS_DEFAULT_REGION", text_of(ready, "region"));
  // Debian's releases and some others would go to sts.amazonaws.com without it.
  out += set("AWS_STS_REGIONAL_ENDPOINTS", "regional");
  return out + hint(client, endpoint);
}

}  // namespace rolechain
