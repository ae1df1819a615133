// rolechain credentials: the keys of a workload of a running `rolechain serve`, as the SDKs'
// `credential_process` wants them.
// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
#include <fmt/format.h>

#include <ctime>

#include "mocks/http/socket/fetch.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/ready_file.h"
#include "sim/cli/verbs.h"
#include "sim/client/container_provider.h"
#include "sim/client/imds_provider.h"
#include "sim/client/sts_provider.h"
#include "sim/serve/client_env.h"

namespace rolechain {
namespace {

using client::Provider;

std::string text_of(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

Node text_node(std::string text) { return Node::make_string(std::move(text)); }

std::expected<HttpResponse, std::string> over_socket(const std::string& origin,
                                                     const HttpRequest& request) {
  return fetch(origin, request);
}

// The keys that stand in the ready line.
class Given final : public Provider {
 public:
  explicit Given(const Node& workload)
      : obtained_{{text_of(workload, "access_key_id"), text_of(workload, "secret_access_key"),
                   text_of(workload, "session_token")},
                  std::nullopt,
                  ""} {}
  client::Fetched fetch(EpochSeconds /*now_s*/) override { return obtained_; }
  [[nodiscard]] std::string_view name() const override { return "environment"; }

 private:
  client::Obtained obtained_;
};

std::unique_ptr<Provider> base_of(const Node& workload, const client::StsEndpoint& sts) {
  if (const std::string url = text_of(workload, "metadata"); !url.empty()) {
    return client::imds_provider(over_socket, url);
  }
  const std::string token = text_of(workload, "token");
  const auto say_token = [token] { return token; };
  if (const std::string url = text_of(workload, "credentials"); !url.empty()) {
    return client::container_provider(over_socket, url, say_token);
  }
  if (!text_of(workload, "access_key_id").empty()) return std::make_unique<Given>(workload);
  return client::web_identity_provider(
      over_socket, sts,
      {text_of(workload, "role_arn"), text_of(workload, "session_name"), "", std::nullopt},
      say_token);
}

std::string as_process(const client::Obtained& obtained) {
  Node out = Node::make_map();
  Node version;
  version.kind = Node::Kind::number;
  version.text = "1";
  out.set("Version", std::move(version));
  out.set("AccessKeyId", text_node(obtained.keys.access_key_id));
  out.set("SecretAccessKey", text_node(obtained.keys.secret_access_key));
  if (!obtained.keys.session_token.empty()) {
    out.set("SessionToken", text_node(obtained.keys.session_token));
  }
  if (obtained.expires_s) out.set("Expiration", text_node(format_iso8601(*obtained.expires_s)));
  return to_json(out) + "\n";
}

}  // namespace

int credentials_verb(const CredentialsOptions& options, Terminal& terminal) {
  const auto ready = read_ready_file(options.ready_file, terminal);
  if (!ready) return ready.error();
  const auto workload = find_workload((*ready)->line, options.workload);
  if (!workload) {
    terminal.error(render(UsageError{workload.error().message, workload.error().help}));
    return kExitUsage;
  }
  if (*workload == nullptr) {
    terminal.error(render(UsageError{"the scenario has no workload", "add one to the file"}));
    return kExitUsage;
  }
  const client::StsEndpoint sts{text_of((*ready)->line, "endpoint"),
                                text_of((*ready)->line, "region")};
  std::unique_ptr<Provider> provider = base_of(**workload, sts);
  for (std::size_t i = 0; i < options.role_arns.size(); ++i) {
    const bool last = i + 1 == options.role_arns.size();
    provider =
        client::assume_role_provider(over_socket, sts,
                                     {options.role_arns[i], options.session_name,
                                      last ? options.external_id : std::string(), std::nullopt},
                                     std::move(provider));
  }
  const auto obtained = provider->fetch(static_cast<EpochSeconds>(std::time(nullptr)));
  if (!obtained) {
    const bool gone = obtained.error().kind == client::ProviderError::Kind::unreachable ||
                      obtained.error().kind == client::ProviderError::Kind::absent;
    terminal.error(render(UsageError{
        obtained.error().message,
        gone ? fmt::format("is the `rolechain serve` that wrote `{}` still running?",
                           options.ready_file)
             : std::string("`rolechain explain` of a step that does the same says why")}));
    return gone ? kExitUsage : kExitFailed;
  }
  terminal.out(as_process(*obtained));
  return kExitPassed;
}

}  // namespace rolechain
