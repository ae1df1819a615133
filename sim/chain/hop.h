// Asks whether a session may assume a role with given parameters: sts:AssumeRole, and the
// permissions to carry something along, as STS asks for them, all about one request.
#pragma once

#include <string>
#include <vector>

#include "sim/chain/chain.h"

namespace rolechain {

struct AskedHop {
  ChainAnswer answer;
  HopParameters parameters;  // with what the evaluator chose besides (MFA, other keys)
};

// `given`: the condition keys that follow from the parameters; the evaluator chooses the others.
AskedHop ask_hop(const Scenario& scenario, const Session& caller, const Role& role,
                 HopParameters parameters, const std::vector<ContextEntry>& given);

// All condition keys of the request that a hop with these parameters sends.
std::vector<ContextEntry> entries_of(const HopParameters& parameters);

// What the evaluator says about sts:AssumeRole with these parameters.
Trace trace_of_hop(const Scenario& scenario, const Session& caller, const Role& role,
                   const HopParameters& parameters);

// Whether both sides may allow the action at all, with request keys of the sender's choice.
bool may_ever(const Scenario& scenario, const Session& caller, const Role& role,
              const std::string& action);

// The session that the hop makes (R-STS-01, R-STS-11, R-STS-12).
Session session_after(const Scenario& scenario, const Session& caller, const Role& role,
                      const HopParameters& parameters);

}  // namespace rolechain
