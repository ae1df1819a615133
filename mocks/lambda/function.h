// A Lambda function as a workload: its execution role's credentials.
// Source: Lambda Developer Guide, "Defining Lambda function permissions with an execution role".
#pragma once

#include <string>

#include "mocks/sts/sts.h"

namespace rolechain {

struct LambdaFunction {
  std::string name;
  std::string account;
  std::string region;  // empty: the world's
  std::string execution_role_arn;
};

// R-LAMBDA-01: the session bears the function's name and keeps lambda:SourceFunctionArn.
// Error: InvalidParameterValueException where the role does not trust lambda.amazonaws.com.
ApiResult<StsReply> lambda_credentials(Sts& sts, const LambdaFunction& function,
                                       StsTrace* trace = nullptr);

}  // namespace rolechain
