#include "mocks/http/ec2.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/http/any_service.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/sts_errors.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 4> kOperations{"RebootInstances", "StartInstances",
                                                      "StopInstances", "TerminateInstances"};

// InstanceId.1, InstanceId.2 …
std::vector<std::string> instance_ids(const Form& form) {
  std::vector<std::string> out;
  for (std::size_t number = 1;; ++number) {
    const std::string* id = form.find(fmt::format("InstanceId.{}", number));
    if (id == nullptr) return out;
    out.push_back(*id);
  }
}

std::string instance_arn(const ServiceCall& call, const std::string& id) {
  const Instance* instance = call.world.instance(id);
  const std::string& account = instance == nullptr ? call.session->account : instance->account;
  return fmt::format("arn:{}:ec2:{}:{}:instance/{}", call.world.partition, call.region, account,
                     id);
}

}  // namespace

ApiError answer_ec2(ServiceCall& call, const Form& form, AuthorizationMessages& messages,
                    IdSource& ids) {
  const std::string operation = form.value("Action").value_or("");
  if (operation.empty()) return missing_action();
  call.action = "ec2:" + operation;
  // R-STS-42: the reasons are for those who may decode them.
  const auto with_reasons = [&](ApiError refused) {
    refused.message +=
        " Encoded authorization failure message: " +
        messages.encode(authorization_document(*call.session, call.decision, call.traces.back()),
                        ids);
    return refused;
  };
  if (std::ranges::find(kOperations, operation) == kOperations.end()) {
    ApiError answer = answer_any_service(call, "ec2");
    const bool denied = !call.traces.empty() && !call.decision.allowed() && answer.http == 403;
    return denied ? with_reasons(std::move(answer)) : answer;
  }
  const auto instances = instance_ids(form);
  if (instances.empty()) return missing_parameter("InstanceId");
  for (const std::string& id : instances) {
    auto refused = call.allow(call.action, instance_arn(call, id));
    if (refused) return with_reasons(*std::move(refused));
  }
  if (form.value("DryRun") == "true") return dry_run_operation();
  return not_decided_here(fmt::format("what {} does", call.action));
}

}  // namespace rolechain
