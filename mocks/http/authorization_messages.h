// Encoded authorization messages: what a denied caller is given instead of the reasons, which only
// sts:DecodeAuthorizationMessage tells.
// Source: AWS STS API Reference, "DecodeAuthorizationMessage"; Amazon EC2 API Reference, "Error
// codes" (UnauthorizedOperation).
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mocks/base/ids.h"
#include "mocks/cloud/session.h"
#include "mocks/iam/authorize.h"

namespace rolechain {

// {"allowed":false,"explicitDeny":…,"matchedStatements":…,"failures":…,"context":{"principal",
// "action","resource","conditions"}}, with the statement that denied, where one did.
// REQUIRES: the trace's context is filled (authorize()).
std::string authorization_document(const Session& caller, const Decision& decision,
                                   const Trace& trace);

// A message holds nothing: it is a name that this book alone knows a document by.
class AuthorizationMessages {
 public:
  std::string encode(std::string document, IdSource& ids);
  // Nothing for what is none of this book's, or was forgotten: it keeps the last 10,000.
  [[nodiscard]] std::optional<std::string> decode(std::string_view message) const;

 private:
  std::map<std::string, std::string, std::less<>> documents_;
  std::deque<std::string> order_;
};

}  // namespace rolechain
