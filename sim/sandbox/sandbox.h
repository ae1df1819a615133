// A served world at the addresses and names of AWS itself, in namespaces where nothing else can be
// reached: unmodified programs run against it as they run on an instance, a task or a pod.
// Source: EC2 User Guide, "Instance metadata" (169.254.169.254, fd00:ec2::254); ECS Developer
// Guide, "Amazon ECS task IAM role" (169.254.170.2); EKS User Guide, "Pod Identity"
// (169.254.170.23).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mocks/http/socket/server.h"
#include "sim/sandbox/name_server.h"
#include "sim/sandbox/namespaces.h"
#include "sim/serve/served.h"

namespace rolechain {

// What a program that runs inside has in its environment.
struct SandboxVariable {
  enum class How : std::uint8_t { set, set_unless_there, unset };
  std::string name;
  std::string value;
  How how = How::set;
};

struct SandboxOptions {
  const Workload* workload = nullptr;  // whose credentials; null: none
  std::string folder;                  // an empty directory for its files, that outlives it
  std::string home;                    // the user's; its .aws is hidden; empty: none
};

class Sandbox {
 public:
  // Enters the namespaces and answers there. Keeps a reference to `served`, which must outlive it.
  // REQUIRES: this process has one thread.
  static std::expected<std::unique_ptr<Sandbox>, SandboxError> open(Served& served,
                                                                    const SandboxOptions& options);

  [[nodiscard]] const std::vector<SandboxVariable>& variables() const { return variables_; }
  void stop();

 private:
  Sandbox() = default;

  std::vector<std::unique_ptr<HttpServer>> listeners_;
  std::unique_ptr<NameServer> names_;
  std::vector<SandboxVariable> variables_;
};

}  // namespace rolechain
