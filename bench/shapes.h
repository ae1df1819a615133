// The three shapes that the speed of a decision is measured on: a world, a session and calls whose
// verdicts are known. Our benchmarks and the comparison with other evaluators share them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/source.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"

namespace rolechain::bench {

struct ShapeCall {
  ApiCall call;
  bool allowed = false;  // what AWS answers
};

// A policy's own text is `document().span.file->text`: what is measured elsewhere is the same
// bytes.
struct Shape {
  std::string name;
  Sources sources;
  World world;
  Session session;
  EpochSeconds now_s = 1'768'467'600;  // 2026-01-15T09:00:00Z
  std::vector<ShapeCall> calls;
};

// One identity policy of 3 statements; no guardrails; calls in the caller's own account.
std::unique_ptr<Shape> small_shape();
// 5 identity policies of 10 statements with 3 actions, 2 resources and up to 4 condition keys; a
// boundary; SCPs at 2 levels; a bucket policy; trust policies; 6 context keys in every call. Half
// of the 20 calls are denied, 6 cross accounts.
std::unique_ptr<Shape> realistic_shape();
// AdministratorAccess, ReadOnlyAccess and SecurityAudit attached; calls over many services.
std::unique_ptr<Shape> managed_shape();

// Aborts where the text does not parse: a benchmark on a broken world measures nothing.
PolicyRef compile(Sources& sources, std::string label, PolicyType type, std::string text);
// A role, and its session; `key` is its name.
Role& add_role(World& world, std::string_view account, std::string_view name);
Session session_of(const Role& role);
// Aborts unless authorize() gives every call's verdict.
void check_verdicts(const Shape& shape);

}  // namespace rolechain::bench
