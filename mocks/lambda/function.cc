#include "mocks/lambda/function.h"

#include <fmt/format.h>

#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

constexpr std::int64_t kLambdaSession_s = 43'200;  // assumed: longer than any invocation

}  // namespace

ApiResult<StsReply> lambda_credentials(Sts& sts, const LambdaFunction& function, StsTrace* trace) {
  const World& world = sts.world();
  Sts::ServiceInput input;
  input.service = "lambda.amazonaws.com";
  input.role.role_arn = function.execution_role_arn;
  input.role.session_name = function.name;
  input.lifetime_s = kLambdaSession_s;
  input.keys.push_back({"lambda:SourceFunctionArn",
                        {fmt::format("arn:{}:lambda:{}:{}:function:{}", world.partition,
                                     function.region.empty() ? world.region : function.region,
                                     function.account, function.name)}});
  auto reply = sts.assume_role_for_service(input, trace);
  if (!reply && reply.error().code == "AccessDenied") {
    return std::unexpected(lambda_cannot_assume());
  }
  return reply;
}

}  // namespace rolechain
