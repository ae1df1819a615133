// A set of small numbers, as a value: which pattern lists a text matches.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace rolechain {

class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t size) : words_((size + kWordBits - 1) / kWordBits) {}

  // REQUIRES: index < the size it was made with.
  void set(std::size_t index) { words_[index / kWordBits] |= bit(index); }
  void reset(std::size_t index) { words_[index / kWordBits] &= ~bit(index); }
  void clear() { std::ranges::fill(words_, 0U); }
  [[nodiscard]] bool test(std::size_t index) const {
    return (words_[index / kWordBits] & bit(index)) != 0;
  }
  // REQUIRES: made with the same size.
  void operator&=(const Bits& other) {
    std::ranges::transform(words_, other.words_, words_.begin(), std::bit_and<>());
  }
  void operator|=(const Bits& other) {
    std::ranges::transform(words_, other.words_, words_.begin(), std::bit_or<>());
  }
  [[nodiscard]] bool any() const {
    return std::ranges::any_of(words_, [](std::uint64_t word) { return word != 0; });
  }
  [[nodiscard]] bool subset_of(const Bits& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & ~other.words_[i]) != 0) return false;
    }
    return true;
  }
  [[nodiscard]] std::size_t hash() const {
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const std::uint64_t word : words_) value = (value ^ word) * 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>(value ^ (value >> 29U));
  }
  bool operator==(const Bits&) const = default;
  auto operator<=>(const Bits&) const = default;

 private:
  static constexpr std::size_t kWordBits = 64;
  static std::uint64_t bit(std::size_t index) { return std::uint64_t{1} << (index % kWordBits); }

  std::vector<std::uint64_t> words_;
};

struct BitsHash {
  std::size_t operator()(const Bits& bits) const { return bits.hash(); }
};

}  // namespace rolechain
