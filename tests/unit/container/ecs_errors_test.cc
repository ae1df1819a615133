// The error document of the ECS endpoint, letter by letter.
#include <gtest/gtest.h>

#include "mocks/container/ecs_task.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

// R-ECS-02.
TEST(EcsEndpoint, ErrorsCarryTheStatusAsANumber) {
  Lab lab;
  EcsCredentialsEndpoint endpoint(lab.sts, {});
  EXPECT_EQ(endpoint.handle({"GET", "/v2/credentials", {}, ""}).body,
            R"({"code":"NoIdInRequest","message":"CredentialsV2Request: No ID in the request",)"
            R"("HTTPErrorCode":400})");
}

}  // namespace
}  // namespace rolechain::sts_testing
