#include "mocks/sts/mfa.h"

#include "mocks/iam/errors.h"

namespace rolechain::sts {

std::optional<ApiError> check_mfa(const World& world, const Session& caller,
                                  const std::optional<std::string>& serial_number,
                                  const std::optional<std::string>& token_code) {
  if (!serial_number && !token_code) return std::nullopt;
  if (!serial_number || !token_code) return mfa_incomplete();
  const User* user = caller.user_arn.empty() ? nullptr : world.user(caller.user_arn);
  if (user == nullptr || user->mfa_serial != *serial_number) return mfa_invalid_serial();
  if (*token_code == "000000") return mfa_invalid_code();
  return std::nullopt;
}

}  // namespace rolechain::sts
