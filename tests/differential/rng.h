// Random choices that are the same on every machine for one seed: the standard distributions are
// not.
#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>

namespace rolechain::differential {

class Rng {
 public:
  // SplitMix64, started apart for each (seed, stream): case 1000 can be made without the 999
  // before it. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators".
  Rng(std::uint64_t seed, std::uint64_t stream) : state_(seed * kStep ^ mix(stream + kStep)) {}

  // In [0, n). REQUIRES: n > 0. The bias of the remainder is far below what is looked for here.
  std::size_t below(std::size_t n) {
    assert(n > 0);
    state_ += kStep;
    return static_cast<std::size_t>(mix(state_) % n);
  }
  bool chance(std::size_t percent) { return below(100) < percent; }
  // In [low, high].
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }

  // REQUIRES: not empty.
  template <class Range>
  const auto& one_of(const Range& range) {
    return *(std::begin(range) + static_cast<std::ptrdiff_t>(below(std::size(range))));
  }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;
  static std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace rolechain::differential
