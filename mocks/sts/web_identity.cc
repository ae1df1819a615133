#include "mocks/iam/errors.h"
#include "mocks/sts/sts.h"

namespace rolechain {

// Filled in by the next commit: until then every token is refused.
ApiResult<StsReply> Sts::assume_role_with_web_identity(const WebIdentityInput&, StsTrace*) {
  if (clock_.now_s() < 0) return std::unexpected(expired_identity_token(0, 0));
  return std::unexpected(invalid_identity_token("not read yet"));
}

}  // namespace rolechain
