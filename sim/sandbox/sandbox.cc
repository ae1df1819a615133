#include "sim/sandbox/sandbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string_view>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

using How = SandboxVariable::How;

constexpr const char* kMetadata = "169.254.169.254";
constexpr const char* kMetadata6 = "fd00:ec2::254";
constexpr const char* kTasks = "169.254.170.2";
constexpr const char* kPods = "169.254.170.23";
constexpr const char* kPods6 = "fd00:ec2::23";
constexpr std::array<int, 2> kPorts{80, 443};
constexpr int kNamesPort = 53;
constexpr const char* kSystemBundle = "/etc/ssl/certs/ca-certificates.crt";

// The addresses that a workload of this kind can reach beside the services themselves.
std::vector<std::string> addresses_for(const Workload* workload) {
  if (workload == nullptr) return {};
  switch (workload->type) {
    case Workload::Type::ec2:
      return {kMetadata, kMetadata6};
    case Workload::Type::ecs_task:
      return {kTasks};
    case Workload::Type::eks_pod_identity:
      return {kPods, kPods6};
    default:
      return {};
  }
}

std::string read_whole(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::expected<void, SandboxError> write_whole(const std::string& path, std::string_view text) {
  std::ofstream stream(path, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.flush()) return {};
  return std::unexpected(SandboxError{fmt::format("cannot write `{}`", path), "is the disk full?"});
}

// What the machine's own files say of names and certificates, replaced for the sandbox.
std::expected<void, SandboxError> put_files(const SandboxOptions& options,
                                            const std::string& ca_pem) {
  struct File {
    std::string_view name;
    std::string text;
    std::string over;  // empty: it covers nothing
  };
  const std::vector<File> files{
      {"ca.pem", ca_pem, ""},
      {"ca-certificates.crt", read_whole(kSystemBundle) + ca_pem, kSystemBundle},
      {"hosts",
       "127.0.0.1 localhost\n::1 localhost\n169.254.169.254 instance-data instance-data.ec2."
       "internal\n",
       "/etc/hosts"},
      {"resolv.conf", "nameserver 127.0.0.1\n", "/etc/resolv.conf"},
      // No other way to a name: other services would ask outside, over a Unix socket.
      {"nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
       "/etc/nsswitch.conf"},
      {"aws-config", "", ""},
      {"aws-credentials", "", ""},
  };
  for (const File& file : files) {
    const std::string path = fmt::format("{}/{}", options.folder, file.name);
    if (auto ok = write_whole(path, file.text); !ok) return ok;
    if (file.over.empty()) continue;
    if (auto ok = put_over(path, file.over); !ok) return ok;
  }
  for (const std::string& folder : {std::string("/run/nscd"), options.home + "/.aws"}) {
    if (folder == "/.aws" && options.home.empty()) continue;
    if (auto ok = put_over(options.folder + "/empty", folder); !ok) return ok;
  }
  return {};
}

std::string host_of(std::string_view url) { return std::string(url.substr(0, url.find('/'))); }

// The issuers of the scenario are on this machine, too.
KnownName names_of(const Served& served) {
  std::set<std::string, std::less<>> issuers;
  for (const OidcProvider& provider : served.scenario().world.oidc_providers) {
    issuers.insert(to_lower(host_of(provider.url)));
  }
  for (const Workload& workload : served.scenario().workloads) {
    if (!workload.issuer.empty()) issuers.insert(to_lower(host_of(workload.issuer)));
  }
  return [issuers](std::string_view name) {
    return name == "localhost" || is_aws_name(name) || issuers.contains(name);
  };
}

// What every program needs: nothing of the user's own settings may reach further.
std::vector<SandboxVariable> common_variables(const Served& served, const std::string& folder) {
  const std::string ca = folder + "/ca.pem";
  const std::string& region = served.scenario().world.region;
  std::vector<SandboxVariable> out;
  for (const char* name : {"AWS_ACCESS_KEY_ID",
                           "AWS_SECRET_ACCESS_KEY",
                           "AWS_SESSION_TOKEN",
                           "AWS_SECURITY_TOKEN",
                           "AWS_CREDENTIAL_EXPIRATION",
                           "AWS_PROFILE",
                           "AWS_DEFAULT_PROFILE",
                           "AWS_ROLE_ARN",
                           "AWS_ROLE_SESSION_NAME",
                           "AWS_WEB_IDENTITY_TOKEN_FILE",
                           "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                           "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                           "AWS_EC2_METADATA_DISABLED",
                           "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                           "AWS_ENDPOINT_URL",
                           "AWS_ENDPOINT_URL_STS",
                           "AWS_ENDPOINT_URL_S3",
                           "AWS_ENDPOINT_URL_DYNAMODB",
                           "HTTP_PROXY",
                           "HTTPS_PROXY",
                           "http_proxy",
                           "https_proxy",
                           "ALL_PROXY",
                           "all_proxy"}) {
    out.push_back({name, "", How::unset});
  }
  for (const char* name : {"AWS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
                           "NODE_EXTRA_CA_CERTS"}) {
    out.push_back({name, ca});
  }
  out.push_back({"AWS_REGION", region});
  out.push_back({"AWS_DEFAULT_REGION", region});
  // Debian's releases and some others would take the global endpoint without it.
  out.push_back({"AWS_STS_REGIONAL_ENDPOINTS", "regional"});
  out.push_back({"AWS_CONFIG_FILE", folder + "/aws-config", How::set_unless_there});
  out.push_back({"AWS_SHARED_CREDENTIALS_FILE", folder + "/aws-credentials"});
  out.push_back({"ROLECHAIN_ENDPOINT", "http://127.0.0.1"});
  return out;
}

// What the platform gives this workload.
std::expected<void, SandboxError> add_workload(Served& served, const SandboxOptions& options,
                                               std::vector<SandboxVariable>& out) {
  const auto endpoint = served.endpoint(*options.workload);
  if (!endpoint) {
    return std::unexpected(
        SandboxError{fmt::format("workload `{}` gets no credentials: {}: {}", options.workload->key,
                                 endpoint.error().code, endpoint.error().message),
                     "`rolechain explain` says why; name another with `--workload`"});
  }
  const std::string token_file = options.folder + "/token";
  // Without a newline: some SDKs refuse one.
  if (auto ok = write_whole(token_file, endpoint->token); !ok) return ok;
  switch (options.workload->type) {
    case Workload::Type::ec2:
      return {};
    case Workload::Type::ecs_task:
      out.push_back({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", endpoint->credentials_path});
      break;
    case Workload::Type::eks_pod_identity:
      out.push_back({"AWS_CONTAINER_CREDENTIALS_FULL_URI",
                     fmt::format("http://{}{}", kPods, endpoint->credentials_path)});
      out.push_back({"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token_file});
      break;
    case Workload::Type::eks_irsa:
    case Workload::Type::github_actions:
      out.push_back({"AWS_ROLE_ARN", endpoint->role_arn});
      out.push_back({"AWS_ROLE_SESSION_NAME", endpoint->session_name});
      out.push_back({"AWS_WEB_IDENTITY_TOKEN_FILE", token_file});
      break;
    case Workload::Type::lambda:
      out.push_back({"AWS_LAMBDA_FUNCTION_NAME", options.workload->function});
      [[fallthrough]];
    case Workload::Type::user:
      out.push_back({"AWS_ACCESS_KEY_ID", endpoint->keys->access_key_id});
      out.push_back({"AWS_SECRET_ACCESS_KEY", endpoint->keys->secret_access_key});
      if (!endpoint->keys->session_token.empty()) {
        out.push_back({"AWS_SESSION_TOKEN", endpoint->keys->session_token});
      }
      break;
  }
  // There is no instance to ask.
  out.push_back({"AWS_EC2_METADATA_DISABLED", "true"});
  return {};
}

}  // namespace

std::expected<std::unique_ptr<Sandbox>, SandboxError> Sandbox::open(Served& served,
                                                                    const SandboxOptions& options) {
  std::unique_ptr<Sandbox> out(new Sandbox());
  out->variables_ = common_variables(served, options.folder);
  const std::vector<std::string> addresses = addresses_for(options.workload);
  if (auto ok = enter_namespaces(); !ok) return std::unexpected(ok.error());
  if (auto ok = put_files(options, served.authority()->certificate_pem()); !ok) {
    return std::unexpected(ok.error());
  }
  if (auto ok = raise_loopback(addresses); !ok) return std::unexpected(ok.error());
  if (options.workload != nullptr) {
    if (auto ok = add_workload(served, options, out->variables_); !ok) {
      return std::unexpected(ok.error());
    }
  }

  const auto tls = std::make_shared<const TlsContext>(served.authority());
  const bool is_instance =
      options.workload != nullptr && options.workload->type == Workload::Type::ec2;
  const std::string instance = is_instance ? options.workload->key : std::string();
  std::vector<std::string> listen_on{"0.0.0.0"};
  std::ranges::copy_if(addresses, std::back_inserter(listen_on),
                       [](const std::string& address) { return address.contains(':'); });
  for (const std::string& address : listen_on) {
    for (const int port : kPorts) {
      auto server = HttpServer::open(
          {address, port, tls},
          [&served, instance](const HttpRequest& request, const std::string& peer) {
            return served.handle(request, peer, instance);
          });
      if (server) {
        out->listeners_.push_back(*std::move(server));
      } else if (!address.contains(':')) {  // a machine without IPv6 has none of those
        return std::unexpected(
            SandboxError{fmt::format("cannot listen on `{}:{}`: {}", address, port, server.error()),
                         "use `rolechain serve` with `rolechain env`"});
      }
    }
  }
  auto names = NameServer::open(kNamesPort, names_of(served));
  if (!names) {
    return std::unexpected(
        SandboxError{fmt::format("cannot answer names on port {}: {}", kNamesPort, names.error()),
                     "use `rolechain serve` with `rolechain env`"});
  }
  out->names_ = *std::move(names);
  return out;
}

void Sandbox::stop() {
  for (const auto& listener : listeners_) listener->stop();
}

}  // namespace rolechain
