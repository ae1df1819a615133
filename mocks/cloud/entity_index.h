// Finds an entity of a list by its name in constant time. Internal to World.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace rolechain {

// `Key`: the name of an entity, "" for one that is not to be found. Of equal names the first wins.
template <class Entity, std::string_view (*Key)(const Entity&)>
class EntityIndex {
 public:
  explicit EntityIndex(const std::vector<Entity>& entities)
      : entities_(entities.data()), size_(entities.size()) {
    slots_.assign(std::bit_ceil(2 * size_ + 1), 0);
    for (std::uint32_t i = 0; i < size_; ++i) {
      const std::string_view name = Key(entities_[i]);
      if (name.empty()) continue;
      std::uint32_t& slot = slots_[place(name)];
      if (slot == 0) slot = i + 1;
    }
  }

  // Whether the list is still the one that was indexed: a copy, or one that grew, is not.
  [[nodiscard]] bool covers(const std::vector<Entity>& entities) const {
    return entities.data() == entities_ && entities.size() == size_;
  }
  [[nodiscard]] const Entity* find(std::string_view name) const {
    if (size_ == 0) return nullptr;
    const std::uint32_t slot = slots_[place(name)];
    return slot == 0 ? nullptr : &entities_[slot - 1];
  }

 private:
  // Where the name is, or the free slot where it would be.
  [[nodiscard]] std::size_t place(std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = std::hash<std::string_view>{}(name)&mask;
    while (slots_[at] != 0 && Key(entities_[slots_[at] - 1]) != name) at = (at + 1) & mask;
    return at;
  }

  const Entity* entities_;
  std::size_t size_;
  std::vector<std::uint32_t> slots_;  // 1 + position; 0: free
};

}  // namespace rolechain
