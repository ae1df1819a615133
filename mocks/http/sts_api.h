// STS's operations as the wire has them: parameters of one request to a call of mocks/sts, its
// reply to the members of a response (mocks/http/model has names and types). Source: AWS STS API
// Reference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/http/authorization_messages.h"
#include "mocks/http/form.h"
#include "mocks/http/wire.h"
#include "mocks/sts/sts.h"

namespace rolechain {

struct StsAnswer {
  std::string operation;                                 // "AssumeRole"
  std::string resource;                                  // ARN that it was about; "*" where none
  ApiResult<Node> result = std::unexpected(ApiError{});  // as write_query() takes it
  std::optional<Session> issued;                         // its credentials are in `result`
  StsTrace trace;
};

// AssumeRoleWithWebIdentity and AssumeRoleWithSAML come without a signature.
bool is_unsigned_sts_operation(std::string_view operation);

// What `Action` and `Version` ask for. Errors: MissingAction, InvalidAction.
ApiResult<std::string> sts_operation(const Form& form);

// `caller` may be null for the unsigned operations only. `context`: keys of the request that others
// know (aws:SourceIp). Operations that are AWS's but not decided here end in 501 and a code of
// ours, never in a guess.
// `messages`: what DecodeAuthorizationMessage decodes.
StsAnswer answer_sts(Sts& sts, const AuthorizationMessages& messages, const std::string& operation,
                     const Form& form, const Session* caller,
                     const std::vector<ContextEntry>& context);

}  // namespace rolechain
