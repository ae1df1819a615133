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
  explicit Bits(std::size_t size) : more_(size <= kWordBits ? 0 : (size - 1) / kWordBits) {}

  // REQUIRES: index < the size it was made with.
  void set(std::size_t index) { word(index) |= bit(index); }
  void reset(std::size_t index) { word(index) &= ~bit(index); }
  void clear() {
    first_ = 0;
    std::ranges::fill(more_, 0U);
  }
  [[nodiscard]] bool test(std::size_t index) const {
    const std::uint64_t word = index < kWordBits ? first_ : more_[index / kWordBits - 1];
    return (word & bit(index)) != 0;
  }
  // REQUIRES: made with the same size.
  void operator&=(const Bits& other) {
    first_ &= other.first_;
    std::ranges::transform(more_, other.more_, more_.begin(), std::bit_and<>());
  }
  void operator|=(const Bits& other) {
    first_ |= other.first_;
    std::ranges::transform(more_, other.more_, more_.begin(), std::bit_or<>());
  }
  [[nodiscard]] bool any() const {
    return first_ != 0 || std::ranges::any_of(more_, [](std::uint64_t word) { return word != 0; });
  }
  [[nodiscard]] bool subset_of(const Bits& other) const {
    bool out = (first_ & ~other.first_) == 0;
    for (std::size_t i = 0; i < more_.size(); ++i) out &= (more_[i] & ~other.more_[i]) == 0;
    return out;
  }
  [[nodiscard]] std::size_t hash() const {
    constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;
    std::uint64_t value = (0xCBF29CE484222325U ^ first_) * kFactor;
    for (const std::uint64_t word : more_) value = (value ^ word) * kFactor;
    return static_cast<std::size_t>(value ^ (value >> 29U));
  }
  bool operator==(const Bits&) const = default;
  auto operator<=>(const Bits&) const = default;

 private:
  static constexpr std::size_t kWordBits = 64;
  static std::uint64_t bit(std::size_t index) { return std::uint64_t{1} << (index % kWordBits); }

  std::uint64_t& word(std::size_t index) {
    return index < kWordBits ? first_ : more_[index / kWordBits - 1];
  }

  // Most sets are small: those need no memory of their own.
  std::uint64_t first_ = 0;
  std::vector<std::uint64_t> more_;
};

struct BitsHash {
  std::size_t operator()(const Bits& bits) const { return bits.hash(); }
};

}  // namespace rolechain
