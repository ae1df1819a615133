#include "mocks/iam/fault_errors.h"

#include "mocks/iam/errors.h"

namespace rolechain {

ApiError server_error(std::string_view service, int status) {
  if (status == 503) return service_unavailable(service);
  if (service == "s3") {
    return {status, "InternalError", "We encountered an internal error. Please try again.",
            "fault"};
  }
  if (service == "dynamodb") {
    return {status, "InternalServerError", "The request could not be processed by the server",
            "fault"};
  }
  return {status, "InternalFailure",
          "The request processing has failed because of an unknown error.", "fault"};
}

ApiError throughput_exceeded() {
  return {400, "ProvisionedThroughputExceededException",
          "The level of configured provisioned throughput for the table was exceeded", "fault"};
}

}  // namespace rolechain
