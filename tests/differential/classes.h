// The known disagreements: what distinguishes each, so that a new one is seen at once. What each is
// about, who is right and why, is in disagreements.md, under the same ids.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tests/differential/compare.h"

namespace rolechain::differential {

struct Observation {
  const Case& one;
  const Verdict& ours;
  const PeerVerdict& theirs;
  const Difference& difference;
};

struct DisagreementClass {
  std::string_view id;
  bool (*recognises)(const Observation& seen);
};

std::span<const DisagreementClass> disagreement_classes();
// The first that recognises it, or "".
std::string_view classify(const Observation& seen);

}  // namespace rolechain::differential
