#include "mocks/iam/authorize.h"

#include "mocks/base/text.h"
#include "mocks/iam/context.h"

namespace rolechain {
namespace {

// What both kinds of callers share once the caller and its keys are known.
Decision authorize_caller(const World& world, const Caller& caller, const Session* session,
                          const std::vector<SessionKey>* keys, const ApiCall& call,
                          EpochSeconds now_s, Trace* trace) {
  const std::string action = to_lower(call.action);
  const std::string account =
      call.resource_account.value_or(world.owner(call.resource, caller.account));
  Context context = make_context(world, caller, session, call, account, now_s);
  if (keys != nullptr) {
    set_session_keys(context, *keys);
    set_call_entries(context, call);  // the call's own entries stay on top
  }
  PoliciesInPlay policies = gather(world, caller, session, action, call.resource, account);
  policies.endpoint = endpoint_policy(world, context);
  const Request request{&caller, action, call.resource, &context};
  const Decision decision = decide(policies, request, trace);
  if (trace != nullptr) {
    trace->action = call.action;
    trace->resource = call.resource;
    trace->caller_arn = caller.arn;
    trace->caller_account = caller.account;
    trace->resource_account = account;
    trace->context = std::move(context);
  }
  return decision;
}

}  // namespace

Decision authorize(const World& world, const Session& session, const ApiCall& call,
                   EpochSeconds now_s, Trace* trace) {
  const Caller caller = caller_of(world, session);
  return authorize_caller(world, caller, &session, nullptr, call, now_s, trace);
}

Decision authorize(const World& world, const UnsignedCaller& caller, const ApiCall& call,
                   EpochSeconds now_s, Trace* trace) {
  return authorize_caller(world, caller.caller, nullptr, &caller.keys, call, now_s, trace);
}

}  // namespace rolechain
