// One side of a decision in words: who said yes, or why not.
#pragma once

#include <string>

#include "mocks/iam/trace.h"
#include "sim/load/scenario.h"

namespace rolechain {

// Whether the words of a statement's place ("policies/hop.json:4") follow its label.
enum class Places : std::uint8_t { hidden, shown };

// "✗ role's side     orders-writer has no trust policy, so it trusts nobody"
std::string side_line(const SideTrace& side, const Trace& trace, Places places);

// "role/orders-writer" of an ARN, "table/orders", "acme-config/app.json"; "*" stays.
std::string short_resource(std::string_view resource);
// What a policy names the caller by: the role's or user's ARN, not the session's.
std::string principal_of(const Trace& trace);
// The statement that the side names, as it was looked at; null where it names none.
const StatementTrace* deciding_statement(const SideTrace& side);
// Whether the side said yes by itself or left it to the caller's account.
bool said_yes(const SideTrace& side);

}  // namespace rolechain
