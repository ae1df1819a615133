// An identity policy by itself: the world, role and session that it takes to ask about it, of which
// nothing but the policy is given.
#pragma once

#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "sim/grants/grants.h"

namespace rolechain {

class LonePolicy {
 public:
  explicit LonePolicy(PolicyRef policy);
  LonePolicy(const LonePolicy&) = delete;
  LonePolicy& operator=(const LonePolicy&) = delete;

  // Valid as long as this object. All condition keys are free.
  [[nodiscard]] GrantSubject subject() const;

 private:
  World world_;
  Session session_;
};

}  // namespace rolechain
