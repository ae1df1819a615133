// Who can make one request, by any chain: workloads, users and roles, each with the shortest way.
#pragma once

#include <string>
#include <vector>

#include "sim/chain/path.h"
#include "sim/chain/reason.h"

namespace rolechain {

struct ChainRequest {
  std::string action;
  std::string resource;               // ARN or "*"
  std::vector<ContextEntry> context;  // keys that are given; others are the sender's choice
};

struct Ability {
  ChainNode who;
  std::size_t start = 0;  // state
  ChainPath path;         // empty: directly
  std::vector<StsTrace> hops;
  std::vector<ContextEntry> chosen;  // by the sender of the request
  std::optional<std::size_t> sent;   // of a hop: index into the search's parameters
  Trace trace;                       // of the request itself, replayed
};

struct WhoCan {
  ChainSearch search;
  std::vector<Ability> found;  // workloads, users, roles; in the scenario's order
  Diagnostics undecided;       // the list may lack somebody
};

WhoCan who_can(const Scenario& scenario, const ChainRequest& request);

// The statements that said yes: of the caller's own policies, and of the resource's.
std::vector<StatementRef> statements_of(const Trace& trace);

std::string to_text(const WhoCan& answer, const Scenario& scenario, const ChainRequest& request);
std::string to_json(const WhoCan& answer, const Scenario& scenario, const ChainRequest& request);

}  // namespace rolechain
