#include "mocks/iam/request_facts.h"

#include "mocks/iam/errors.h"

namespace rolechain {

RequestFacts request_facts(const World& world, const Session* session,
                           std::string_view action_lower, std::string_view resource,
                           std::string_view resource_account, EpochSeconds now_s) {
  return {&world,
          session,
          action_lower,
          service_of_action(action_lower),
          resource,
          split_arn(resource),
          world.resource(resource),
          resource_account,
          now_s};
}

}  // namespace rolechain
