#include "sim/load/problems.h"

#include <algorithm>

namespace rolechain {

// A value that is read in two places (a shared policy, a template's parameter) is wrong once.
void Problems::add(Diagnostic diagnostic) {
  const auto same = [&](const Diagnostic& other) {
    return other.where.known() && other.where.file == diagnostic.where.file &&
           other.where.begin == diagnostic.where.begin && other.code == diagnostic.code &&
           other.message == diagnostic.message;
  };
  if (std::ranges::none_of(all_, same)) all_.push_back(std::move(diagnostic));
}

}  // namespace rolechain
