#include "mocks/iam/authorizer.h"

#include <utility>

#include "mocks/base/eight.h"
#include "mocks/iam/context.h"

namespace rolechain {

Authorizer::Authorizer(const World& world, Caller caller, const Session* session)
    : world_(&world),
      session_(session),
      caller_(std::move(caller)),
      policies_(gather_caller(world, caller_, session)),
      caller_keys_(caller_context(world, caller_, session)),
      has_endpoints_(has_endpoint_policies(world)) {}

Authorizer::Authorizer(const World& world, const Session& session)
    : Authorizer(world, caller_of(world, session), &session) {}

Authorizer::Authorizer(const World& world, const UnsignedCaller& caller)
    : Authorizer(world, caller.caller, nullptr) {
  set_session_keys(caller_keys_, caller.keys);
}

Decision Authorizer::authorize(const ApiCall& call, EpochSeconds now_s, Trace* trace) {
  if (action_lower_.size() < call.action.size()) action_lower_.resize(call.action.size());
  write_lower(call.action, action_lower_.data());
  const auto action = std::string_view(action_lower_).substr(0, call.action.size());
  RequestFacts facts = request_facts(*world_, session_, action, call.resource, {}, now_s);
  facts.resource_account = call.resource_account
                               ? std::string_view(*call.resource_account)
                               : world_->owner(facts.arn, facts.named, caller_.account);
  gather_request(policies_, caller_, facts);
  request_keys_.reset(facts, call.context);
  if (has_endpoints_) policies_.endpoint = endpoint_policy(*world_, keys_);
  const Decision decision =
      decide(policies_, Request{&caller_, action, call.resource, &keys_}, trace);
  if (trace != nullptr) {
    trace->action = call.action;
    trace->resource = call.resource;
    trace->caller_arn = caller_.arn;
    trace->caller_account = caller_.account;
    trace->resource_account = facts.resource_account;
    trace->context = full_context(caller_keys_, facts, call);
    trace->replaced = replaced_entries(caller_keys_, facts, call);
  }
  return decision;
}

Decision authorize(const World& world, const Session& session, const ApiCall& call,
                   EpochSeconds now_s, Trace* trace) {
  return Authorizer(world, session).authorize(call, now_s, trace);
}

Decision authorize(const World& world, const UnsignedCaller& caller, const ApiCall& call,
                   EpochSeconds now_s, Trace* trace) {
  return Authorizer(world, caller).authorize(call, now_s, trace);
}

}  // namespace rolechain
