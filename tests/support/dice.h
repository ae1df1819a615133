// Random choices of a test, the same for one seed.
#pragma once

#include <cstddef>
#include <random>

namespace rolechain::tests {

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  // In [0, limit). REQUIRES: limit > 0.
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  // REQUIRES: not empty.
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace rolechain::tests
