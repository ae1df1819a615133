// Faults that a served world was told to have: which requests meet one, how often, by which chance;
// and what it does to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "mocks/http/fault_kinds.h"

namespace rolechain {

// What a request is told by, before anybody has looked whether it is what it says.
struct FaultTarget {
  std::string endpoint;  // imds, imds-token, ecs, pod-identity, or a service: sts, s3, dynamodb …
  std::string action;    // "sts:AssumeRole"; empty for credential endpoints, and where none is said
  std::string workload;  // whose request it is; empty where nobody knows

  [[nodiscard]] bool of_credentials() const;  // no service of AWS's
};

struct FaultRule {
  FaultKind kind = FaultKind::throttling;
  std::string of = "*";               // an endpoint as above, or any
  std::string action = {};            // empty: any
  std::string workload = {};          // empty: any
  std::optional<std::int64_t> times;  // so many requests; nothing: until it is taken away
  std::int64_t after = 0;             // requests that pass before
  std::optional<double> probability;  // of each request after those
  std::uint64_t seed = 1;             // of these chances: the same seed, the same requests
  int status = 503;                   // error, and throttling of credential endpoints
  std::int64_t ms = 0;                // latency
  std::optional<std::size_t> bytes;   // truncated
  std::int64_t seconds = 0;           // clock-skew
};

// What one request met.
struct FaultEffects {
  std::string label;                 // "throttling#1": kinds and numbers, for the audit log
  std::optional<FaultKind> failure;  // it fails, in this way; the first that was told counts
  int status = 503;
  std::int64_t delay_ms = 0;
  bool truncates = false;
  std::optional<std::size_t> bytes;
  std::optional<FaultKind> document;  // what is wrong with a credential document
  std::int64_t skew_s = 0;
};

// What is wrong with a rule, and what to write instead.
struct FaultError {
  std::string message;
  std::string help;
};

class Faults {
 public:
  // `{"fault": "throttling", "of": "sts", "times": 2}`, or a list of such. `workloads`: names that
  // there are; as `of`, one means its credential endpoint, as in a scenario's step. All or none are
  // added; the numbers that they go by.
  std::expected<std::vector<int>, FaultError> add_json(
      const Node& body, const std::vector<std::string_view>& workloads);
  int add(FaultRule rule);
  bool remove(int number);
  void clear() { active_.clear(); }

  // Counts: each rule that the request fits has seen it.
  FaultEffects meet(const FaultTarget& facts);

  // One map a rule: as it was told, with `id`, `seen` and `hit`.
  [[nodiscard]] Node to_node() const;
  // What to_node() gave, with its counts. False where it is none.
  bool restore(const Node& node, const std::vector<std::string_view>& workloads);

 private:
  struct Active {
    int number = 0;
    FaultRule rule;
    std::int64_t seen = 0;  // requests that fitted
    std::int64_t hit = 0;
  };
  static bool fits(const FaultRule& rule, const FaultTarget& facts);
  static Node node_of(const Active& one);

  std::vector<Active> active_;
  int last_number_ = 0;
};

std::expected<FaultRule, FaultError> read_fault(const Node& node,
                                                const std::vector<std::string_view>& workloads);

}  // namespace rolechain
