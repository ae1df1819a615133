// Which statements grant a request, and what to change so that it would be refused.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mocks/iam/trace.h"

namespace rolechain {

// One side's grant: its Allow statements that match. None where it needs no statement: a root
// user, the default policy of a KMS key.
struct SideGrant {
  const SideTrace* side = nullptr;
  std::vector<const StatementTrace*> by;
};

// What grants a request before denies and guardrails are asked (R-EVAL-07, R-EVAL-08, R-TRUST-01).
// `sides` is empty where nothing does. To refuse the request one of the sides must change, or,
// where each of them grants by itself, all.
struct Granting {
  enum class Change : std::uint8_t { one, all };
  std::vector<SideGrant> sides;
  Change change = Change::one;

  // "base/hop#AssumeWriter and writer/trust#1"
  [[nodiscard]] std::string labels() const;
};
Granting granting(const Trace& trace);

// One line for each of the sides: "narrow Resource `*` of base/data#All, or add a condition".
// Empty for a refused request and for one that needs no permission.
std::vector<std::string> ways_to_refuse(const Trace& trace);

}  // namespace rolechain
