// compare_policies() for many pairs: what one proof found about the ARNs of a type serves the next.
// It grows with every kind of pattern met, and is one thread's.
#pragma once

#include <memory>
#include <vector>

#include "sim/grants/grants.h"

namespace rolechain {

class ClassTable;

class PolicyComparer {
 public:
  explicit PolicyComparer(const GrantLimits& limits = {});
  ~PolicyComparer();
  PolicyComparer(const PolicyComparer&) = delete;
  PolicyComparer& operator=(const PolicyComparer&) = delete;

  GrantVerdict compare(const PolicyRef& before, const PolicyRef& after);

 private:
  GrantLimits limits_;
  std::unique_ptr<ClassTable> table_;  // made with the first pair
};

}  // namespace rolechain
