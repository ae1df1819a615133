#include "sim/serve/listening.h"

#include <fmt/format.h>

#include <algorithm>

namespace rolechain {
namespace {

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

void set_if(Node& map, std::string_view key, std::string_view text) {
  if (!text.empty()) map.set(std::string(key), text_node(text));
}

std::string_view type_word(Workload::Type type) {
  switch (type) {
    case Workload::Type::ec2:
      return "ec2";
    case Workload::Type::ecs_task:
      return "ecs_task";
    case Workload::Type::eks_irsa:
      return "eks_irsa";
    case Workload::Type::eks_pod_identity:
      return "eks_pod_identity";
    case Workload::Type::lambda:
      return "lambda";
    case Workload::Type::user:
      return "user";
    case Workload::Type::github_actions:
      return "github_actions";
  }
  return "";
}

}  // namespace

std::expected<std::unique_ptr<Listening>, std::string> Listening::open(
    Served& served, const ServerOptions& options) {
  auto out = std::unique_ptr<Listening>(new Listening(served, options));
  std::vector<std::string> instances = served.instances();
  if (instances.empty()) instances.emplace_back();
  for (const std::string& instance : instances) {
    ServerOptions mine = options;
    if (!out->listeners_.empty()) mine.port = 0;
    auto server = HttpServer::open(
        mine, [&served, instance](const HttpRequest& request, const std::string& peer) {
          return served.handle(request, peer, instance);
        });
    if (!server) return std::unexpected(std::move(server.error()));
    out->listeners_.push_back(*std::move(server));
  }
  return out;
}

std::string Listening::url(int port, std::string_view scheme) const {
  // A client needs an address that it can go to.
  std::string host = address_ == "0.0.0.0" ? "127.0.0.1" : address_;
  if (host == "::") host = "::1";
  return host.contains(':') ? fmt::format("{}://[{}]:{}", scheme, host, port)
                            : fmt::format("{}://{}:{}", scheme, host, port);
}

std::string Listening::ready_line() const {
  Node out = Node::make_map();
  Node yes;
  yes.kind = Node::Kind::boolean;
  yes.text = "true";
  out.set("ready", std::move(yes));
  out.set("endpoint", text_node(url()));
  if (has_tls_) out.set("tls_endpoint", text_node(url(port(), "https")));
  out.set("region", text_node(served_.scenario().world.region));
  const std::vector<std::string> instances = served_.instances();
  Node workloads = Node::make_map();
  for (const Workload& workload : served_.scenario().workloads) {
    Node one = Node::make_map();
    one.set("type", text_node(type_word(workload.type)));
    const auto at = std::ranges::find(instances, workload.key);
    if (at != instances.end()) {
      const auto number = static_cast<std::size_t>(at - instances.begin());
      one.set("metadata", text_node(url(listeners_[number]->port())));
    } else if (const auto found = served_.endpoint(workload); !found) {
      one.set("error", text_node(found.error().code + ": " + found.error().message));
    } else {
      if (!found->credentials_path.empty()) {
        one.set("credentials", text_node(url() + found->credentials_path));
      }
      set_if(one, "token", found->token);
      set_if(one, "role_arn", found->role_arn);
      set_if(one, "session_name", found->session_name);
      if (!found->id_token_path.empty()) {
        one.set("id_token_url", text_node(url() + found->id_token_path));
        one.set("id_token_bearer", text_node(found->id_token_bearer));
      }
      if (found->keys) {
        one.set("access_key_id", text_node(found->keys->access_key_id));
        one.set("secret_access_key", text_node(found->keys->secret_access_key));
        set_if(one, "session_token", found->keys->session_token);
      }
    }
    workloads.set(workload.key, std::move(one));
  }
  out.set("workloads", std::move(workloads));
  return to_json(out) + '\n';
}

void Listening::stop() {
  for (const auto& listener : listeners_) listener->stop();
}

}  // namespace rolechain
