// A scenario's world as real clients meet it: its workloads' credential endpoints and the APIs of
// AWS, one function from request to response. One thread's; served.h guards it.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/http_message.h"
#include "mocks/base/ids.h"
#include "mocks/container/ecs_task.h"
#include "mocks/container/pod_identity.h"
#include "mocks/http/audit.h"
#include "mocks/http/aws_api.h"
#include "mocks/http/faults.h"
#include "mocks/http/recent_calls.h"
#include "mocks/http/session_book.h"
#include "mocks/imds/imds.h"
#include "mocks/pki/lab_ca.h"
#include "mocks/sts/sts.h"
#include "sim/load/scenario.h"
#include "sim/run/workload_credentials.h"
#include "sim/serve/identity_endpoints.h"

namespace rolechain {

// Where a workload's client finds its credentials. What does not apply is empty.
struct WorkloadEndpoint {
  std::string workload;
  Workload::Type type = Workload::Type::ec2;
  std::string credentials_path;     // ECS, EKS Pod Identity: of AWS_CONTAINER_CREDENTIALS_FULL_URI
  std::string token;                // Pod Identity: the Authorization header; IRSA, GitHub: the JWT
  std::string role_arn;             // IRSA, GitHub: AWS_ROLE_ARN
  std::string session_name;         // IRSA, GitHub
  std::optional<Credentials> keys;  // user, Lambda: in the environment
  std::string id_token_path;        // GitHub: see identity_endpoints.h
  std::string id_token_bearer;
};

// The identity provider of a cluster or of GitHub, without https://.
std::string issuer_of(const World& world, const Workload& workload);

class ServedWorld {
 public:
  // Keeps references, which must outlive it. `authority` vouches for who signs the instances'
  // identity documents; null: nobody signs them.
  ServedWorld(std::shared_ptr<const Scenario> scenario, const Clock& clock,
              const LabCa* authority = nullptr);
  ServedWorld(const ServedWorld&) = delete;
  ServedWorld& operator=(const ServedWorld&) = delete;

  // `instance`: key of the EC2 workload whose metadata service the listener is; empty: the first
  // one's. Everything else is the same behind each listener.
  HttpAnswer handle(const HttpRequest& request, const std::string& peer,
                    const std::string& instance);

  // As it is now.
  [[nodiscard]] std::shared_ptr<const Scenario> scenario() const { return scenario_; }
  // From here on the world is the changed file's. Sessions, tokens and data stay; a workload that
  // changed gets an endpoint of its new kind.
  void change(std::shared_ptr<const Scenario> scenario);
  // Keys of EC2 workloads, in the file's order: each can have a listener of its own.
  [[nodiscard]] std::vector<std::string> instances() const;
  // Makes fresh tokens and keys for workloads that get theirs from the environment. Error: why the
  // workload gets none.
  ApiResult<WorkloadEndpoint> endpoint(const Workload& workload);
  // Credentials that were handed out before, in the environment of a process that still runs.
  void adopt(const Session& session);
  // All that it holds beside its file, and that state taken up by a new world of the same file.
  // After an error the world is to be thrown away.
  Node state();
  std::expected<void, std::string> restore(const Node& state);
  // Those that endpoint() handed out.
  [[nodiscard]] const std::vector<Session>& handed_out() const { return handed_out_; }

  [[nodiscard]] std::vector<std::string_view> workload_names() const;

  [[nodiscard]] S3& s3() { return api_.s3(); }
  [[nodiscard]] DynamoDb& dynamodb() { return api_.dynamodb(); }
  [[nodiscard]] AuditLog& audit() { return audit_; }
  [[nodiscard]] const RecentCalls& recent() const { return api_.recent(); }
  [[nodiscard]] RecentCalls& recent() { return api_.recent(); }
  [[nodiscard]] Faults& faults() { return faults_; }

 private:
  void keep(Session session, const std::string& workload);
  void keep_new(const std::optional<Session>& session, const StsTrace& trace,
                const std::string& workload);
  void add_users();
  void add_endpoints();
  [[nodiscard]] FaultTarget facts_of(const HttpRequest& request, const std::string& instance);
  HttpAnswer credentials(const HttpRequest& request, const std::string& peer,
                         const FaultTarget& facts, const FaultEffects& met);
  HttpAnswer ask_endpoint(const HttpRequest& request, const FaultTarget& facts);
  void note_credentials(const HttpRequest& request, const std::string& peer,
                        const FaultTarget& facts, const FaultEffects& met,
                        const HttpAnswer& answer);
  HttpAnswer metadata(const HttpRequest& request, const std::string& instance);
  HttpResponse task_credentials(const HttpRequest& request, const std::string& workload);
  HttpResponse pod_credentials(const HttpRequest& request, const std::string& workload);
  std::string workload_of_pod(const HttpRequest& request);
  std::string workload_of_token(const HttpRequest& request);

  // Sessions and traces point to the policies of worlds that were.
  std::vector<std::shared_ptr<const Scenario>> past_;
  std::shared_ptr<const Scenario> scenario_;
  World world_;
  const Clock& clock_;
  IdSource ids_;
  Sts sts_;
  WorkloadCredentials workloads_;
  SessionBook sessions_;
  AuditLog audit_;
  Faults faults_;
  // By workload and path: the last credential document that was given, for those that go stale.
  std::map<std::string, HttpResponse> documents_;
  StsTrace last_trace_;  // of the last session that an endpoint asked for
  std::vector<Session> handed_out_;
  AwsApi api_;
  const LabCa* authority_;
  IdentityEndpoints identity_;
  // By workload.
  std::map<std::string, std::unique_ptr<Imds>> imds_;
  std::map<std::string, std::unique_ptr<EcsCredentialsEndpoint>> tasks_;
  std::map<std::string, std::unique_ptr<PodIdentityAgent>> pods_;
};

}  // namespace rolechain
