// Multi-factor authentication of an STS call by serial number and code.
// Source: IAM User Guide, "Secure API access with MFA".
#pragma once

#include <optional>
#include <string>

#include "mocks/base/api_error.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"

namespace rolechain::sts {

// R-STS-17: both or neither are sent; only an IAM user has a device (with long-term keys or with
// GetSessionToken's), and it must be the one named. Ours, not AWS's: every six digits pass but
// "000000", because codes follow from a secret and a wall clock, which a scenario has not.
std::optional<ApiError> check_mfa(const World& world, const Session& caller,
                                  const std::optional<std::string>& serial_number,
                                  const std::optional<std::string>& token_code);

}  // namespace rolechain::sts
