// The condition keys that change from one request to the next of the same caller: what follows from
// time, action and resource. Each is computed only where a policy asks for it.
// Source: IAM User Guide, "AWS global condition context keys".
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include "mocks/iam/request_facts.h"
#include "mocks/policy/request.h"

namespace rolechain {

// Sets all of them (R-EVAL-20).
void set_request_keys(Context& context, const RequestFacts& facts);

// A call's own entries over a caller's keys over the request's. Answers without heap allocation
// once its buffers have grown.
class RequestKeys final : public ContextSource {
 public:
  static constexpr std::size_t kCount = 10;  // of keys that have one name

  // `caller_keys` must outlive this.
  explicit RequestKeys(const Context& caller_keys);

  // For the next request. `entries`: the call's own; an entry without values (and not multi-valued)
  // takes its key away.
  void reset(const RequestFacts& facts, std::span<const ContextEntry> entries);

  [[nodiscard]] const ContextEntry* find(const KeyName& key) const override;

 private:
  [[nodiscard]] const ContextEntry* find_tag(const KeyName& key) const;

  const Context* caller_keys_;
  std::array<std::uint64_t, kCount> hashes_{};  // of the keys' names
  RequestFacts facts_;
  std::span<const ContextEntry> entries_;
  std::vector<std::uint64_t> entry_hashes_;
  // Filled when asked: one request is one thread's. One bit a key: its entry is good, or it is
  // known to be absent.
  mutable std::bitset<kCount> present_;
  mutable std::bitset<kCount> absent_;
  mutable std::array<ContextEntry, kCount> slots_;
  mutable std::deque<ContextEntry> tags_;  // those asked for; the first used_tags_ are good
  mutable std::size_t used_tags_ = 0;
};

}  // namespace rolechain
