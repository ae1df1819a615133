// The table of STS's API.
// Source: botocore's service model (Apache-2.0); AWS STS API Reference for what is newer
// (tool/sts.json).
#pragma once

#include "mocks/http/model/api_model.h"

namespace rolechain {

const ApiModel& sts_model();

}  // namespace rolechain
