#include "sim/grants/policy_comparer.h"

#include "sim/grants/class_table.h"
#include "sim/grants/comparison.h"
#include "sim/grants/lone_policy.h"

namespace rolechain {

PolicyComparer::PolicyComparer(const GrantLimits& limits) : limits_(limits) {}

PolicyComparer::~PolicyComparer() = default;

GrantVerdict PolicyComparer::compare(const PolicyRef& before, const PolicyRef& after) {
  const HeldPolicies pair(before, after);
  if (table_ == nullptr) {
    const GrantSubject& first = pair.before.front();
    table_ = std::make_unique<ClassTable>(first.world->partition, first.world->region,
                                          first.session->account);
  }
  GrantVerdict out = compare_sessions(pair.before, pair.after, limits_, *table_, Pairs::alike);
  if (pair.undecided) out.undecided.push_back(*pair.undecided);
  return out;
}

}  // namespace rolechain
