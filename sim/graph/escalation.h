// Ways to another identity's rights that need no sts:AssumeRole: passing a role to a service that
// then works with it, changing what already works with it, and editing IAM itself. The facts are
// rows of escalation_table.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/graph/graph.h"

namespace rolechain {

struct EscalationPermission {
  // What the permission is asked on. `any`: whatever the action takes. other_group: one that the
  // user is not in. function, instance: a workload of the world that gets the target's credentials.
  enum class On : std::uint8_t {
    target,
    any,
    own_group,
    other_group,
    own_policy,
    function,
    instance
  };
  std::string_view action;  // empty: none
  On on = On::target;
};

struct EscalationRow {
  // role, user: another one of the caller's account, whose rights it gets. self: the caller gives
  // itself rights. assumed_role: one of the account that the caller may assume, and gives rights
  // before it does: an edge to itself, too.
  enum class Target : std::uint8_t { role, user, self_role, self_user, assumed_role };
  // Of an edge to itself: any right that the guardrails leave, or what a policy says that is there
  // already (a group's; another version, which a world does not hold).
  enum class Gives : std::uint8_t { any_right, what_is_there };
  std::string_view id;
  Target target = Target::role;
  std::array<EscalationPermission, 3> permissions;  // all of them are needed
  // The service that is given the role: the role must trust it.
  std::string_view service;
  bool needs_profile = false;  // an instance profile of the world must hold the role
  std::string_view source;     // AWS's document
  // iam:PassedToService; empty: `service`.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::string_view passed_to = {};
  Gives gives = Gives::any_right;
};

// Sorted by id.
std::span<const EscalationRow> escalation_rows();

// Adds an escalated edge, and its hops, wherever all permissions of a row are allowed by the one
// evaluator and no allowed hop is there already. Targets are of the caller's account: PassRole and
// the edits work nowhere else. Permissions on `any` are asked on ARNs made from the caller's own
// policies; a call that takes several resources is asked on one: a way may be shown that one more
// check of AWS's would stop, none is hidden that the table has.
// Edits that a role may make of itself are that role's own rows, not its callers'. A user that may
// join a group gets edges to the roles that the group's policies let it assume, and is one that can
// make itself an administrator only where those policies allow everything.
void add_escalations(RoleGraph& graph, const Scenario& scenario);

}  // namespace rolechain
