// Which condition keys the engine answers for, and the parts of make_context() (authorize.h) that
// other callers of the evaluator need.
#pragma once

#include <string_view>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/request_keys.h"
#include "mocks/policy/request.h"

namespace rolechain {

// True for keys that the engine fills or knows to be absent for a given session: they are fixed in
// a proof. False for keys that the request's sender chooses (sts:ExternalId, aws:RequestTag/…,
// aws:SourceIp, s3:prefix) or that the engine knows nothing about: they are free.
// `key_lower` is the whole key in lower case ("aws:principaltag/team").
bool engine_supplies(std::string_view key_lower);

// The keys that follow from the caller alone: the same for all of a session's requests.
Context caller_context(const World& world, const Caller& caller, const Session* session);
// All keys of one request.
Context full_context(const Context& caller_keys, const RequestFacts& facts, const ApiCall& call);

// What the engine had for the keys that the call's `scenario` entries replace or take away.
std::vector<ContextEntry> replaced_entries(const Context& caller_keys, const RequestFacts& facts,
                                           const ApiCall& call);

// Keys fixed into a session or carried by a web identity's token.
void set_session_keys(Context& context, const std::vector<SessionKey>& keys);
// The call's own entries, with origin scenario, over what is there. An entry without values (and
// not multi-valued) takes the key away.
void set_call_entries(Context& context, const ApiCall& call);

}  // namespace rolechain
