// How a class of ARNs is granted that is not granted in every context: by which conditions of its
// statements. A candidate for a readable list, which is proved as a whole before it is shown.
#pragma once

#include <string>
#include <vector>

#include "sim/grants/play.h"
#include "sim/grants/prober.h"

namespace rolechain {

struct ConditionalForm {
  using Tests = std::vector<ConditionTest>;  // all must hold

  std::vector<Tests> allows;  // any of them suffices
  std::vector<Tests> denies;  // none may hold

  // Whether each of them is what one statement can hold.
  [[nodiscard]] bool can_be_said() const;
  // Equal texts mean equal forms.
  [[nodiscard]] std::string key() const;
};

// REQUIRES: the answer is granted in some context, and not in every one.
ConditionalForm conditional_form(const Play& play, const ProbeAnswer& answer);

}  // namespace rolechain
