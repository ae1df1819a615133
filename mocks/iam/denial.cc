#include "mocks/iam/denial.h"

#include <fmt/format.h>

#include <cassert>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

struct Words {
  std::string_view article;
  std::string_view name;
};

Words words_of(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return {"an", "identity-based policy"};
    case PolicyType::resource:
    case PolicyType::trust:  // AWS speaks of a trust policy as of any resource's policy
      return {"a", "resource-based policy"};
    case PolicyType::boundary:
      return {"a", "permissions boundary"};
    case PolicyType::session:
      return {"a", "session policy"};
    case PolicyType::scp:
      return {"a", "service control policy"};
    case PolicyType::rcp:
      return {"a", "resource control policy"};
    case PolicyType::endpoint:
      return {"a", "VPC endpoint policy"};
  }
  return {"a", "policy"};
}

}  // namespace

std::string denial_message(std::string_view caller_arn, std::string_view action,
                           std::string_view resource, const Decision& decision) {
  assert(!decision.allowed());
  std::string message =
      fmt::format("User: {} is not authorized to perform: {}", caller_arn, action);
  if (resource != "*") message += fmt::format(" on resource: {}", resource);
  const Words words = words_of(decision.by);
  if (decision.outcome == Outcome::explicitly_denied) {
    message += fmt::format(" with an explicit deny in {} {}", words.article, words.name);
  } else {
    message += fmt::format(" because no {} allows the {} action", words.name, action);
  }
  return message;
}

ApiError denial(std::string_view caller_arn, std::string_view action, std::string_view resource,
                const Decision& decision) {
  const std::string service = to_lower(service_of_action(action));
  if (service == "sts") return access_denied(caller_arn, action, resource);
  return service_denied(service, denial_message(caller_arn, action, resource, decision));
}

}  // namespace rolechain
