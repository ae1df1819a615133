// A caller made ready to be asked many times: what follows from the caller alone is gathered once,
// and each request adds its own. authorize() is one question to it.
#pragma once

#include <string>

#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/request_keys.h"

namespace rolechain {

// For one thread at a time; any number of them may share one world. World and session must outlive
// it and stay as they are. Looks things up in the time of World's index, where it has one.
class Authorizer {
 public:
  Authorizer(const World& world, const Session& session);
  Authorizer(const World& world, const UnsignedCaller& caller);
  Authorizer(const Authorizer&) = delete;
  Authorizer& operator=(const Authorizer&) = delete;

  // No lock, and without a trace no heap allocation once the buffers have grown to the size of the
  // requests. Does not test expiry: that is the caller's session's matter.
  Decision authorize(const ApiCall& call, EpochSeconds now_s, Trace* trace = nullptr);

  [[nodiscard]] const Caller& caller() const { return caller_; }

 private:
  Authorizer(const World& world, Caller caller, const Session* session);

  const World* world_;
  const Session* session_;  // null for unsigned callers
  Caller caller_;
  PoliciesInPlay policies_;  // the caller's, and the last request's
  Context caller_keys_;
  RequestKeys request_keys_{caller_keys_};
  Context keys_{request_keys_};
  bool has_endpoints_;
  std::string action_lower_;  // room for the longest action so far
};

}  // namespace rolechain
