#include "mocks/iam/denial.h"

#include <fmt/format.h>

#include <cassert>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

// How AWS names a policy type, and with which article in "with an explicit deny in …".
struct Words {
  std::string_view article;
  std::string_view name;
};

Words words_of(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return {"an", "identity-based policy"};
    case PolicyType::resource:
      return {"a", "resource-based policy"};
    case PolicyType::trust:
      return {"the", "role trust policy"};
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

bool is_s3(std::string_view action) { return starts_with_ignore_case(action, "s3:"); }

}  // namespace

std::string denial_message(std::string_view caller_arn, std::string_view action,
                           std::string_view resource, const Decision& decision) {
  assert(!decision.allowed());
  std::string message =
      fmt::format("User: {} is not authorized to perform: {}", caller_arn, action);
  if (resource != "*") {
    const std::string_view quote = is_s3(action) ? "\"" : "";
    message += fmt::format(" on resource: {}{}{}", quote, resource, quote);
  }
  const Words words = words_of(decision.by);
  if (decision.outcome == Outcome::explicitly_denied) {
    message += fmt::format(" with an explicit deny in {} {}", words.article, words.name);
  } else {
    message += fmt::format(" because no {} allows the {} action", words.name, action);
  }
  return message;
}

ApiError denial(std::string_view caller_arn, std::string_view action, std::string_view resource,
                const Decision& decision, Audience audience) {
  const std::string service = to_lower(service_of_action(action));
  if (service == "sts") return access_denied(caller_arn, action, resource);
  if (is_s3(action) && audience == Audience::stranger) {
    return service_denied(service, "Access Denied");
  }
  return service_denied(service, denial_message(caller_arn, action, resource, decision));
}

Audience audience_of(const Trace& trace) {
  if (trace.same_account) return Audience::member;
  const ContextEntry* caller = trace.context.find("aws:principalorgid");
  const ContextEntry* resource = trace.context.find("aws:resourceorgid");
  const bool one_organization =
      caller != nullptr && resource != nullptr && caller->values == resource->values;
  return one_organization ? Audience::member : Audience::stranger;
}

}  // namespace rolechain
