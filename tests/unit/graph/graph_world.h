// Policies about hops in a few words, and scenarios and edges of small worlds.
#pragma once

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <string_view>

#include "sim/graph/graph.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain::testing {

inline const std::string kCaller = "arn:aws:iam::111111111111:role/caller";
inline const std::string kRoot = "arn:aws:iam::111111111111:root";

// An identity policy, its statement's Sid is Hop.
std::string may_assume(std::string_view pattern);
// A trust policy, its statement's Sid is Trust. `more`: further members.
std::string trusts(std::string_view principal, std::string_view more = {});
std::string condition(std::string_view test, std::string_view key, std::string_view value);
std::string trusts_service(std::string_view service);

Scenario scenario_of(const SmallWorld& small);

// Role `caller` in the app account, which EC2 may assume, and role `target`.
void add_caller_and_target(SmallWorld& small, std::string_view identity, std::string_view trust,
                           std::string_view account = kData);
inline const std::string kTarget = "arn:aws:iam::222222222222:role/target";  // in the data account

// Workload `host`: the instance i-0abc1234def567890 in the app account, with that role.
void add_instance(Scenario& scenario, std::string_view role_name);

enum class Edge { none, allowed, blocked, undecided };
std::ostream& operator<<(std::ostream& out, Edge edge);
Edge kind_of(const GraphEdge* edge);
// By the nodes' keys; null where there is none.
const GraphEdge* edge_between(const RoleGraph& graph, std::string_view from, std::string_view to);
// Its text, or "" where there is none.
std::string text_between(const RoleGraph& graph, std::string_view from, std::string_view to);

}  // namespace rolechain::testing
