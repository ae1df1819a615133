#include "mocks/policy/request.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "mocks/base/eight.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

bool less_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, fold_case, fold_case);
}

}  // namespace

// Eight characters at a time, letters of both cases alike. Some other characters fall together as
// well, which costs a comparison and no more.
std::uint64_t KeyName::hash_of(std::string_view any_case) {
  constexpr std::uint64_t kFold = 0x2020202020202020U;
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  constexpr int kHalf_bits = 32;
  const auto load = [](const char* from, auto word) {
    std::memcpy(&word, from, sizeof word);
    return static_cast<std::uint64_t>(word);
  };
  const auto mix = [](std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ (word | kFold)) * kOdd;
    return hash ^ (hash >> kHalf_bits);
  };
  const char* at = any_case.data();
  const std::size_t size = any_case.size();
  const std::uint64_t seed = size * kOdd;
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (size >= kWord) {
    std::uint64_t hash = seed;
    for (std::size_t i = 0; i + kWord < size; i += kWord) hash = mix(hash, load(at + i, kFold));
    return mix(hash, load(at + size - kWord, kFold));  // the last words may overlap
  }
  if (size >= kWord / 2) {
    const std::uint64_t first = load(at, std::uint32_t{});
    return mix(seed, first << kHalf_bits | load(at + size - kWord / 2, std::uint32_t{}));
  }
  std::uint64_t word = 0;
  for (const char c : any_case) word = word << 8U | static_cast<unsigned char>(c);
  return mix(seed, word);
}

void Request::look_up_service() {
  service_size = std::min(find_near(':', action_lower), action_lower.size());
  service_key = key_of(action_lower.substr(0, service_size));
}

std::uint64_t Request::key_of(std::string_view service) {
  return service.size() > kEight ? KeyName::hash_of(service) : eight_bytes(service, 0);
}

// Sorted, for reports that show them all.
ContextEntry& Context::slot(std::string_view key) {
  const auto at = std::ranges::lower_bound(entries_, key, less_ignoring_case, &ContextEntry::key);
  if (at != entries_.end() && equals_ignore_case(at->key, key)) {
    at->key = key;
    return *at;
  }
  hashes_.insert(hashes_.begin() + (at - entries_.begin()), KeyName::hash_of(key));
  ContextEntry& made = *entries_.insert(at, ContextEntry{});
  made.key = key;
  return made;
}

void Context::set(std::string_view key, std::string value, Origin origin) {
  ContextEntry& entry = slot(key);
  entry.values.clear();
  entry.values.push_back(std::move(value));
  entry.multi_valued = false;
  entry.origin = origin;
}

void Context::set_list(std::string_view key, std::vector<std::string> values, Origin origin) {
  ContextEntry& entry = slot(key);
  entry.values = std::move(values);
  entry.multi_valued = true;
  entry.origin = origin;
}

void Context::erase(std::string_view key) {
  const auto at = std::ranges::find_if(
      entries_, [&](const ContextEntry& entry) { return equals_ignore_case(entry.key, key); });
  if (at == entries_.end()) return;
  hashes_.erase(hashes_.begin() + (at - entries_.begin()));
  entries_.erase(at);
}

const ContextEntry* Context::find(const KeyName& key) const {
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    if (hashes_[i] == key.hash && equals_ignore_case(entries_[i].key, key.text)) {
      return &entries_[i];
    }
  }
  return rest_ == nullptr ? nullptr : rest_->find(key);
}

}  // namespace rolechain
