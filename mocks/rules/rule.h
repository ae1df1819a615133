// One rule of AWS that the simulator follows: what it says, how we know, and which tests watch it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rolechain {

// How we know a rule: AWS's documentation says it; AWS's replies or public reports show it; or
// neither does, and the reading that grants less was taken.
enum class RuleStatus : std::uint8_t { documented, observed, assumed };

struct RuleSource {
  std::string_view title;  // IAM User Guide, "Policy evaluation logic"
  std::string_view url;    // empty: none
};

struct Rule {
  static constexpr std::size_t kMaxTests = 6;

  std::string_view id;    // R-COND-02: what stands in comments beside the code and its tests
  std::string_view text;  // one or two sentences
  RuleStatus status = RuleStatus::documented;
  RuleSource source;
  // Where sources disagree, or where we differ; empty: nowhere.
  std::string_view note{};  // NOLINT(readability-redundant-member-init): so that rows may omit it
  // "Suite.Test" of GoogleTest or a scenario's path from the root of the tree; empty ones at the
  // end count for nothing.
  std::array<std::string_view, kMaxTests> tests{};

  [[nodiscard]] constexpr std::span<const std::string_view> test_names() const {
    const auto end = std::ranges::find(tests, std::string_view{});
    return {tests.begin(), end};
  }
};

}  // namespace rolechain
